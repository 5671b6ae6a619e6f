"""All templates, one that nobody edits here, and a template as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hansei.domain.errors import NotFound
from hansei.domain.template_text import TemplateKind
from hansei.organisation import selectors
from hansei.organisation.selectors import Entry
from hansei.web.pages import Request, render
from hansei.web.templates_editor.preview import filled, planned


@require_safe
def listing(request: Request) -> HttpResponse:
    """Variants and modules, shipped, own and from files; or the archive."""
    archived = request.GET.get("archived") == "1"
    found = selectors.templates(actor=request.actor)
    shown = [each for each in found if each.archived is archived]
    context = {
        "variants": [each for each in shown if each.kind is TemplateKind.VARIANT],
        "modules": [each for each in shown if each.kind is TemplateKind.MODULE],
        "archived": archived,
        "usual": selectors.general().variant,
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/templates.html", context)


@require_safe
def one(request: Request, kind: str, name: str) -> HttpResponse:
    """A template that is shipped or from a file, to read and to copy."""
    entry = entry_of(request, kind, name)
    context = {
        "entry": entry,
        "text": entry.toml,
        "planned": planned(entry.sections),
        "filled": filled(entry.sections) if not entry.faults else [],
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/template_shown.html", context)


@require_safe
def export(request: Request, kind: str, name: str) -> HttpResponse:
    """A template as a TOML file."""
    entry = entry_of(request, kind, name)
    response = HttpResponse(entry.toml, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{entry.name}.toml"'
    return response


def entry_of(request: Request, kind: str, name: str) -> Entry:
    """The template in use of this kind and name, else any one; raises NotFound."""
    found = [
        each
        for each in selectors.templates(actor=request.actor)
        if each.kind == kind and each.name == name
    ]
    if not found:
        raise NotFound(f"no {kind} {name}")
    return min(found, key=lambda each: each.precedence)
