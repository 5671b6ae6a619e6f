"""The evidence of a post-mortem: listed, added, served, removed.

What was uploaded is served as a download of a plain type, in a sandbox; only pictures of pixels are
shown in place, by what their content says and never by their name.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound
from hansei.domain.evidence import MOST_BYTES
from hansei.postmortem.access import access_post_mortem, permitted
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.selectors.evidence import (
    cited_in_sections,
    evidence_file,
    evidence_notes,
)
from hansei.postmortem.services.evidence_add import add_file, add_link, add_quote
from hansei.postmortem.services.evidence_remove import (
    erase_evidence,
    remove_evidence,
    return_evidence,
)
from hansei.web.editor.asked import actor_of, as_json, refused, wants_json
from hansei.web.editor.tabs import places
from hansei.web.pages import notice, render
from hansei.web.queries import whole
from hansei.web.replies import see

MOST_FILES = 10
MOST_SENT = 5 * MOST_BYTES
"""Bytes of one upload: what is larger is refused before it is read."""
_FIELDS = ("kind", "title", "url", "event")


@csrf_exempt  # checked below: the check reads the whole upload, which may be too large to read
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """The list, and one more piece."""
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MOST_SENT:
        reason = gettext("An upload holds up to %(size)s MiB.") % {"size": MOST_SENT >> 20}
        if wants_json(request):
            return as_json({"reason": reason, "code": "input"}, status=413)
        return _page(request, number, wrong={"file": reason}, status=413)
    return _checked(request, number)


@csrf_protect
def _checked(request: HttpRequest, number: int) -> HttpResponse:
    if request.method != "POST":
        return _page(request, number)
    access_post_mortem(actor_of(request), number, Need.CHANGE)
    try:
        keys = _added(request, number)
    except InputError as error:
        if wants_json(request):
            return refused(error)
        return _page(request, number, wrong={error.place or "file": error.reason}, status=400)
    except NotFound:
        event = request.POST.get("event", "")
        reason = gettext("There is no event %(name)s.") % {"name": event[:40]}
        return _page(request, number, wrong={"event": reason}, status=400)
    if wants_json(request):
        return as_json({"added": keys})
    said = ngettext("%(keys)s is kept. Cite it as [%(first)s].", "%(keys)s are kept.", len(keys))
    undo = reverse("evidence-remove", args=(number, keys[0][2:])) if len(keys) == 1 else ""
    notice(request, said % {"keys": ", ".join(keys), "first": keys[0]}, undo=undo)
    return see("post-mortem-evidence", number)


def _added(request: HttpRequest, number: int) -> list[str]:
    actor, title = actor_of(request), request.POST.get("title", "")
    match request.POST.get("kind"):
        case "link":
            url = request.POST.get("url", "")
            made = [add_link(actor=actor, number_or_id=number, url=url, title=title)]
        case "quote":
            event = request.POST.get("event", "").strip(" []")
            made = [add_quote(actor=actor, number_or_id=number, event=event, title=title)]
        case _:
            files = request.FILES.getlist("file")
            if not files:
                raise InputError(gettext("choose a file"), place="file")
            if len(files) > MOST_FILES:
                raise InputError(gettext("too many files at once"), place="file")
            if any((each.size or 0) > MOST_BYTES for each in files):
                raise InputError(f"a file holds up to {MOST_BYTES >> 20} MiB", place="file")
            alone = title if len(files) == 1 else ""
            made = [
                add_file(
                    actor=actor, number_or_id=number, name=each.name or "", content=each.read(),
                    title=alone,
                )
                for each in files
            ]  # fmt: skip
    return [f"ev{each.number}" for each in made]


@require_safe
def file(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """The content of a piece. Raises NotFound as for what it belongs to."""
    held = evidence_file(actor=actor_of(request), number_or_id=number, evidence=evidence)
    shown = "show" in request.GET and held.note.is_picture
    name = held.note.file_name or f"{held.note.key}.txt"
    answer = HttpResponse(
        held.content,
        content_type=held.note.media_type if shown else "application/octet-stream",
    )
    disposition = content_disposition_header(not shown, name) or "attachment"
    answer.headers["Content-Disposition"] = disposition
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
def remove(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """Removes a piece, with a way back."""
    remove_evidence(actor=actor_of(request), number_or_id=number, evidence=evidence)
    undo = reverse("evidence-return", args=(number, evidence))
    notice(request, gettext("ev%(number)s is removed.") % {"number": evidence}, undo=undo)
    return see("post-mortem-evidence", number)


@require_POST
def bring_back(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """Brings a removed piece back."""
    return_evidence(actor=actor_of(request), number_or_id=number, evidence=evidence)
    undo = reverse("evidence-remove", args=(number, evidence))
    notice(request, gettext("ev%(number)s is back.") % {"number": evidence}, undo=undo)
    return see("post-mortem-evidence", number)


@require_POST
def erase(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """Erases the content of a removed piece, once its name is typed."""
    actor = actor_of(request)
    access_post_mortem(actor, number, Need.LEAD)
    if request.POST.get("confirm", "").strip().lower() != f"ev{evidence}":
        reason = gettext("Type ev%(number)s to erase its content.") % {"number": evidence}
        return _page(request, number, wrong={f"erase-{evidence}": reason}, status=400)
    erase_evidence(actor=actor, number_or_id=number, evidence=evidence)
    notice(request, gettext("Only the digest of ev%(number)s is left.") % {"number": evidence})
    return see("post-mortem-evidence", number)


def _page(
    request: HttpRequest, number: int, *, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = post_mortem(actor=actor, number_or_id=number)
    notes = evidence_notes(found)
    # An upload that is too large to be read has no fields to show again.
    typed: dict[str, Any] = (
        {} if status in (200, 413) else {name: request.POST.get(name, "") for name in _FIELDS}
    )
    context = {
        "found": found,
        "places": places(),
        "notes": [each for each in notes if not each.removed],
        "removed": [each for each in notes if each.removed],
        "cited": cited_in_sections(document_of(found)),
        "may_change": permitted(actor, found, Need.CHANGE),
        "may_lead": permitted(actor, found, Need.LEAD),
        "typed": typed,
        "wrong": wrong or {},
        "most": MOST_BYTES >> 20,
    }
    return render(request, "evidence/list.html", context, status=status)
