"""All check-ins, and one from its figures to its verdicts."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hansei.domain.errors import Conflict, InputError
from hansei.domain.learning.looks import ActionVerdict, Unsaid
from hansei.recurrence.selectors.check_in_list import check_in_list
from hansei.recurrence.selectors.check_ins import CheckInView, check_in_view
from hansei.recurrence.services.conclude_check_in import (
    Spoken,
    conclude_check_in,
    reopen_check_in,
)
from hansei.web.actions import words
from hansei.web.checkins import words as saying
from hansei.web.pages import Request, notice, render
from hansei.web.queries import whole
from hansei.web.replies import see

_VERDICT, _SHOWN = "verdict-", "shown-"


@require_safe
def listed(request: Request) -> HttpResponse:
    """The check-ins that are due, ahead, and closed lately."""
    return render(request, "checkins/list.html", {"found": check_in_list(actor=request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, number: int, check_in: int) -> HttpResponse:
    """The page of one. Posted, it closes it; what was typed for a refused one stands again."""
    if request.method != "POST":
        found = check_in_view(actor=request.actor, number_or_id=number, number=check_in)
        return _page(request, found)
    spoken = _spoken(request.POST.dict())
    note = request.POST.get("note", "")
    try:
        conclude_check_in(
            actor=request.actor, number_or_id=number, number=check_in, verdicts=spoken, note=note
        )
    except (InputError, Conflict) as error:
        found = check_in_view(actor=request.actor, number_or_id=number, number=check_in)
        reasons = error.reasons if isinstance(error, Unsaid) else {}
        wrong = "" if reasons else error.reason if isinstance(error, InputError) else str(error)
        return _page(request, found, spoken=spoken, note=note, reasons=reasons, wrong=wrong)
    undo = reverse("check-in-opening", args=(number, check_in))
    notice(request, _("The check-in is closed."), undo=undo)
    return see("check-in", number, check_in)


@require_POST
def reopen(request: Request, number: int, check_in: int) -> HttpResponse:
    """Opens a closed check-in again."""
    reopen_check_in(actor=request.actor, number_or_id=number, number=check_in)
    notice(request, _("The check-in is open again."))
    return see("check-in", number, check_in)


def _page(
    request: Request, found: CheckInView, *, spoken: Mapping[int, Spoken] | None = None,
    note: str | None = None, reasons: Mapping[int, str] | None = None, wrong: str = "",
) -> HttpResponse:  # fmt: skip
    said = {each.line.pk: Spoken(each.verdict, each.note) for each in found.actions}
    context = {
        "found": found,
        "spoken": {**said, **(spoken or {})},
        "note": found.note if note is None else note,
        "reasons": reasons or {},
        "wrong": wrong,
        "saying": saying,
        "words": words,
        "today": found.today,
    }
    return render(request, "checkins/one.html", context, status=400 if reasons or wrong else 200)


def _spoken(typed: Mapping[str, str]) -> dict[int, Spoken]:
    found: dict[int, Spoken] = {}
    for name in typed:
        key = name.removeprefix(_VERDICT) if name.startswith(_VERDICT) else ""
        key = name.removeprefix(_SHOWN) if name.startswith(_SHOWN) else key
        action = whole(key)
        if action is not None:
            verdict = typed.get(f"{_VERDICT}{key}", "")
            known = ActionVerdict(verdict) if verdict in tuple(ActionVerdict) else None
            found[action] = Spoken(known, typed.get(f"{_SHOWN}{key}", ""))
    return found
