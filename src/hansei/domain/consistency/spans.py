"""The spans of a timeline that a stated duration may mean, and whether one of them agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import NamedTuple

from hansei.domain.consistency.case import Case
from hansei.domain.consistency.duration_claims import Claim
from hansei.domain.consistency.impact_window import started
from hansei.domain.consistency.wording import TOLD, length
from hansei.domain.document import How, Mark, Milestone

_M = Milestone
_DECLARED = re.compile(
    r"\bincident (?:was )?(?:declared|raised|opened|called)\b|\bteam aware\b", re.IGNORECASE
)
_MOST_READ = 200
_SHORTEST = 60
_UNCERTAIN_S = 120
_ALTERNATIVE = 25


class Span(NamedTuple):
    """From one milestone to another: its length, and how far the times leave it open (seconds)."""

    start: Milestone
    end: Milestone
    seconds: float
    slack: float
    begins: datetime
    stops: datetime
    since: str

    def __str__(self) -> str:
        return f"{length(self.seconds)} from {self.since} to {TOLD[self.end]}"


def spans(
    case: Case, starts: Sequence[Milestone], ends: Sequence[Milestone], *, declared: bool = False
) -> list[Span]:
    """The spans between these milestones, those of no length left out.

    `declared`: the declaration of the incident is a start too, as teams that count repair from
    it mean.
    """
    begins = [(stone, mark, TOLD[stone]) for stone, mark in _marks(case, starts)]
    if declared:
        begins += [
            (_M.DETECTED, Mark(at=each.at, earliest=each.at, latest=each.at), "the declaration")
            for each in case.events[:_MOST_READ]
            if _DECLARED.search(each.text[:_MOST_READ])
        ]
    found = []
    for (stop, last), (start, first, since) in product(_marks(case, ends), begins):
        seconds = (last.at - first.at).total_seconds()
        same = bool(first.events) and first.events == last.events
        if seconds >= (_SHORTEST if stop is _M.RECOVERED else 0) and start is not stop and not same:
            slack = (first.latest - first.earliest + (last.latest - last.earliest)) / 2
            found.append(
                Span(start, stop, seconds, slack.total_seconds(), first.at, last.at, since)
            )
    return found


def _marks(case: Case, stones: Sequence[Milestone]) -> Iterator[tuple[Milestone, Mark]]:
    for stone in stones:
        mark = case.marks.get(stone) or (started(case) if stone is _M.IMPACT_START else None)
        if mark:
            yield stone, mark


def agrees(claim: Claim, span: Span) -> bool:
    """Whether a span is what was stated, given how both are rounded."""
    return _fits(claim, span.seconds, span.slack)


def _fits(claim: Claim, seconds: float, slack: float) -> bool:
    if claim.bound and seconds <= claim.seconds + claim.unit_s:
        return True
    rounding = claim.unit_s if claim.unit_s < 3600 else claim.unit_s / 2
    if claim.about:
        rounding = max(rounding, 0.25 * claim.seconds)
    # A window wider than minutes is an uncertain time; one of a minute is rounding as well.
    open_s = slack if slack > _UNCERTAIN_S else min(slack, 59)
    return abs(seconds - claim.seconds) <= max(rounding, open_s)


def may_agree(case: Case, claim: Claim) -> bool:
    """Whether another line of the timeline that may be the milestone makes the claim right.

    Which line is a detection or a recovery is a judgement where no label says so.
    """
    starts = [at for _, mark in _marks(case, claim.starts) for at in _instants(case, mark)]
    ends = [at for _, mark in _marks(case, claim.ends) for at in _instants(case, mark)]
    return any(
        end > start and _fits(claim, (end - start).total_seconds(), 0)
        for start, end in product(starts, ends)
    )


def _instants(case: Case, mark: Mark) -> list[datetime]:
    """When a milestone may have been: at its own event, or at one that is no other milestone."""
    if mark.how is How.STATED or not mark.candidates:
        return [mark.at]
    top = max(each.weight for each in mark.candidates)
    taken = {event for other in case.marks.values() for event in other.events}
    near = [
        each.at
        for each in mark.candidates
        if each.weight >= top - _ALTERNATIVE and each.event not in taken
    ]
    return [mark.at, *near][:10]


def told(found: Sequence[Span], chosen: Span) -> str:
    """The chosen span and at most two others of other lengths, as the end of a sentence."""
    texts, lengths = [str(chosen)], {(chosen.seconds, chosen.end)}
    for span in found:
        if (span.seconds, span.end) not in lengths and len(texts) < 3:
            lengths.add((span.seconds, span.end))
            texts.append(str(span))
    return f"the timeline has {', '.join(texts)}"
