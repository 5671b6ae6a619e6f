"""The words for customers: written, previewed beside what stays inside, published, taken back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from hansei.accounts.roles import Need
from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound
from hansei.domain.findings import Finding
from hansei.domain.public_words import Part, public_title, public_words
from hansei.postmortem.access import permitted
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.services.write_public import write_public_words
from hansei.publishing.selectors import preview, publication_of
from hansei.publishing.services.publish_to_customers import (
    publish_to_customers,
    restore_to_customers,
    withdraw_from_customers,
)
from hansei.web.pages import Request, notice, render, trouble
from hansei.web.replies import see
from hansei.web.status.answers import address, given, version_given

if TYPE_CHECKING:
    from hansei.publishing.public_text import PublicText


class Field(NamedTuple):
    """One part of the words, as the form asks for it."""

    name: str
    label: str
    hint: str
    value: str


class Shown(NamedTuple):
    """One block of the public text with the findings about it."""

    markdown: str
    findings: tuple[Finding, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: Request, number: int) -> HttpResponse:
    """The words beside what they become; posted, they are published."""
    if request.method != "POST":
        return _page(request, number)
    before = publication_of(post_mortem(actor=request.actor, number_or_id=number))
    try:
        publish_to_customers(
            actor=request.actor, number_or_id=number, version=version_given(request)
        )
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, str(error))
        return see("publication", number)
    if before is not None and before.withdrawn is None:
        # An earlier text is not kept to go back to.
        notice(request, gettext("Customers read the new text now."))
    else:
        undo = address("publication-withdrawal", number)
        notice(request, gettext("Customers can read it now."), undo=undo)
    return see("publication", number)


@require_POST
def words(request: Request, number: int) -> HttpResponse:
    """Saves the words. What cannot be saved is shown again as it was typed."""
    typed = {part: given(request, part.value) for part in Part}
    title = given(request, "title")
    try:
        write_public_words(
            actor=request.actor, number_or_id=number, version=version_given(request), title=title,
            words=typed,
        )  # fmt: skip
    except InputError as error:
        return _page(request, number, typed, title, {error.place: error.reason})
    except Conflict as error:
        trouble(request, str(error))
        return _page(request, number, typed, title)
    notice(request, gettext("Saved. Nothing is published by that."))
    return see("publication", number)


@require_POST
def withdrawal(request: Request, number: int) -> HttpResponse:
    """Takes the public text away."""
    withdraw_from_customers(actor=request.actor, number_or_id=number)
    notice(
        request, gettext("Customers can no longer read it."),
        undo=address("publication-restoring", number),
    )  # fmt: skip
    return see("publication", number)


@require_POST
def restoring(request: Request, number: int) -> HttpResponse:
    """Puts the withdrawn text back."""
    try:
        restore_to_customers(actor=request.actor, number_or_id=number)
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, str(error))
        return see("publication", number)
    notice(
        request, gettext("Customers can read it again."),
        undo=address("publication-withdrawal", number),
    )  # fmt: skip
    return see("publication", number)


def _page(
    request: Request, number: int, typed: dict[Part, str] | None = None, title: str | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page; with `typed` it answers a form that was refused."""
    found = preview(actor=request.actor, number_or_id=number)
    document = document_of(found.post_mortem)
    standing, public = found.standing, publication_of(found.post_mortem)
    missing = standing.wants_approval and not standing.approvals
    is_live = public is not None and public.withdrawn is None
    shown = {
        "post_mortem": found.post_mortem,
        "title": public_title(document) if title is None else title,
        "text": found.text,
        "shown": _shown(found.text),
        "of_title": [each for each in found.text.findings if each.place.line == 0],
        "compared": found.compared,
        "fields": _fields(typed if typed is not None else public_words(document)),
        "wrong": wrong or {},
        "approval_missing": missing,
        "lapsed": standing.lapsed,
        "public": public,
        "is_live": is_live,
        "is_same": is_live and public is not None
        and (public.title, public.markdown) == (found.text.title, found.text.markdown),
        "may_change": permitted(request.actor, found.post_mortem, Need.CHANGE),
        "may_lead": permitted(request.actor, found.post_mortem, Need.LEAD),
    }  # fmt: skip
    return render(request, "status/customers.html", shown, status=400 if typed else 200)


def _fields(values: dict[Part, str]) -> list[Field]:
    asked = (
        (Part.NOTICED, gettext("What customers noticed"),
         gettext("What did not work, for how many of them, and what was not affected.")),
        (Part.WHY, gettext("Why it happened"),
         gettext("In words that need no inside knowledge: no names of systems or people.")),
        (Part.NEXT, gettext("What happens next"),
         gettext("What you changed or will change so that it stays fixed.")),
        (Part.MESSAGE, gettext("A message at the end"),
         gettext("Without one, a sentence of apology and thanks stands there.")),
    )  # fmt: skip
    return [Field(part.value, label, hint, values.get(part, "")) for part, label, hint in asked]


def _shown(text: PublicText) -> list[Shown]:
    """The public text block by block, so that findings stand beside what caused them."""
    of_line: dict[int, list[Finding]] = defaultdict(list)
    for each in text.findings:
        of_line[each.place.line].append(each)
    found: list[Shown] = []
    lines: list[str] = []
    about: list[Finding] = []
    for number, line in enumerate([*text.markdown.split("\n"), ""], start=1):
        about += of_line.get(number, [])
        if line.strip():
            lines.append(line)
        elif lines:
            found.append(Shown("\n".join(lines), tuple(about)))
            lines, about = [], []
    return found
