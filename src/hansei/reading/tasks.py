"""Corrective actions in a section's Markdown: tables, task lists, plain lists, owners and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from hansei.domain.document import Action, ActionClass, ActionStatus
from hansei.reading.lines import Line, Shape, cells_of, is_separator, lines_of, plain
from hansei.reading.sections import exact_key
from hansei.reading.taskwords import (
    EMPTY,
    due_cell,
    due_in,
    known,
    owner_in,
    status_of,
    without_marks,
)

_I = re.IGNORECASE
_CHECKBOX = re.compile(r"\[([ xX✓✔/~-]?)\]\s+")
_DONE_MARK = re.compile(r"^(?:✅|☑️?|✔️?|✓|\[done\]|done[:\-]|~~)\s*", _I)
_DOING_MARK = re.compile(r"^(?:🚧|⏳|🔄|\[wip\]|wip[:\-])\s*", _I)
_NAMED = re.compile(r"(?:corrective\s)?action(?:\sitem)?s?\s?:", _I)
_ANSWERS = re.compile(r"\bF(\d{1,3})\b")
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("due", re.compile(r"\b(?:due|deadline|eta|target|when|by when|date|timeline|timeframe)\b")),
    ("owner", re.compile(
        r"\b(?:owner|owners|assignee|assigned|responsible|who|dri|lead|team|person)\b")),
    ("status", re.compile(r"\b(?:status|state|done|progress|complete|completed)\b")),
    ("class", re.compile(r"^(?:class|action class)$")),
    ("answers", re.compile(r"\b(?:factor|factors|answers|addresses)\b")),
    ("text", re.compile(
        r"\b(?:action|actions|item|items|task|tasks|description|what|follow|improvement|todo|"
        r"measure|recommendation|title|summary)\b")),
    ("skip", re.compile(r"^(?:#|no\.?|nr|id|type|kind|priority|prio|bug|ticket|link|jira|pr)$")),
)  # fmt: skip
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
    groups = _groups(lines)
    for group in groups:
        own = _from_group(group)
        if not own and group[0].shape is Shape.HEADING:
            own = _from_prose(group)
        found.extend(own)
    if found:
        known_lines = {each.line for each in found}
        return found + [
            one
            for one in _from_prose(lines)
            if _NAMED.match(one.text) and one.line not in known_lines
        ]
    return _from_prose(lines)


def _groups(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines before the first heading, then those of each heading with it."""
    cuts = [index for index, line in enumerate(lines) if line.shape is Shape.HEADING]
    bounds = [0, *[cut for cut in cuts if cut], len(lines)]
    return [lines[a:b] for a, b in pairwise(bounds) if b > a]


def _from_group(lines: Sequence[Line]) -> list[Action]:
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
    return found


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
        if text.lower() in EMPTY:
            continue
        due = plain(given.get("due", ""))
        day, written = due_cell(due)
        found.append(Action(
            text=text, owner=known(plain(given.get("owner", ""))), due=day, due_written=written,
            status=status_of(given.get("status", ""), ""),
            answers=tuple(f"F{n}" for n in _ANSWERS.findall(given.get("answers", ""))),
            line=line.number, action_class=_class_of(given.get("class", "")),
        ))  # fmt: skip
    return found


def _class_of(written: str) -> ActionClass | None:
    try:
        return ActionClass(plain(written).lower())
    except ValueError:
        return None


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


def _from_list(lines: Sequence[Line], start: int, found: list[Action]) -> int:
    """Read one item and what is indented below it; returns the index to go on at.

    A group gives no action: reading goes on with the items below it.
    """
    head = lines[start]
    if _is_group(head.content) and _holds_items(lines, start):
        return start + 1
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


def _holds_items(lines: Sequence[Line], start: int) -> bool:
    for line in lines[start + 1 : start + 4]:
        if line.shape is not Shape.BLANK:
            return line.shape is Shape.ITEM and line.indent > lines[start].indent
    return False


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
    if text.lower().strip(" .:") in EMPTY:
        return None
    everything = f"{text} {plain(extra)}".strip()
    day, written = due_in(everything)
    status = status_of("", text)
    if mark in ("x", "✓", "✔") or done:
        status = ActionStatus.COMPLETED
    elif mark == "/" or doing:
        status = ActionStatus.IN_PROGRESS
    elif mark in ("-", "~"):
        status = ActionStatus.CANCELLED
    return Action(
        text=without_marks(text), owner=owner_in(body, everything), due=day, due_written=written,
        status=status, line=number,
    )  # fmt: skip
