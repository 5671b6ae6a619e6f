"""Windows of impact that the prose states ("between 10:36 and 11:06"), against the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hansei.domain.consistency.case import Case, Passage, TimeSaid
from hansei.domain.consistency.wording import length
from hansei.domain.document import How, Mark, Milestone
from hansei.domain.findings import Finding, Level

RULE = "consistency/duration"

_M = Milestone
_ASIDE = frozenset(("actions", "references", "lessons", "metadata", "people", "timeline"))
_TROUBLE = re.compile(
    r"\b(?:unavailab\w+|fail(?:ed|ing|ures?)|errors?|down|outage|unable|degraded|duration|impact\w*|"
    r"disrupt\w+|offline|unreachable|timed? ?out|time ?frame|window|could not|rejected|slow\w*|"
    r"downtime|inaccessible|interrupt\w*|broken|dropped|lost|returned 5\w\w)\b"
)
_SLACK_S = 60


def started(case: Case) -> Mark | None:
    """The start of impact as the prose states it, where that minute stands on the timeline.

    A timeline without a start of its own may still hold the instant that a window begins with.
    """
    if "started" not in case.remembered:
        case.remembered["started"] = _started(case)
    found: Mark | None = case.remembered["started"]
    return found


def _started(case: Case) -> Mark | None:
    for _, said in windows(case):
        for event, _ in case.clock().near(said.clock, 0):
            return Mark(at=event.at, earliest=event.at, latest=event.at, how=How.STATED)
    return None


def windows(case: Case) -> Iterator[tuple[Passage, TimeSaid]]:
    """The ranges of time in sentences about what was wrong."""
    for passage in case.passages:
        if passage.key in _ASIDE:
            continue
        for said in passage.times:
            if said.until is not None and _TROUBLE.search(passage.lower):
                yield passage, said


def impact_windows(case: Case) -> Iterator[Finding]:
    """A finding where a stated window of impact goes on after the confirmed recovery, or stops
    before it. One for each different window.
    """
    recovered = case.marks.get(_M.RECOVERED)
    start = case.marks.get(_M.IMPACT_START) or case.marks.get(_M.DETECTED)
    if recovered is None or start is None or (recovered.latest - recovered.earliest).seconds > 600:
        return
    first, last = (_clock_of(case, mark) for mark in (start, recovered))
    seen: set[tuple[int, int | None]] = set()
    for passage, said in windows(case):
        if said.until is None or (said.clock, said.until) in seen or said.about:
            continue
        seen.add((said.clock, said.until))
        if abs(said.clock - first) > _SLACK_S or abs(said.until - last) <= _slack(said):
            continue
        yield _finding(case, passage, said, recovered)


def _slack(said: TimeSaid) -> int:
    return max(_SLACK_S, said.precision_s)


def _clock_of(case: Case, mark: Mark) -> int:
    local = case.local(mark.at)
    return local.hour * 3600 + local.minute * 60 + local.second


def _finding(case: Case, passage: Passage, said: TimeSaid, recovered: Mark) -> Finding:
    until = said.until or 0
    other = next((event for event, _ in case.clock().near(until, 0)), None)
    shown = f"{until // 3600:02d}:{until % 3600 // 60:02d}"
    note = f"; at {shown} it has: {other.text[:80]}" if other else ""
    stated = length((until - said.clock) % 86400)
    return case.finding(
        RULE, Level.ERROR, passage,
        f"the impact is stated until {shown} ({stated}), but the timeline confirms recovery at"
        f" {case.shown(recovered.at)}{note}",
        span=(said.start, said.end),
        against=f"recovery confirmed at {case.shown(recovered.at)}",
        line=case.mark_line(_M.RECOVERED),
    )  # fmt: skip
