"""Findings for people: the line, a caret under the wording, and the other side with its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from hansei.cli.terminal import coloured
from hansei.domain.event import Place
from hansei.domain.findings import Finding, Level

if TYPE_CHECKING:
    from hansei.cli.check import Checked

_STYLES = {Level.ERROR: "31", Level.WARNING: "33", Level.NOTE: "36"}
_WIDTH = 100


def write(results: Iterable[Checked], stream: TextIO) -> None:
    """Writes each file as it is checked."""
    colour = coloured(stream)
    for result in results:
        for finding in result.findings:
            lines = _lines(finding, result, colour=colour)
            stream.write("\n".join((*lines, "", "")))


def _lines(finding: Finding, result: Checked, *, colour: bool) -> Iterator[str]:
    place = finding.place
    level = finding.level.value
    if colour:
        level = f"\x1b[{_STYLES[finding.level]}m{level}\x1b[0m"
    where = f"{result.file}:{place.line}:{place.column or 1}"
    yield f"{where}: {level}: {_printable(finding.message)} [{finding.rule}]"
    masked = finding.rule.startswith("leak/")
    if not masked:
        yield from _quoted(result, place)
    other = finding.against.place if finding.against else None
    if finding.against and other and other.line and other.line != place.line:
        yield f"     against: {_printable(finding.against.text)}"
        yield from _quoted(result, other)
    elif finding.against:
        yield f"     against: {_printable(finding.against.text)}"
    if finding.suggestion:
        yield f"     instead: {_printable(finding.suggestion)}"
    if finding.ask:
        yield f"     ask: {_printable(finding.ask)}"


def _quoted(result: Checked, place: Place) -> Iterator[str]:
    """The line with a caret under the wording, cut to what fits around it."""
    if not 0 < place.line <= len(result.lines):
        return
    line = _printable(result.lines[place.line - 1])
    column = max(place.column, 1) - 1
    end = (
        place.end_column - 1
        if place.end_line in (0, place.line) and place.end_column
        else len(line)
    )
    begin = max(0, min(column - 30, len(line) - _WIDTH)) if len(line) > _WIDTH else 0
    shown = line[begin : begin + _WIDTH]
    more = "…" if begin + _WIDTH < len(line) else ""
    yield f"{place.line:>6} | {'…' if begin else ''}{shown}{more}"
    if place.column:
        pad = " " * (_cells(line[begin:column]) + bool(begin))
        width = max(1, _cells(line[column : min(end, begin + _WIDTH)]))
        yield f"       | {pad}{'^' * width}"


def _cells(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else " " for each in text)
