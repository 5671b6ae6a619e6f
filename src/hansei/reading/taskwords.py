"""Owner, due date and state of a corrective action, as its words or a table's cell give them."""

from __future__ import annotations

import re
from datetime import date

from hansei.domain.document import ActionStatus
from hansei.reading.daytimes import Day
from hansei.reading.stamps import Stamp, stamps_in

_I = re.IGNORECASE
_STATUS: tuple[tuple[ActionStatus, re.Pattern[str]], ...] = (
    (ActionStatus.CANCELLED, re.compile(
        r"\b(?:cancel+ed|won'?t (?:do|fix)|wontfix|dropped|rejected|abandoned|declined|obsolete)\b",
        _I)),
    (ActionStatus.IN_PROGRESS, re.compile(
        r"\b(?:in[ -]progress|ongoing|wip|started|doing|in review|underway|in development)\b", _I)),
    (ActionStatus.COMPLETED, re.compile(
        r"\b(?:done|completed?|closed|finished|fixed|resolved|merged|implemented|shipped)\b|✅|✔",
        _I)),
)  # fmt: skip
_NOT_DONE = re.compile(r"\b(?:not (?:done|started|complete)|to ?do|open|planned|new|backlog)\b", _I)
_OWNER = re.compile(
    r"(?:\b(?:owner|owners|assignee|assigned to|responsible|dri|driver|who|lead|owned by)\b\s*"
    r"[:=\-–]?\s*)([@\w][^,;|()\[\]\n.]{0,60}?)(?=\s*(?:$|[,;|)\]\n.]|\s[-–—]\s|\bdue\b|\bby\s\d))",
    _I,
)
_HANDLE = re.compile(r"(?<![\w/.`])@([A-Za-z0-9][A-Za-z0-9-]{1,38})(?![\w/.])")
_DUE = re.compile(
    r"\b(?:due(?:\s(?:date|by|on))?|deadline|eta|target(?:\sdate)?|by|before|until|"
    r"complete by|scheduled for)\b\s*[:=\-–]?\s*", _I,
)  # fmt: skip
_QUARTER = re.compile(r"\bQ[1-4](?:\s?[/-]?\s?\d{4})?\b|\bend of (?:week|month|quarter|year)\b", _I)
_MARKS = re.compile(
    r"[.;,]?\s{0,3}[-–—(\[]?\s?\b(?:owner|assignee|assigned to|due(?: date| by)?|eta|status|"
    r"deadline)\s?[:=]", _I,
)  # fmt: skip
_BRACKETED = re.compile(
    r"\(([A-Za-z@][\w .'’-]{1,40}?),\s(?:due\s|by\s)?"
    r"(?=\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[^()]{3,30}\)\s*$"
)
_DASHED = re.compile(
    r"\s[-–—]\s([A-Za-z][\w'’]*(?:\s[\w'’]{1,20}){0,3})(?:\s[-–—,]\s|,\s)"
    r"(?:due\s|by\s|eta\s)?(?=\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
_DEED = re.compile(
    r"(?:(?:we|i|they)\s(?:have\s|already\s)*)?(?:sent|made|built|wrote|ran|took|gave|found|"
    r"(?!need|embed|feed|speed|seed|shared|automated|dedicated)\w{2,}ed)\s"
    r"(?:the|a|an|our|all|this|that|these|it|its|their|back|credits|communications?|\d+)\b|"
    r"(?:we|i|they)\s(?:have|had)\s(?:already\s)?\w+ed\b", _I,
)  # fmt: skip
_TICKET = re.compile(r"\b(?:tickets?|tasks?|issues?|cards?|stor(?:y|ies)|backlog|cases?)\b", _I)
_TO_DO = re.compile(
    r"\b(?:should|must|will|would|could|needs?|to be|be|ensure|if|when|until|consider|"
    r"investigate|todo|to do)\b", _I,
)  # fmt: skip
_SHORTEST = 8
EMPTY = frozenset(("", "-", "–", "n/a", "na", "none", "tbd", "?", "nothing", "todo", "..."))
"""Cells and items that say nothing."""


def known(text: str) -> str | None:
    """A cell's text, None where it says nothing."""
    return None if text.strip().lower() in EMPTY else text.strip()


def due_cell(text: str) -> tuple[date | None, str | None]:
    """The date in a cell; where it is no full date, the cell's wording."""
    stamp = next(iter(stamps_in(text, 1)), None)
    day = _full_day(stamp)
    return (day, None) if day else (None, known(text))


def _full_day(stamp: Stamp | None) -> date | None:
    if stamp is None or stamp.day is None or stamp.day.year is None:
        return None
    day: Day = stamp.day.swapped() if stamp.day.a_b and stamp.day.month > 12 else stamp.day
    try:
        return date(day.year or 0, day.month, day.day)
    except ValueError:
        return None


def without_marks(text: str) -> str:
    """The action without a closing bracket that only names owner, date or state."""
    match = _MARKS.search(text)
    return text[: match.start()].rstrip() if match and match.start() > _SHORTEST else text


def owner_in(body: str, everything: str) -> str | None:
    """Who an item says does it: "Owner: X", "@handle", "- X - 2025-02-10"."""
    named = _OWNER.search(everything)
    if named:
        return known(named[1].strip(" :-–—*"))
    handle = _HANDLE.search(body)
    if handle:
        return f"@{handle[1]}"
    tail = _DASHED.search(everything) or _BRACKETED.search(everything)
    return tail[1] if tail else None


def due_in(text: str) -> tuple[date | None, str | None]:
    """The due date in an item; where it is no full date, its wording."""
    written: str | None = None
    for match in _DUE.finditer(text):
        stamp = next(iter(stamps_in(text[match.end() : match.end() + 40], 1)), None)
        if stamp and stamp.start <= 14 and stamp.day:
            day = _full_day(stamp)
            if day:
                return day, None
            written = written or stamp.written
        quarter = _QUARTER.match(text, match.end())
        if quarter and written is None:
            written = quarter[0]
    if written is None:
        tail = next(iter(stamps_in(text[-24:], 1)), None)
        day = _full_day(tail)
        if day and tail and not text[-24:][tail.end :].strip(" .)]"):
            return day, None
    return None, written


def told_as_done(text: str) -> bool:
    """Whether an item tells what was done instead of what is to do: "Sent a mail to all teams".

    "Improved alerting" may be either, and is taken for a wish: a deed needs its object with an
    article or a number, or an auxiliary. A ticket that was made leaves its work to do.
    """
    if _TO_DO.search(text):
        return False
    return _DEED.match(text) is not None and _TICKET.search(text) is None


def status_of(cell: str, text: str) -> ActionStatus:
    """The state that a cell names, or the last words of an item in brackets or behind a dash."""
    if cell:
        if _NOT_DONE.search(cell):
            return ActionStatus.PLANNED
        for status, pattern in _STATUS:
            if pattern.search(cell):
                return status
        return ActionStatus.PLANNED
    if told_as_done(text):
        return ActionStatus.COMPLETED
    tail = re.search(r"[(\[]\s*([^()\[\]]{2,40})[)\]]\s*[.)]?\s*$|[-–—:]\s*([\w ]{3,14})$", text)
    if tail:
        words = (tail[1] or tail[2]).strip()
        if len(words.split()) <= 3 and not _NOT_DONE.search(words):
            for status, pattern in _STATUS:
                if pattern.match(words):
                    return status
    return ActionStatus.PLANNED
