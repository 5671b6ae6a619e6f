"""Durations that the prose states, held against the milestones of the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hansei.domain.consistency import support_hours
from hansei.domain.consistency.anchors import first_moment, last_deed
from hansei.domain.consistency.case import Case, LengthSaid, Passage
from hansei.domain.consistency.impact_window import started
from hansei.domain.consistency.wording import TOLD, length
from hansei.domain.document import Mark, Milestone, Stated
from hansei.domain.findings import Finding, Level

RULE = "consistency/duration"

_M = Milestone
_ASIDE = frozenset(("actions", "references", "lessons", "metadata", "people"))
_HYPOTHETICAL = re.compile(
    r"\b(?:should|would|could|will|must|may|might|target|goal|sla|slo|allow\w*|aim|if|expected|"
    r"timeout|ago|every|each|max\w*|default|than usual|typically|usually|average|mean|per|"
    r"previous\w*|normally|policy|requires?|within which|estimated? to|planned|until)\b"
)
_AFTER = re.compile(r"\s*(?:later )?(after|before|following|prior to|from|since|of|into)\s+")
_GIVEN = re.compile(
    r"(?:\b(?:within|after|in|at|by|took|for|lagged by|lag of)\s+|[:(~]\s*)(?:\w+\s)?$"
)
_TO_DO = re.compile(
    r"\s+(?:for \w+ )?to\s+(detect|notice|discover|acknowledge|respond|escalate|"
    r"mitigate|fix|repair|contain|recover|restore|resolve|close|identify)"
)
_TO_STONES = {
    "detect": _M.DETECTED, "notice": _M.DETECTED, "discover": _M.DETECTED,
    "acknowledge": _M.ACKNOWLEDGED, "respond": _M.ACKNOWLEDGED, "escalate": _M.ESCALATED,
    "mitigate": _M.MITIGATED, "fix": _M.MITIGATED, "repair": _M.MITIGATED,
    "contain": _M.MITIGATED, "recover": _M.RECOVERED, "restore": _M.RECOVERED,
    "resolve": _M.RESOLVED, "close": _M.RESOLVED, "identify": _M.CAUSE_IDENTIFIED,
}  # fmt: skip
_LASTED = re.compile(
    r"\b(?:impact|outage|downtime|disruption|degradation|unavailability|interruption|incident)\b"
    r"[^.;]{0,40}?\b(?:lasted|lasting|took|went on for|continued for|of|was|for)\s+(?:\w+\s){0,2}$|"
    r"\b(?:down|unavailable|unreachable|inaccessible|offline|degraded)\s+for\s+(?:\w+\s){0,2}$|"
    r"\b(?:duration|downtime)\b[^.;]{0,30}[:=]\s*(?:\w+\s)?$"
)
_LASTED_NEXT = re.compile(
    r"[\s-]+(?:\w+\s){0,2}?(?:outage|downtime|disruption|degradation|interruption)\b|"
    r"\s+of (?:total )?(?:downtime|disruption|degradation|outage|unavailability)"
)
_CLOSED_TOO = re.compile(r"\bincident\b")
_STARTS: dict[Milestone, tuple[Milestone, ...]] = {
    _M.DETECTED: (_M.IMPACT_START,),
    _M.ACKNOWLEDGED: (_M.DETECTED,),
    _M.ESCALATED: (_M.DETECTED, _M.ACKNOWLEDGED, _M.IMPACT_START),
    _M.CAUSE_IDENTIFIED: (_M.DETECTED, _M.IMPACT_START, _M.ACKNOWLEDGED),
    _M.MITIGATED: (_M.DETECTED, _M.IMPACT_START, _M.ACKNOWLEDGED, _M.CAUSE_IDENTIFIED),
    _M.RECOVERED: (_M.IMPACT_START, _M.DETECTED, _M.MITIGATED, _M.CAUSE_IDENTIFIED),
    _M.RESOLVED: (_M.IMPACT_START, _M.DETECTED),
}  # fmt: skip
_ENDS: dict[Milestone, tuple[Milestone, ...]] = {
    _M.MITIGATED: (_M.MITIGATED, _M.RECOVERED),
    _M.RESOLVED: (_M.RESOLVED, _M.RECOVERED, _M.MITIGATED),
    _M.RECOVERED: (_M.RECOVERED, _M.MITIGATED),
}  # fmt: skip
_LABELLED: dict[str, tuple[tuple[Milestone, ...], tuple[Milestone, ...]]] = {
    "time_to_detect": ((_M.IMPACT_START,), (_M.DETECTED,)),
    "time_to_acknowledge": ((_M.DETECTED,), (_M.ACKNOWLEDGED,)),
    "time_to_mitigate": ((_M.DETECTED, _M.IMPACT_START), (_M.MITIGATED, _M.RECOVERED, _M.RESOLVED)),
    "time_to_recover": ((_M.IMPACT_START, _M.DETECTED), (_M.RECOVERED, _M.RESOLVED)),
    "time_to_resolve": ((_M.DETECTED, _M.IMPACT_START), (_M.RESOLVED, _M.RECOVERED)),
    "impact_duration": ((_M.IMPACT_START,), (_M.RECOVERED,)),
}
_NAMES = {
    "time_to_detect": "Time to detect", "time_to_acknowledge": "Time to acknowledge",
    "time_to_mitigate": "Time to mitigate", "time_to_recover": "Time to recover",
    "time_to_resolve": "Time to resolve", "impact_duration": "The duration of impact",
}  # fmt: skip
_DECLARED = re.compile(r"\bincident (?:was )?(?:declared|raised|opened|called)\b|\bteam aware\b",
                       re.IGNORECASE)  # fmt: skip


class Claim(NamedTuple):
    """A duration with what it may be measured from and to. `bound`: "within"."""

    seconds: float
    unit_s: int
    about: bool
    starts: tuple[Milestone, ...]
    ends: tuple[Milestone, ...]
    what: str
    bound: bool = False


class _Pair(NamedTuple):
    start: Milestone
    end: Milestone
    seconds: float
    slack: float
    begins: datetime
    stops: datetime


def durations(case: Case) -> Iterator[Finding]:
    """A finding for each stated duration that no pair of milestones bears out."""
    if not case.events:
        return
    done: set[tuple[int, float]] = set()
    for passage in case.passages:
        if passage.key in _ASIDE:
            continue
        for said in passage.lengths:
            claim = claim_of(passage, said)
            if claim:
                done.add((case.place(passage, said.start).line, claim.seconds))
                yield from _held(case, passage, said, claim)
    for stated in case.labelled:
        if (stated.line, stated.seconds) not in done:
            yield from _held_label(case, stated)


def claim_of(passage: Passage, said: LengthSaid) -> Claim | None:
    """What a duration in a sentence measures; None where the sentence does not tell."""
    text = passage.lower
    if _HYPOTHETICAL.search(text, max(0, said.start - 60), said.start):
        return None
    return _measured(text, said) or _done_within(text, said) or _lasting(text, said)


def _measured(text: str, said: LengthSaid) -> Claim | None:
    """ "fixed 40 minutes after detection", "within 1 minute of failures"."""
    link = _AFTER.match(text, said.end)
    if link is None:
        return None
    anchor = first_moment(text, link.end())
    deed = last_deed(text, said.start)
    if anchor is None or deed is None or anchor.stone is deed.stone:
        return None
    bound = text[: said.start].rstrip().endswith("within")
    first, last = anchor.stone, deed.stone
    if link[1] in ("before", "prior to"):
        first, last = last, first
    what = f"{length(said.seconds)} from {TOLD[first]} to {TOLD[last]}"
    return Claim(said.seconds, said.unit_s, said.about, (first,), (last,), what, bound)


def _done_within(text: str, said: LengthSaid) -> Claim | None:
    """ "acknowledged within 2 minutes", "it took 20 minutes to detect"."""
    done = _TO_DO.match(text, said.end)
    if done and re.search(
        r"\b(?:took|taking|needed)\b", text[max(0, said.start - 40) : said.start]
    ):
        stone = _TO_STONES[done[1]]
    else:
        given = _GIVEN.search(text[: said.start])
        deed = last_deed(text, said.start)
        if not given or not deed or said.start - deed.end > 45 or _AFTER.match(text, said.end):
            return None
        if re.search(r"[,;.]", text[deed.end : given.start() + 1]):
            return None
        stone = deed.stone
    starts = _STARTS.get(stone)
    if starts is None:
        return None
    bound = bool(re.search(r"within\s+(?:\w+\s)?$", text[: said.start]))
    what = f"{TOLD[stone]} after {length(said.seconds)}"
    return Claim(said.seconds, said.unit_s, said.about, starts, _ENDS.get(stone, (stone,)), what,
                 bound)  # fmt: skip


def _lasting(text: str, said: LengthSaid) -> Claim | None:
    """ "the outage lasted 30 minutes", "a 30-minute outage", "Duration: 30 minutes"."""
    before = _LASTED.search(text[max(0, said.start - 90) : said.start])
    if not before and not _LASTED_NEXT.match(text, said.end):
        return None
    ends: tuple[Milestone, ...] = (_M.RECOVERED,)
    if before and _CLOSED_TOO.search(before[0]):
        ends = (_M.RECOVERED, _M.RESOLVED)
    return Claim(said.seconds, said.unit_s, said.about, (_M.IMPACT_START,), ends,
                 f"an impact of {length(said.seconds)}")  # fmt: skip


def _held(case: Case, passage: Passage, said: LengthSaid, claim: Claim) -> Iterator[Finding]:
    if _without_start(case, claim):
        yield _no_start(case, passage, said, claim)
        return
    pairs = _pairs(case, claim.starts, claim.ends)
    if not pairs or any(_agrees(claim, pair) for pair in pairs):
        return
    nearest = min(pairs, key=lambda pair: abs(pair.seconds - claim.seconds))
    known = _explained(case, claim.seconds, pairs, passage.text)
    yield case.finding(
        RULE,
        Level.WARNING if known else Level.ERROR,
        passage,
        f"{claim.what} is stated, but {_told(pairs, nearest)}{known}",
        span=(said.start, said.end),
        against=_told_by(nearest),
        line=case.mark_line(nearest.end),
    )


def _without_start(case: Case, claim: Claim) -> bool:
    """Whether detection is measured from a start that the timeline does not hold apart."""
    if claim.starts != (_M.IMPACT_START,) or claim.ends != (_M.DETECTED,) or not claim.bound:
        return False
    start, detected = case.marks.get(_M.IMPACT_START), case.marks.get(_M.DETECTED)
    return detected is not None and (start is None or start.events == detected.events)


def _no_start(case: Case, passage: Passage, said: LengthSaid, claim: Claim) -> Finding:
    detected = case.marks[_M.DETECTED]
    return case.finding(
        RULE, Level.WARNING, passage,
        f"detection within {length(claim.seconds)} of the start of impact is stated, but the"
        f" timeline has no start of its own: its first sign is the detection at"
        f" {case.shown(detected.at)}",
        span=(said.start, said.end),
        against=f"detected at {case.shown(detected.at)}, start of impact unknown",
        line=case.mark_line(_M.DETECTED),
        suggestion="Add the start of impact to the timeline, or say that it is unknown.",
    )  # fmt: skip


def _held_label(case: Case, stated: Stated) -> Iterator[Finding]:
    starts, ends = _LABELLED.get(stated.figure, ((), ()))
    pairs = _pairs(
        case, starts, ends, declared=stated.figure in ("time_to_mitigate", "time_to_resolve")
    )
    unit = 1 if re.search(r"\d\s?s", stated.text) else 60
    if re.fullmatch(r"\D*\d+\s?(?:h|hours?|hrs?)\b\D*", stated.text.strip()):
        unit = 3600
    claim = Claim(stated.seconds, unit, False, starts, ends, "")
    if not pairs or any(_agrees(claim, pair) for pair in pairs):
        return
    line = case.line_text(stated.line)
    nearest = min(pairs, key=lambda pair: abs(pair.seconds - claim.seconds))
    named = _named_pair(pairs, starts, ends) or nearest
    known = _explained(case, stated.seconds, pairs, line)
    yield case.finding_at_line(
        RULE,
        Level.WARNING if known else Level.ERROR,
        stated.line,
        f"{_NAMES[stated.figure]} is stated as {stated.text}, but {_told(pairs, named)}{known}",
        says=stated.text,
        against=_told_by(named),
        line=case.mark_line(named.end),
    )


def _named_pair(
    pairs: Sequence[_Pair], starts: Sequence[Milestone], ends: Sequence[Milestone]
) -> _Pair | None:
    return next(
        (pair for start in starts for end in ends for pair in pairs
         if (pair.start, pair.end) == (start, end)), None,
    )  # fmt: skip


def _pairs(
    case: Case, starts: Sequence[Milestone], ends: Sequence[Milestone], *, declared: bool = False
) -> list[_Pair]:
    """The spans of the timeline that a claim may mean, positive ones only."""
    begins: list[tuple[Milestone, Mark]] = []
    for stone in starts:
        mark = case.marks.get(stone) or (started(case) if stone is _M.IMPACT_START else None)
        if mark:
            begins.append((stone, mark))
    if declared:
        begins += [
            (_M.DETECTED, Mark(at=each.at, earliest=each.at, latest=each.at))
            for each in case.events[:200]
            if _DECLARED.search(each.text[:200])
        ]
    found = []
    for stop in ends:
        last = case.marks.get(stop)
        if last is None:
            continue
        for start, first in begins:
            seconds = (last.at - first.at).total_seconds()
            slack = (first.latest - first.earliest + (last.latest - last.earliest)).total_seconds()
            if seconds >= 0 and start is not stop:
                found.append(_Pair(start, stop, seconds, slack / 2, first.at, last.at))
    return found


def _agrees(claim: Claim, pair: _Pair) -> bool:
    """Whether a span is what was stated, given how both are rounded."""
    if claim.bound and pair.seconds <= claim.seconds + claim.unit_s:
        return True
    rounding = claim.unit_s if claim.unit_s < 3600 else claim.unit_s / 2
    if claim.about:
        rounding = max(rounding, 0.25 * claim.seconds)
    # A window wider than minutes is an uncertain time; one of a minute is rounding as well.
    slack = pair.slack if pair.slack > 120 else min(pair.slack, 59)
    return abs(pair.seconds - claim.seconds) <= max(rounding, slack)


def _told(pairs: Sequence[_Pair], chosen: _Pair) -> str:
    texts = [f"the timeline has {_told_by(chosen)}"]
    for pair in pairs:
        text = _told_by(pair)
        if pair.seconds != chosen.seconds and text not in texts[0] and len(texts) < 3:
            texts.append(text)
    return ", ".join(dict.fromkeys(texts))


def _told_by(pair: _Pair) -> str:
    return f"{length(pair.seconds)} from {TOLD[pair.start]} to {TOLD[pair.end]}"


def _explained(case: Case, seconds: float, pairs: Sequence[_Pair], text: str) -> str:
    """The support-hours count that explains a difference, as the end of the message."""
    written = support_hours.written_hours(text)
    for pair in pairs:
        hours = support_hours.explaining(seconds, pair.begins, pair.stops, case.zone, written)
        if hours:
            return f"; it is right if only support hours count ({hours} on working days)"
    for pair in pairs:
        opened = support_hours.opening(seconds, pair.begins, pair.stops, case.zone)
        if opened:
            return f"; it is right if counted from {opened} on the last day (out-of-hours left out)"
    if written or support_hours.names_hours(text):
        hours = written or support_hours.Hours(600, 1020)
        pair = pairs[0]
        counted = support_hours.within(pair.begins, pair.stops, hours, case.zone)
        return f"; counted in support hours ({hours} on working days) it is {length(counted)}"
    return ""
