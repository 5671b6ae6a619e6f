"""Durations that the prose states, held against the milestones of the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hansei.domain.consistency import support_hours
from hansei.domain.consistency.case import Case, LengthSaid, Passage
from hansei.domain.consistency.duration_claims import Claim, claim_of
from hansei.domain.consistency.spans import Span, agrees, may_agree, spans, told
from hansei.domain.consistency.wording import length
from hansei.domain.document import How, Milestone, Stated
from hansei.domain.findings import Finding, Level

RULE = "consistency/duration"

_M = Milestone
_ASIDE = frozenset(("actions", "references", "lessons", "metadata", "people"))
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
_ABOUT = re.compile(r"(?:about|around|approx\w*\.?|roughly|nearly|almost|over|~|≈|<|>)\s{0,2}$",
                    re.IGNORECASE)  # fmt: skip
_DECLARED_TOO = ("time_to_mitigate", "time_to_resolve")


def durations(case: Case) -> Iterator[Finding]:
    """A finding for each stated duration that no span of the timeline bears out."""
    if not case.events:
        return
    labelled = {(each.line, each.seconds) for each in case.labelled}
    for passage in case.passages:
        if passage.key in _ASIDE:
            continue
        for said in passage.lengths:
            if _of_another_window(case, passage, said):
                labelled.discard((passage.line, said.seconds))
                continue
            if (passage.line, said.seconds) not in labelled:
                claim = claim_of(passage, said)
                if claim:
                    yield from _held(case, passage, said, claim)
    for stated in case.labelled:
        if (stated.line, stated.seconds) in labelled:
            yield from _held_label(case, stated)


def _of_another_window(case: Case, passage: Passage, said: LengthSaid) -> bool:
    """Whether a duration belongs to a window beside it that is none of this timeline's.

    "19:28 to 21:31 UTC (123 minutes)" in a file of several incidents tells of one of them.
    """
    if support_hours.names_hours(passage.text):
        return False
    for time in passage.times:
        if time.until is None:
            continue
        span = (time.until - time.clock) % 86400
        if abs(span - said.seconds) <= said.unit_s:
            start = case.marks.get(_M.IMPACT_START) or case.marks.get(_M.DETECTED)
            return start is not None and not any(
                event.at == start.at for event, _ in case.clock().near(time.clock, 60)
            )
    return False


def _held(case: Case, passage: Passage, said: LengthSaid, claim: Claim) -> Iterator[Finding]:
    if _without_start(case, claim):
        yield _no_start(case, passage, said, claim)
        return
    found = spans(case, claim.starts, claim.ends)
    if not found or any(agrees(claim, span) for span in found) or may_agree(case, claim):
        return
    nearest = min(found, key=lambda span: abs(span.seconds - claim.seconds))
    known = _explained(case, claim.seconds, found, passage.text)
    yield case.finding(
        RULE,
        Level.WARNING if known else Level.ERROR,
        passage,
        f"{claim.what} is stated, but {told(found, nearest)}{known}",
        span=(said.start, said.end),
        against=str(nearest),
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
    found = spans(case, starts, ends, declared=stated.figure in _DECLARED_TOO)
    claim = _label_claim(case, stated, starts, ends)
    if not found or any(agrees(claim, span) for span in found) or may_agree(case, claim):
        return
    main = ends[0]
    if main not in case.marks and not any(
        case.marks[each].how is How.STATED for each in ends if each in case.marks
    ):
        return  # the milestone that the figure ends with is unknown, and another stands in for it
    nearest = min(found, key=lambda span: abs(span.seconds - claim.seconds))
    named = _named(found, starts, ends) or nearest
    known = _explained(case, stated.seconds, found, case.line_text(stated.line))
    yield case.finding_at_line(
        RULE,
        Level.WARNING if known else Level.ERROR,
        stated.line,
        f"{_NAMES[stated.figure]} is stated as {stated.text}, but {told(found, named)}{known}",
        says=stated.text,
        against=str(named),
        line=case.mark_line(named.end),
    )


def _label_claim(
    case: Case, stated: Stated, starts: tuple[Milestone, ...], ends: tuple[Milestone, ...]
) -> Claim:
    unit = 1 if re.search(r"\d\s?s", stated.text) else 60
    if re.fullmatch(r"\D*\d*\D*?(?:h|hours?|hrs?)\b\D*", stated.text.strip()):
        unit = 3600
    before = case.line_text(stated.line).partition(stated.text)[0]
    return Claim(stated.seconds, unit, bool(_ABOUT.search(before)), starts, ends, "")


def _named(
    found: Sequence[Span], starts: Sequence[Milestone], ends: Sequence[Milestone]
) -> Span | None:
    return next(
        (span for start in starts for end in ends for span in found
         if (span.start, span.end) == (start, end)), None,
    )  # fmt: skip


def _explained(case: Case, seconds: float, found: Sequence[Span], text: str) -> str:
    """The support-hours count that explains a difference, as the end of the message."""
    written = support_hours.written_hours(text)
    named = written or support_hours.names_hours(text)
    for span in found:
        hours = support_hours.explaining(seconds, span.begins, span.stops, case.zone, written)
        if hours:
            return f"; it is right if only support hours count ({hours} on working days)"
    for span in () if named else found:
        opened = support_hours.opening(seconds, span.begins, span.stops, case.zone)
        if opened:
            return f"; it is right if counted from {opened} on the last day (out-of-hours left out)"
    if named:
        hours = written or support_hours.USUAL
        longest = max(found, key=lambda span: span.seconds)
        counted = support_hours.within(longest.begins, longest.stops, hours, case.zone)
        return f"; counted in support hours ({hours} on working days) it is {length(counted)}"
    return ""
