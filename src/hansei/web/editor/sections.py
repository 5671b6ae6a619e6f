"""Adds, renames, moves and removes sections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.accounts.roles import Need
from hansei.domain.document import Document
from hansei.domain.errors import HanseiError, InputError, UsageError
from hansei.domain.variants import SectionPlan
from hansei.domain.writing import handles
from hansei.organisation.selectors import modules, variants
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.arrange_sections import (
    add_section,
    move_section,
    remove_section,
    restore_section,
)
from hansei.postmortem.services.edit_section import edit_section
from hansei.web.editor.asked import actor_of
from hansei.web.editor.page import section_shown
from hansei.web.pages import notice, trouble
from hansei.web.queries import whole
from hansei.web.replies import SeeOther

_OWN = "own"


def to_add(document: Document) -> list[SectionPlan]:
    """The sections of the variant that the document lacks, then the modules that it lacks."""
    present = {each.key for each in document.sections}
    plan = variants().get(document.variant)
    every = (*(plan.sections if plan else ()), *modules().values())
    return [each for each in every if each.key not in present]


@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    """One more section: of the variant, a module, or one's own by its title."""
    key = request.POST.get("key", "")
    try:
        _, handle = add_section(
            actor=actor_of(request), number_or_id=number, key="" if key == _OWN else key,
            title=request.POST.get("title", "") if key == _OWN else "",
            after=request.POST.get("after", ""),
        )  # fmt: skip
    except (InputError, UsageError) as error:
        return _said(request, number, error)
    return _at(number, handle)


@require_POST
def title(request: HttpRequest, number: int, handle: str) -> HttpResponse:
    """Renames a section."""
    actor = actor_of(request)
    standing = access_post_mortem(actor, number, Need.CHANGE)
    shown = section_shown(document_of(standing), handle)
    try:
        done = edit_section(
            actor=actor, number_or_id=number, handle=handle, text=shown.text, base=shown.digest,
            title=request.POST.get("title", ""),
        )  # fmt: skip
    except InputError as error:
        return _said(request, number, error)
    return _at(number, handles(document_of(done.post_mortem))[shown.number - 1])


@require_POST
def move(request: HttpRequest, number: int, handle: str) -> HttpResponse:
    """Moves a section up or down by one."""
    by = -1 if request.POST.get("to") == "up" else 1
    move_section(actor=actor_of(request), number_or_id=number, handle=handle, by=by)
    return _at(number, handle)


@require_POST
def removal(request: HttpRequest, number: int, handle: str) -> HttpResponse:
    """Takes a section out; the notice takes it back."""
    actor = actor_of(request)
    before = access_post_mortem(actor, number, Need.CHANGE)
    name = section_shown(document_of(before), handle).title
    done = remove_section(actor=actor, number_or_id=number, handle=handle)
    undo = reverse("section-return", args=(number, handle)) + f"?revision={done.version - 1}"
    notice(request, gettext("“%(name)s” is taken out.") % {"name": name}, undo=undo)
    return SeeOther(reverse("post-mortem-edit", args=(number,)))


@require_POST
def back(request: HttpRequest, number: int, handle: str) -> HttpResponse:
    """Puts a section back as a revision had it."""
    restore_section(
        actor=actor_of(request), number_or_id=number, handle=handle,
        revision=whole(request.GET.get("revision")) or 0,
    )  # fmt: skip
    return _at(number, handle)


def _at(number: int, handle: str) -> HttpResponse:
    return SeeOther(f"{reverse('post-mortem-edit', args=(number,))}#{handle}")


def _said(request: HttpRequest, number: int, error: HanseiError) -> HttpResponse:
    trouble(request, error.reason if isinstance(error, InputError) else str(error))
    return SeeOther(reverse("post-mortem-edit", args=(number,)))
