"""Corrective actions in a section's Markdown: tables, task lists, plain lists, owners and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from hansei.domain.document import Action, ActionStatus
from hansei.reading.lines import Line, Shape, cells_of, is_separator, lines_of, plain
from hansei.reading.sections import exact_key
from hansei.reading.stamps import Day, Stamp, stamps_in

_CHECKBOX = re.compile(r"\[([ xX✓✔/~-]?)\]\s+")
_DONE_MARK = re.compile(r"^(?:✅|☑️?|✔️?|✓|\[done\]|done[:\-]|~~)\s*", re.IGNORECASE)
_DOING_MARK = re.compile(r"^(?:🚧|⏳|🔄|\[wip\]|wip[:\-])\s*", re.IGNORECASE)
_STATUS: tuple[tuple[ActionStatus, re.Pattern[str]], ...] = (
    (ActionStatus.CANCELLED, re.compile(
        r"\b(?:cancel+ed|won'?t (?:do|fix)|wontfix|dropped|rejected|abandoned|declined|obsolete)\b",
        re.I)),
    (ActionStatus.IN_PROGRESS, re.compile(
        r"\b(?:in[ -]progress|ongoing|wip|started|doing|in review|underway|in development)\b", re.I)),
    (ActionStatus.COMPLETED, re.compile(
        r"\b(?:done|completed?|closed|finished|fixed|resolved|merged|implemented|shipped)\b|✅|✔",
        re.I)),
)  # fmt: skip
_NOT_DONE = re.compile(r"\b(?:not (?:done|started|complete)|to ?do|open|planned|new|backlog)\b", re.I)
_OWNER = re.compile(
    r"(?:\b(?:owner|owners|assignee|assigned to|responsible|dri|driver|who|lead|owned by)\b\s*"
    r"[:=\-–]?\s*)([@\w][^,;|()\[\]\n.]{0,60}?)(?=\s*(?:$|[,;|)\]\n.]|\s[-–—]\s|\bdue\b|\bby\s\d))",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w/.`])@([A-Za-z0-9][A-Za-z0-9-]{1,38})(?![\w/.])")
_DUE = re.compile(
    r"\b(?:due(?:\s(?:date|by|on))?|deadline|eta|target(?:\sdate)?|by|before|until|"
    r"complete by|scheduled for)\b\s*[:=\-–]?\s*", re.IGNORECASE,
)  # fmt: skip
_QUARTER = re.compile(r"\bQ[1-4](?:\s?[/-]?\s?\d{4})?\b|\bend of (?:week|month|quarter|year)\b", re.I)
_ANSWERS = re.compile(r"\bF(\d{1,3})\b")
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("due", re.compile(r"\b(?:due|deadline|eta|target|when|by when|date|timeline|timeframe)\b")),
    ("owner", re.compile(
        r"\b(?:owner|owners|assignee|assigned|responsible|who|dri|lead|team|person)\b")),
    ("status", re.compile(r"\b(?:status|state|done|progress|complete|completed)\b")),
    ("answers", re.compile(r"\b(?:factor|factors|answers|addresses)\b")),
    ("text", re.compile(
        r"\b(?:action|actions|item|items|task|tasks|description|what|follow|improvement|todo|"
        r"measure|recommendation|title|summary)\b")),
    ("skip", re.compile(r"^(?:#|no\.?|nr|id|type|kind|priority|prio|bug|ticket|issue|link|jira|pr)$")),
)  # fmt: skip
_EMPTY = frozenset(("", "-", "–", "n/a", "na", "none", "tbd", "?", "nothing", "todo", "..."))
_LONGEST = 1000


def actions_in(blocks: Iterable[tuple[str, int]]) -> list[Action]:
    """The actions in blocks of Markdown, each given with the line that it starts at.

    A list's outer items are actions; an item that only introduces the items below it is a group.
    A section of prose alone gives one action for each paragraph.
    """
    lines = [
        line._replace(number=line.number + first - 1) if first else line._replace(number=0)
        for text, first in blocks
        for line in [*lines_of(text), Line(0, Shape.BLANK, "", "")]
    ]
    found: list[Action] = []
    index = 0
    while index < len(lines):
        if lines[index].shape is Shape.ROW:
            end = index
            while end < len(lines) and lines[end].shape is Shape.ROW:
                end += 1
            found.extend(_from_table(lines[index:end]))
            index = end
        elif lines[index].shape is Shape.ITEM:
            index = _from_list(lines, index, found)
        else:
            index += 1
    return found or _from_prose(lines)


def _from_table(lines: Sequence[Line]) -> list[Action]:
    body = [line for line in lines if not is_separator(line.content)]
    if len(body) < 2:
        return []
    names = [plain(cell).lower() for cell in cells_of(body[0].content)]
    roles = _roles(names)
    found = []
    for line in body[1:]:
        cells = [cell.strip() for cell in cells_of(line.content)]
        given = {role: cells[at] for at, role in roles.items() if at < len(cells)}
        text = plain(given.get("text", ""), _LONGEST)
        if text.lower() in _EMPTY:
            continue
        due = plain(given.get("due", ""))
        day, written = _due_cell(due)
        found.append(Action(
            text=text, owner=_known(plain(given.get("owner", ""))), due=day, due_written=written,
            status=_status(given.get("status", ""), ""),
            answers=tuple(f"F{n}" for n in _ANSWERS.findall(given.get("answers", ""))),
            line=line.number,
        ))  # fmt: skip
    return found


def _roles(names: Sequence[str]) -> dict[int, str]:
    roles: dict[int, str] = {}
    for index, name in enumerate(names):
        for role, pattern in _COLUMNS:
            if pattern.search(name) and (role == "skip" or role not in roles.values()):
                roles[index] = role
                break
    if "text" not in roles.values():
        free = [index for index in range(len(names)) if index not in roles]
        if free:
            roles[free[0]] = "text"
    return roles


def _known(text: str) -> str | None:
    return None if text.strip().lower() in _EMPTY else text.strip()


def _due_cell(text: str) -> tuple[date | None, str | None]:
    stamp = next(iter(stamps_in(text, 1)), None)
    day = _full_day(stamp)
    return (day, None) if day else (None, _known(text))


def _full_day(stamp: Stamp | None) -> date | None:
    if stamp is None or stamp.day is None or stamp.day.year is None:
        return None
    day: Day = stamp.day.swapped() if stamp.day.a_b and stamp.day.month > 12 else stamp.day
    try:
        return date(day.year or 0, day.month, day.day)
    except ValueError:
        return None


def _from_list(lines: Sequence[Line], start: int, found: list[Action]) -> int:
    """Read one outer item and what is indented below it; returns the index behind it."""
    head = lines[start]
    end = start + 1
    blank = False
    while end < len(lines):
        line = lines[end]
        if line.shape is Shape.BLANK:
            blank = True
        elif line.shape in (Shape.HEADING, Shape.ROW) or (
            line.indent <= head.indent and (blank or line.shape is Shape.ITEM)
        ):
            break
        end += 1
    below = lines[start + 1 : end]
    nested = [line for line in below if line.shape is Shape.ITEM and line.indent > head.indent]
    if nested and _is_group(head.content):
        inner = nested[0].indent
        at = start + 1
        while at < end:
            if lines[at].shape is Shape.ITEM and lines[at].indent >= inner:
                at = _from_list(lines[:end], at, found)
            else:
                at += 1
        return end
    wrapped = []
    for line in below:
        if line.shape in (Shape.ITEM, Shape.CODE):
            break
        wrapped.append(line.content)
    extra = " ".join(line.content for line in nested)
    action = _action(" ".join([head.content, *wrapped]), extra, head.number)
    if action:
        found.append(action)
    return end


def _is_group(content: str) -> bool:
    text = plain(content).strip()
    return text.endswith(":") or (len(text.split()) <= 4 and bool(exact_key(text)))


def _from_prose(lines: Sequence[Line]) -> list[Action]:
    found = []
    paragraph: list[Line] = []
    for line in [*lines, Line(0, Shape.BLANK, "", "")]:
        if line.shape is Shape.TEXT:
            paragraph.append(line)
            continue
        if paragraph:
            text = " ".join(one.content for one in paragraph)
            action = _action(text, "", paragraph[0].number) if len(text.split()) > 3 else None
            if action and not text.rstrip().endswith(":"):
                found.append(action)
            paragraph = []
    return found


def _action(content: str, extra: str, number: int) -> Action | None:
    box = _CHECKBOX.match(content)
    mark = box[1].lower() if box else ""
    body = content[box.end() :] if box else content
    done = _DONE_MARK.match(body)
    doing = _DOING_MARK.match(body)
    body = _DONE_MARK.sub("", _DOING_MARK.sub("", body))
    text = plain(body, _LONGEST)
    if text.lower().strip(" .:") in _EMPTY:
        return None
    everything = f"{text} {plain(extra)}".strip()
    day, written = _due(everything)
    status = _status("", text)
    if mark in ("x", "✓", "✔") or done:
        status = ActionStatus.COMPLETED
    elif mark == "/" or doing:
        status = ActionStatus.IN_PROGRESS
    elif mark in ("-", "~"):
        status = ActionStatus.CANCELLED
    return Action(
        text=_without_marks(text), owner=_owner(body, everything), due=day, due_written=written,
        status=status, line=number,
    )  # fmt: skip


def _without_marks(text: str) -> str:
    """The action without a closing bracket that only names owner, date or state."""
    match = re.search(r"\s*[(\[]((?:owner|due|assignee|eta|status|deadline)\b[^()\[\]]{0,200})[)\]]\s*$",
                      text, re.IGNORECASE)  # fmt: skip
    return text[: match.start()] if match and match.start() > 8 else text


def _owner(body: str, everything: str) -> str | None:
    named = _OWNER.search(everything)
    if named:
        return _known(named[1].strip(" :-–—*"))
    handle = _HANDLE.search(body)
    if handle:
        return f"@{handle[1]}"
    tail = re.search(r"\s[-–—]\s([A-Z][\w'’]*(?:\s[A-Z][\w'’]*){0,3})(?:\s[-–—,]\s|,\s)(?=\d|[A-Z])",
                     everything)  # fmt: skip
    return tail[1] if tail else None


def _due(text: str) -> tuple[date | None, str | None]:
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


def _status(cell: str, text: str) -> ActionStatus:
    if cell:
        if _NOT_DONE.search(cell):
            return ActionStatus.PLANNED
        for status, pattern in _STATUS:
            if pattern.search(cell):
                return status
        return ActionStatus.PLANNED
    tail = re.search(r"[(\[]\s*([^()\[\]]{2,40})[)\]]\s*[.)]?\s*$|[-–—:]\s*([\w ]{3,14})$", text)
    if tail:
        words = (tail[1] or tail[2]).strip()
        if len(words.split()) <= 3 and not _NOT_DONE.search(words):
            for status, pattern in _STATUS:
                if pattern.match(words):
                    return status
    return ActionStatus.PLANNED
