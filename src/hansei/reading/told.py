"""Start and end of the impact as sentences outside the timeline tell them.

Many reports begin their timeline with the alert, and say in the summary or under the cause since
when it was down. What the timeline tells itself stands; this fills only what it leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from hansei.domain.document import How, Mark, Milestone
from hansei.domain.event import Event
from hansei.domain.hints import any_in
from hansei.reading.calendar import Calendar, Resolved
from hansei.reading.daytimes import DAY
from hansei.reading.outline import Part
from hansei.reading.prose import sentences_of
from hansei.reading.stamps import Stamp, stamps_in

_SKIPPED = frozenset(
    ("status_update", "actions", "references", "lessons", "communication", "timeline", "people",
     "metadata", "cost", "luck", "went_well")
)  # fmt: skip
_DOWN = re.compile(
    r"\b(?:went|was|were|been|being|are|is)\s(?:\w+\s)?(?:down|offline|unavailable|unusable|"
    r"unreachable|inaccessible|degraded|disrupted|affected|impacted|broken|failing|unable)\b|"
    r"\bwent (?:down|offline)\b|\b(?:outage|downtime|disruption)\b", re.IGNORECASE,
)  # fmt: skip
_STARTED = re.compile(
    r"\b(?:went (?:down|offline|dark)|(?:became|become|turned) (?:un\w+|in\w+able|degraded|slow)|"
    r"(?:started|began) (?:to fail|failing|returning|crashing|timing out)|"
    r"stopped (?:working|responding|serving|accepting|processing)|"
    r"(?:outage|impact|downtime|incident|disruption) (?:started|began))\b", re.IGNORECASE,
)  # fmt: skip
_NO_FACT = re.compile(
    r"\b(?:maintenance|scheduled|planned|hours of|support hours|working hours|business hours|"
    r"usually|normally|every|each|should|would|could|will|if|not|never)\b|n't\b", re.IGNORECASE,
)  # fmt: skip
_HINTS = ("down", "offline", "dark", "became", "become", "turned", "started", "began", "stopped",
          "unavailable", "unusable", "unreach", "inaccess", "degraded", "disrupt", "affected",
          "impacted", "broken", "failing", "unable", "outage")  # fmt: skip
_CUT = re.compile(r"[,;:(]|\b(?:and|but|while|when|which|because|so|then|until)\b")
_DIGITS = "0123456789"
_NEAR = 45
_LONGEST, _SHOWN = 1000, 120
_BEFORE = timedelta(days=2)


def with_told(
    marks: Mapping[Milestone, Mark], parts: Sequence[Part], calendar: Calendar,
    listed: frozenset[int], events: Sequence[Event],
) -> dict[Milestone, Mark]:  # fmt: skip
    """The milestones with a start of impact, and an end with it, that only sentences tell.

    `listed` are the lines of the timeline's own entries.
    """
    found = dict(marks)
    if Milestone.IMPACT_START in found:
        end = None if _ends(found) else _end_of_span(found[Milestone.IMPACT_START], events)
        if end is not None:
            found[Milestone.RECOVERED] = end
        return {stone: found[stone] for stone in Milestone if stone in found}
    for start, end in _told(parts, calendar, listed):
        if not _fits(start, found, events):
            continue
        found[Milestone.IMPACT_START] = start
        if end is not None and not _ends(found):
            found[Milestone.RECOVERED] = end
        break
    return {stone: found[stone] for stone in Milestone if stone in found}


def _ends(found: Mapping[Milestone, Mark]) -> bool:
    return Milestone.RECOVERED in found or Milestone.RESOLVED in found


def _end_of_span(start: Mark, events: Sequence[Event]) -> Mark | None:
    """The end of an entry that gives the whole time of the trouble: "down from 15:30 to 18:10"."""
    own = next((each for each in events if each.id in start.events), None)
    if own is None or own.until is None or own.precision_s >= DAY:
        return None
    if not _DOWN.search(own.text[:_LONGEST]):
        return None
    if any(each.at > own.until for each in events):
        return None
    latest = own.until + timedelta(seconds=max(own.precision_s - 1, 0))
    return Mark(at=own.until, earliest=own.until, latest=latest, events=(own.id,), how=How.STATED,
                reason=own.text[:_SHOWN])  # fmt: skip


def _fits(start: Mark, found: Mapping[Milestone, Mark], events: Sequence[Event]) -> bool:
    """Whether a start lies before whatever followed it, and not days before."""
    later = [mark.at for stone, mark in found.items() if stone is not Milestone.ESCALATED]
    later += [event.at for event in events[-1:]]
    return all(start.at <= at + timedelta(seconds=60) for at in later) and (
        not later or min(later) - start.at <= _BEFORE
    )


def _told(
    parts: Sequence[Part], calendar: Calendar, listed: frozenset[int]
) -> Iterator[tuple[Mark, Mark | None]]:
    for part in parts:
        if part.key in _SKIPPED:
            continue
        lines = [line for line in part.lines if line.number not in listed]
        for _, sentence in sentences_of(lines):
            text = sentence[:_LONGEST]
            if not any_in(_DIGITS, text) or not any_in(_HINTS, text.lower()):
                continue
            if not _NO_FACT.search(text):
                yield from _in_sentence(text, calendar)


def _in_sentence(text: str, calendar: Calendar) -> Iterator[tuple[Mark, Mark | None]]:
    calendar.restart()
    down, started = _DOWN.search(text), _STARTED.search(text)
    for stamp in stamps_in(text, 8) if down or started else ():
        resolved = _resolved(stamp, calendar)
        if resolved is None:
            continue
        if resolved.until is not None and stamp.until is not None and down:
            yield _mark(resolved, text), _mark(resolved._replace(at=resolved.until), text)
        elif resolved.until is None and started and _beside(text, stamp, started):
            yield _mark(resolved, text), None


def _resolved(stamp: Stamp, calendar: Calendar) -> Resolved | None:
    """The instant of a stamp; None for a day alone, which later times of the sentence fall on."""
    try:
        if stamp.time is None:
            calendar.enter(stamp)
            return None
        resolved = calendar.resolve(stamp)
    except (ValueError, OverflowError):
        return None
    weak = stamp.time.weak and stamp.day is None
    return None if weak or resolved.day_assumed else resolved


def _beside(text: str, stamp: Stamp, started: re.Match[str]) -> bool:
    """Whether a time stands in the clause of the deed: "went down at about 16:03"."""
    between = text[started.end() : stamp.start] or text[stamp.end : started.start()]
    return len(between) <= _NEAR and not _CUT.search(between)


def _mark(resolved: Resolved, text: str) -> Mark:
    width = timedelta(seconds=max(resolved.precision_s - 1, 0))
    return Mark(
        at=resolved.at, earliest=resolved.at, latest=resolved.at + width, how=How.STATED,
        reason=text[:_SHOWN],
    )  # fmt: skip
