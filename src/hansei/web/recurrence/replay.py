"""What an open action would have changed of the past, and the backlog ranked by that."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hansei.domain.learning.replay import Assumptions, Reach
from hansei.learning.selectors.kept import kept
from hansei.organisation.selectors import today
from hansei.recurrence.selectors.replays import backlog, stake_of
from hansei.web.actions import words
from hansei.web.keeping import minute
from hansei.web.pages import Request, render
from hansei.web.queries import whole
from hansei.web.recurrence.asked import NO_DAYS, days_of
from hansei.web.recurrence.words import PARTS, REACHES


@require_safe
def of_action(request: Request, action: int) -> HttpResponse:
    """The past incidents that one action would have touched, under assumptions in the address."""
    typed = request.GET.dict()
    assumptions, wrong = _assumed(typed)
    found = stake_of(actor=request.actor, pk=action, assumptions=assumptions)
    context = {**_shared(typed, assumptions, wrong), "found": found}
    return render(request, "recurrence/replay.html", context, status=400 if wrong else 200)


@require_safe
def ranked(request: Request) -> HttpResponse:
    """All open actions, in the order of what each would have spared."""
    typed = request.GET.dict()
    assumptions, wrong = _assumed(typed)
    actor = request.actor
    found = kept(
        actor=actor, asked=("backlog", assumptions), until=minute(),
        make=lambda: backlog(actor=actor, assumptions=assumptions),
    )  # fmt: skip
    most = max((each.replay.at_stake for each in found.stakes), default=0)
    context = {**_shared(typed, assumptions, wrong), "found": found, "most": most or 1}
    return render(request, "recurrence/backlog.html", context, status=400 if wrong else 200)


def _shared(
    typed: Mapping[str, str], assumptions: Assumptions, wrong: Mapping[str, str]
) -> dict[str, object]:
    given = {
        "reach": typed.get("reach") or assumptions.reach,
        "days": typed.get("days") or str(assumptions.days),
        "share": typed.get("share") or f"{assumptions.share * 100:g}",
    }
    return {
        "given": given, "assumed": assumptions, "wrong": wrong, "reaches": list(REACHES.items()),
        "parts_of": PARTS, "words": words, "today": today(),
    }  # fmt: skip


def _assumed(typed: Mapping[str, str]) -> tuple[Assumptions, dict[str, str]]:
    """What the address assumes; where that makes no sense, the usual, and why."""
    wrong = {}
    made: dict[str, object] = {}
    reach, days, share = (typed.get(name, "").strip() for name in ("reach", "days", "share"))
    if reach:
        if reach in tuple(Reach):
            made["reach"] = Reach(reach)
        else:
            wrong["reach"] = _("choose one of these")
    if days:
        number = days_of(days)
        if number is None:
            wrong["days"] = str(NO_DAYS)
        else:
            made["days"] = number
    if share:
        percent = whole(share.removesuffix("%"), most=100)
        if percent is None:
            wrong["share"] = _("a whole percentage from 0 to 100")
        else:
            made["share"] = percent / 100
    return Assumptions(**made), wrong  # type: ignore[arg-type]
