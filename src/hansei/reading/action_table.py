"""Writes a corrective action into the table of its document, where people read and edit it too.

    put_action(document, action, was=...)    changes the row of an action, or adds one
    remove_action(document, text)            takes its row out

Only cells whose meaning changes are written; the rest of the document stays as it is. An action
that stands in a list or a paragraph moves into the table: what stood below it becomes its notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from hansei.domain.blocks.forms import ACTIONS
from hansei.domain.blocks.grid import Grid, Heading, empty, read, write
from hansei.domain.blocks.markdown import cell
from hansei.domain.document import Action, Block, BlockKind, Document, Section
from hansei.domain.errors import InputError
from hansei.reading.extract import actions
from hansei.reading.lines import Line, Shape, lines_of, plain
from hansei.reading.tasks import actions_in
from hansei.reading.taskwords import EMPTY

LONGEST = 900
"""Characters of an action's wording."""
_CUT = 1000
"""Where reading cuts a wording off."""
_SUGGESTION = "suggestion:"
_NOTES = "Notes"
_KEY = "actions"


class _Place(NamedTuple):
    section: int
    block: int
    grid: Grid
    row: int


class Put(NamedTuple):
    """A document with an action in it: how it tells the action, and its place among all, from 0."""

    document: Document
    action: Action
    position: int


def put_action(document: Document, action: Action, *, was: str = "") -> Put:
    """The document with this action.

    `was` is the wording of the action that it changes, "" for a new one. Raises InputError where
    the wording is none that a table can hold, or is that of another action.
    """
    _refuse(document, action, was)
    place = _place(document, was) if was else None
    if place is None and was:
        document, notes = _cut(document, was)
        made = _appended(document, action, notes)
    elif place is None:
        made = _appended(document, action, "")
    else:
        before = next(each for each in actions(document) if each.text == was)
        made = _changed(document, place, action, before)
    text = plain(action.text, _CUT)
    found = [(at, each) for at, each in enumerate(actions(made)) if each.text == text]
    if len(found) != 1:
        raise InputError("this wording cannot stand in a table of actions: use plain words")
    return Put(made, found[0][1], found[0][0])


def remove_action(document: Document, text: str) -> Document:
    """The document without the row of an action; the same where none has this wording."""
    place = _place(document, text)
    if place is None:
        return document
    rows = (*place.grid.rows[: place.row], *place.grid.rows[place.row + 1 :])
    text = write(msgspec.structs.replace(place.grid, rows=rows))
    return _with_block(document, place.section, place.block, text)


def _refuse(document: Document, action: Action, was: str) -> None:
    text = plain(action.text, _CUT)
    if text.lower().strip(" .:") in EMPTY:
        raise InputError("an action needs a description")
    if text.lower().startswith(_SUGGESTION):
        raise InputError("take the word “Suggestion” away to make it an action")
    if len(text) > LONGEST:
        raise InputError(f"a description has at most {LONGEST} characters")
    if text != was and any(each.text == text for each in actions(document)):
        raise InputError("the post-mortem has an action with this description already")


def _grids(document: Document) -> Iterator[tuple[int, int, Grid]]:
    for number, section in enumerate(document.sections):
        for at, block in enumerate(section.blocks if section.key == _KEY else ()):
            grid = read(ACTIONS, block.text) if block.kind is BlockKind.TEXT else None
            if grid is not None:
                yield number, at, grid


def _place(document: Document, text: str) -> _Place | None:
    for number, at, grid in _grids(document):
        for row in range(len(grid.rows)):
            if plain(grid.get(row, "text").replace("\n", "<br>"), _CUT) == text:
                return _Place(number, at, grid, row)
    return None


def _changed(document: Document, place: _Place, action: Action, before: Action) -> Document:
    stood, wanted = _cells(before), _cells(action)
    given = {key: value for key, value in wanted.items() if value != stood[key]}
    text = write(_filled(place.grid, place.row, given))
    return _with_block(document, place.section, place.block, text)


def _cells(action: Action) -> dict[str, str]:
    return {
        "text": cell(action.text),
        "owner": cell(action.owner or ""),
        "due": action.due.isoformat() if action.due else "",
        "status": action.status.value,
        "class": action.action_class.value if action.action_class else "",
        "answers": ", ".join(action.answers),
    }


