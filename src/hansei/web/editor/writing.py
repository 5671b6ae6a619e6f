"""The editor: every section as Markdown, saved one by one.

Scripts and plain forms post to the same address. A form that comes too late is shown again with
what was typed beside what stands now; a script gets both and asks on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from hansei.accounts.roles import Need
from hansei.domain.errors import Conflict, HanseiError, InputError, UsageError
from hansei.domain.section_text import section_digest, section_text
from hansei.domain.writing import position_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.writing import last_change
from hansei.postmortem.services.edit_section import edit_section
from hansei.web.editor.asked import actor_of, as_json, refused, wants_json
from hansei.web.editor.page import section_shown, sheet
from hansei.web.editor.sections import to_add
from hansei.web.editor.tabs import places
from hansei.web.editor.words import words
from hansei.web.pages import notice, render
from hansei.web.replies import SeeOther

if TYPE_CHECKING:
    from hansei.postmortem.models import PostMortem


@require_safe
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """The editor, for those who may write. Raises NotFound for others."""
    actor = actor_of(request)
    access_post_mortem(actor, number, Need.CHANGE)
    found = sheet(actor=actor, number=number)
    shown = {
        "sheet": found,
        "places": places(),
        "to_add": to_add(found.document),
        "words": words(),
        "me": actor.user_id,
    }
    return render(request, "editor/write.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, number: int, handle: str) -> HttpResponse:
    """One section: as a plain form, or saved."""
    actor = actor_of(request)
    standing = access_post_mortem(actor, number, Need.CHANGE)
    if request.method != "POST":
        shown = section_shown(document_of(standing), handle)
        return _form(request, standing, handle, typed=shown.text, base=shown.digest)
    typed = request.POST.get("text", "")
    if wants_json(request) and request.POST.get("as", str(actor.user_id)) != str(actor.user_id):
        reason = gettext("Somebody else is signed in in this browser now.")
        return as_json({"reason": reason, "code": "somebody-else"}, status=403)
    try:
        done = edit_section(
            actor=actor, number_or_id=number, handle=handle, text=typed,
            base=request.POST.get("base", ""),
        )  # fmt: skip
    except Conflict as error:
        return _late(request, number, handle, typed, error)
    except (InputError, UsageError) as error:
        status = 400 if isinstance(error, InputError) else 503
        if wants_json(request):
            return refused(error, status=status)
        return _form(
            request, standing, handle, typed=typed, base=request.POST.get("base", ""),
            wrong=str(error), status=status,
        )  # fmt: skip
    if wants_json(request):
        return as_json({"version": done.version, "digest": done.digest})
    notice(request, gettext("Saved."))
    return SeeOther(f"{reverse('post-mortem-edit', args=(number,))}#{handle}")


def _late(
    request: HttpRequest, number: int, handle: str, typed: str, error: HanseiError
) -> HttpResponse:  # fmt: skip
    """What was typed meets what stands now; where that is what it was written over, try again."""
    standing = access_post_mortem(actor_of(request), number, Need.CHANGE)
    theirs = _theirs(standing, handle)
    busy = theirs is not None and theirs["digest"] == request.POST.get("base", "")
    if busy and wants_json(request):
        return refused(error, status=503)
    if wants_json(request):
        return as_json({"reason": str(error), "code": error.code, "theirs": theirs}, status=409)
    return _form(
        request, standing, handle, typed=typed, base=theirs["digest"] if theirs else "",
        theirs=None if busy else theirs, late=not busy, wrong=str(error) if busy else "",
        status=503 if busy else 409,
    )  # fmt: skip


def _theirs(standing: PostMortem, handle: str) -> dict[str, Any] | None:
    document = document_of(standing)
    position = position_of(document, handle)
    if position is None:
        return None
    found = document.sections[position]
    change = last_change(standing)
    return {
        "title": found.title,
        "text": section_text(found),
        "digest": section_digest(found),
        "version": standing.version,
        "by": change.by,
        "at": change.at,
    }


def _form(
    request: HttpRequest, standing: PostMortem, handle: str, *, typed: str, base: str,
    wrong: str = "", theirs: dict[str, Any] | None = None, late: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    document = document_of(standing)
    there = position_of(document, handle) is not None
    shown = {
        "post_mortem": standing,
        "handle": handle,
        "title": section_shown(document, handle).title if there else handle,
        "prompts": section_shown(document, handle).prompts if there else (),
        "typed": typed,
        "base": base,
        "wrong": wrong,
        "theirs": theirs,
        "late": late,
        "gone": late and not there,
    }
    return render(request, "editor/section.html", shown, status=status)
