"""The editor of an own template: a form and its text side by side, with a preview."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.template_text import TemplateKind
from hansei.organisation import selectors
from hansei.organisation.access import access_to_change
from hansei.organisation.services.templates import (
    add_template,
    archive_template,
    change_template,
    restore_template,
    restore_template_text,
)
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther
from hansei.web.settings.asked import version_of
from hansei.web.templates_editor.forms import TemplateForm, as_sent, of_text, text_of
from hansei.web.templates_editor.preview import WRITTEN, filled, planned
from hansei.web.templates_editor.views import entry_of

_BLANK = {
    TemplateKind.VARIANT: 'name = "{name}"\ntitle = "Our post-mortem"\n'
    'purpose = "Say in a line what it is for"\n\n[[sections]]\nkey = "summary"\n'
    'title = "Summary"\n',
    TemplateKind.MODULE: '[[sections]]\nkey = "{name}"\ntitle = "Our section"\nprompts = []\n',
}
"""What can be read, so that the form stands from the beginning."""
_JOINTS = {TemplateKind.VARIANT: "-", TemplateKind.MODULE: "_"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Makes a template, perhaps as a copy."""
    access_to_change(request.actor)
    given = request.POST if request.method == "POST" else request.GET
    kind = _kind(given.get("kind", ""))
    if request.method != "POST":
        return _show(request, of_text(_begun(request, kind, given.get("from", "")), kind))
    form = _sent(request, kind)
    try:
        made = add_template(actor=request.actor, kind=kind, text=form.text)
    except InputError as error:
        wrong = form.faults[0].reason if form.faults else str(error)
        return _show(request, form, wrong=wrong, status=400)
    back = reverse("template-archive", args=[made.pk])
    notice(request, f"{_('Added')}: {made.name}", undo=back)
    return SeeOther(reverse("template", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, template: int) -> HttpResponse:
    """Gives a template another text."""
    access_to_change(request.actor)
    entry = selectors.template(actor=request.actor, key=template)
    if request.method != "POST":
        form = of_text(entry.text, entry.kind, besides=entry.name)
        return _show(request, form, template=template, version=entry.version)
    form, version = _sent(request, entry.kind, entry.name), version_of(request.POST)
    try:
        made = change_template(actor=request.actor, key=template, text=form.text, version=version)
    except InputError as error:
        wrong = form.faults[0].reason if form.faults else str(error)
        return _show(request, form, template=template, version=version, wrong=wrong, status=400)
    except Conflict as error:
        return _show(
            request, form, template=template, version=entry.version, wrong=str(error), status=409
        )
    if made.version != version:
        notice(request, _("Saved"), undo=_restoration(template, version, made.version))
    return SeeOther(reverse("template", args=[template]))


@require_POST
def look(request: Request) -> HttpResponse:
    """What is being typed, read: the other side of the editor, its faults and the preview."""
    access_to_change(request.actor)
    kind = _kind(request.POST.get("kind", ""))
    form = _sent(request, kind, request.POST.get("standing", ""))
    context = {**_parts(form), "template": request.POST.get("standing", "")}
    return render(request, "settings/template_parts.html", context)


@require_POST
def archive(request: Request, template: int) -> HttpResponse:
    """Takes a template out of use."""
    made = archive_template(actor=request.actor, key=template)
    back = reverse("template-restoration", args=[template])
    notice(request, f"{_('In the archive')}: {made.name}", undo=back)
    return SeeOther(reverse("templates"))


@require_POST
def restore(request: Request, template: int) -> HttpResponse:
    """Takes a template out of the archive."""
    made = restore_template(actor=request.actor, key=template)
    back = reverse("template-archive", args=[template])
    notice(request, f"{_('In use again')}: {made.name}", undo=back)
    return SeeOther(reverse("templates"))


@require_POST
def restore_version(request: Request, template: int, version: int) -> HttpResponse:
    """Puts an earlier text back."""
    entry = selectors.template(actor=request.actor, key=template)
    over = version_of(request.GET) if "version" in request.GET else entry.version
    made = restore_template_text(actor=request.actor, key=template, number=version, version=over)
    if made.version != over:
        notice(request, _("Put back"), undo=_restoration(template, over, made.version))
    return SeeOther(reverse("template", args=[template]))


def _restoration(template: int, number: int, version: int) -> str:
    return f"{reverse('template-version', args=[template, number])}?version={version}"


def _kind(written: str) -> TemplateKind:
    try:
        return TemplateKind(written or TemplateKind.VARIANT)
    except ValueError:
        raise NotFound("no such kind of template") from None


def _begun(request: Request, kind: TemplateKind, copied: str) -> str:
    """The text that a new template begins with: a copy has a name of its own."""
    joint = _JOINTS[kind]
    if not copied:
        return _BLANK[kind].format(name=_free(kind, f"our{joint}{kind.value}"))
    entry = entry_of(request, kind, copied)
    field = "key" if kind is TemplateKind.MODULE else "name"
    free = _free(kind, f"our{joint}{entry.name}"[:55])
    pattern = rf'^(\s*{field}\s*=\s*)(?:"[^"]*"|\'[^\']*\')'
    return re.sub(pattern, rf'\g<1>"{free}"', entry.toml, count=1, flags=re.MULTILINE)


def _free(kind: TemplateKind, begun: str) -> str:
    """A name like this one that no template has."""
    taken = selectors.variants() if kind is TemplateKind.VARIANT else selectors.modules()
    for each in (begun, *(f"{begun}{_JOINTS[kind]}{n}" for n in range(2, 50))):
        if each not in taken and not selectors.is_taken(kind=kind, name=each):
            return each
    return ""


def _sent(request: Request, kind: TemplateKind, standing: str = "") -> TemplateForm:
    """What was sent: the text, or what the form says as text."""
    if request.POST.get("from") == "form":
        text = text_of(request.POST, kind)
    else:
        text = request.POST.get("text", "")
    return as_sent(of_text(text, kind, besides=standing), request.POST)


def _parts(form: TemplateForm) -> dict[str, Any]:
    lines = form.text.split("\n")
    return {
        "form": form,
        "faults": [
            (each, lines[each.line - 1] if 0 < each.line <= len(lines) else "")
            for each in form.faults
        ],
        "extendable": [("", _("Nothing")), *((n, e.title) for n, e in
                                             selectors.extendable(besides=form.name).items())],
        "planned": planned(form.sections),
        "filled": filled(form.sections) if form.sections else [],
        "written": WRITTEN,
    }  # fmt: skip


def _show(
    request: Request, form: TemplateForm, *, template: int | None = None, version: int = 0,
    wrong: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **_parts(form),
        "template": template,
        "version": version,
        "wrong": wrong,
        "entry": selectors.template(actor=request.actor, key=template) if template else None,
        "revisions": selectors.revisions(actor=request.actor, key=template or 0)[:30],
    }
    return render(request, "settings/template_edit.html", context, status=status)