def _filled(grid: Grid, row: int, given: dict[str, str]) -> Grid:
    """A grid with other cells in one row, and the columns that these need. A class alone needs
    none: the action keeps it."""
    for column in ACTIONS.columns:
        if given.get(column.key) and grid.at(column.key) is None and column.key != "class":
            grid = _widened(grid, Heading(column.title, column.key))
    cells = list(grid.rows[row])
    for key, value in given.items():
        at = grid.at(key)
        if at is not None:
            cells[at] = value
    rows = (*grid.rows[:row], tuple(cells), *grid.rows[row + 1 :])
    return msgspec.structs.replace(grid, rows=rows)


def _widened(grid: Grid, heading: Heading) -> Grid:
    rows = tuple((*row, "") for row in grid.rows)
    return msgspec.structs.replace(grid, headings=(*grid.headings, heading), rows=rows)


def _appended(document: Document, action: Action, notes: str) -> Document:
    """The document with another row at the end of its last table, or of a new one."""
    document = _with_section(document)
    tables = list(_grids(document))
    number, at, grid = tables[-1] if tables else (*_new_place(document), empty(ACTIONS))
    rows = tuple(row for row in grid.rows if not _is_blank(grid, row))
    if notes and all(title != _NOTES for _, title in grid.others):
        grid = _widened(grid, Heading(_NOTES))
        rows = tuple((*row, "") for row in rows)
    new = tuple(notes if each.title == _NOTES else "" for each in grid.headings)
    grid = msgspec.structs.replace(grid, rows=(*rows, new))
    return _with_block(document, number, at, write(_filled(grid, len(rows), _cells(action))))


def _is_blank(grid: Grid, row: Sequence[str]) -> bool:
    """Whether a row says nothing: what a draft leaves for people to fill in."""
    at = grid.at("text")
    others = [each for place, each in enumerate(row) if place != grid.at("status")]
    return at is not None and not row[at].strip() and not any(each.strip() for each in others)


def _with_section(document: Document) -> Document:
    if any(each.key == _KEY for each in document.sections):
        return document
    made = Section(_KEY, ACTIONS.title)
    return msgspec.structs.replace(document, sections=(*document.sections, made))


def _new_place(document: Document) -> tuple[int, int]:
    number = next(at for at, each in enumerate(document.sections) if each.key == _KEY)
    return number, len(document.sections[number].blocks)


def _with_block(document: Document, section: int, at: int, text: str) -> Document:
    """The document with another text in a block; a block without any falls away."""
    standing = document.sections[section]
    blocks = list(standing.blocks)
    if at == len(blocks):
        blocks.append(Block(text))
    else:
        blocks[at] = msgspec.structs.replace(blocks[at], text=text)
    kept = tuple(each for each in blocks if each.text or each.kind is not BlockKind.TEXT)
    sections = list(document.sections)
    sections[section] = msgspec.structs.replace(standing, blocks=kept)
    return msgspec.structs.replace(document, sections=tuple(sections))


def _cut(document: Document, text: str) -> tuple[Document, str]:
    """The document without the lines of an action that stands in no table, and what was below it.

    Raises InputError where the action is not found: its wording was changed meanwhile.
    """
    for number, section in enumerate(document.sections):
        for at, block in enumerate(section.blocks if section.key == _KEY else ()):
            if block.kind is not BlockKind.TEXT:
                continue
            found = [each for each in actions_in([(block.text, 1)]) if each.text == text]
            if found and found[0].line:
                first, last, notes = _extent(block.text, found[0].line)
                lines = block.text.split("\n")
                rest = "\n".join((*lines[: first - 1], *lines[last:])).strip("\n")
                return _with_block(document, number, at, rest), notes
    raise InputError("the post-mortem has no action with this description any more")


def _extent(text: str, line: int) -> tuple[int, int, str]:
    """The first and last line of an action in a list or paragraph, and what is indented below."""
    lines = lines_of(text)
    head = lines[line - 1]
    below = lines[line:]
    last = line
    for each in below:
        ends = each.shape in (Shape.BLANK, Shape.HEADING, Shape.ROW)
        if ends or (each.shape is Shape.ITEM and each.indent <= head.indent):
            break
        last = each.number
    return line, last, cell("\n".join(_notes(lines[line:last])))


def _notes(lines: Sequence[Line]) -> Iterator[str]:
    """What stands below the head of an item: its own items; wrapped lines are its wording."""
    started = False
    for each in lines:
        started = started or each.shape in (Shape.ITEM, Shape.CODE)
        if started and each.content:
            yield each.content
