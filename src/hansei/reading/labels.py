"""Milestones that a report states by a label outside its timeline, or in its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hansei.domain.document import How, Mark, Milestone
from hansei.reading.calendar import Calendar, Resolved
from hansei.reading.lines import Line, Shape, cells_of, plain
from hansei.reading.marks import label_milestone
from hansei.reading.outline import Part
from hansei.reading.stamps import Stamp, stamp_at

_LABEL = re.compile(r"([A-Za-z][A-Za-z /()]{1,44}?)\s*(?::|=|\bat\b|\bon\b|–|—|\s-\s)\s*(?=\S)")
_SPAN = re.compile(
    r"(?:impact|outage|incident|event|disruption|downtime|time\s?frame|window|duration|period|when)"
    r"(?:\s(?:time|times|window|period|duration|time\s?frame|start|timeframe))?$", re.IGNORECASE,
)  # fmt: skip
_STARTS = re.compile(r"(?:impact|outage|incident) (?:time|window|period)", re.IGNORECASE)
_SKIPPED = frozenset(("status_update", "actions", "references", "lessons", "communication"))
_REACH = 40


def stated_marks(
    parts: Sequence[Part], side: Sequence[Line], front: dict[str, Any], calendar: Calendar,
    timed: frozenset[int],
) -> dict[Milestone, Mark]:  # fmt: skip
    """Milestones by label: "Detected at: 14:05", "Impact time: 02:00 to 08:30", `start_time:`.

    `timed` are lines that the timeline already holds.
    """
    found: dict[Milestone, Mark] = {}
    calendar.restart()
    lines = [
        line
        for part in parts
        if part.key not in _SKIPPED
        for line in part.lines
        if line.number not in timed
    ]
    for line in [*lines, *side]:
        for label, stamp in _labelled(line):
            _take(found, label, stamp, calendar)
    for key, value in front.items():
        _take_value(found, key.replace("_", " "), value, calendar)
    return found


def _labelled(line: Line) -> Iterable[tuple[str, Stamp]]:
    if line.shape is Shape.ROW:
        cells = [plain(cell) for cell in cells_of(line.content)]
        pairs = [(cells[0], cells[1])] if len(cells) == 2 else []
    elif line.shape in (Shape.ITEM, Shape.TEXT):
        text = plain(line.content, 300)
        match = _LABEL.match(text)
        pairs = [(match[1], text[match.end() :])] if match else []
        inner = _LABEL.match(text, match.end()) if match else None
        if match and inner:  # "Status: Resolved at 15:09"
            pairs.append((inner[1], text[inner.end() :]))
    else:
        return
    for label, rest in pairs:
        stamp = stamp_at(rest)
        if stamp is None and _SPAN.match(label):
            opened = rest.find("(", 0, _REACH)
            stamp = stamp_at(rest, opened + 1) if opened >= 0 else None
        if stamp and stamp.time and not (stamp.time.weak and stamp.day is None):
            yield label, stamp


def _take(found: dict[Milestone, Mark], label: str, stamp: Stamp, calendar: Calendar) -> None:
    stone = label_milestone(label)
    spans = stone is None and _SPAN.match(label.strip())
    if stone is None and not spans:
        return
    try:
        resolved = calendar.resolve(stamp)
    except (ValueError, OverflowError):
        return
    if resolved.day_assumed:
        return
    if stone is not None:
        found.setdefault(stone, _mark(resolved, resolved.at, label))
    elif resolved.until is not None or _STARTS.match(label):
        found.setdefault(Milestone.IMPACT_START, _mark(resolved, resolved.at, label))
        if resolved.until is not None:
            found.setdefault(Milestone.RECOVERED, _mark(resolved, resolved.until, label))


def _mark(resolved: Resolved, at: datetime, label: str) -> Mark:
    width = timedelta(seconds=max(resolved.precision_s - 1, 0))
    return Mark(at=at, earliest=at, latest=at + width, how=How.STATED, reason=label.strip())


def _take_value(found: dict[Milestone, Mark], key: str, value: Any, calendar: Calendar) -> None:
    stone = label_milestone(key)
    if stone is None:
        return
    if isinstance(value, datetime) and value.tzinfo is not None:
        at = value.astimezone(UTC)
        found[stone] = Mark(at=at, earliest=at, latest=at, how=How.STATED, reason=key)
        return
    stamp = stamp_at(value.isoformat() if isinstance(value, datetime) else str(value))
    if stamp and stamp.time:
        _take(found, key, stamp, calendar)
