"""A chart with all that belongs to it: its words, its table, its definition, its CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext

from hansei.domain.times import duration_text

Value = str | float | int | None


class Kind(StrEnum):
    """What a column holds. Durations are seconds, shares run from 0 to 1."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    SECONDS = "seconds"
    SHARE = "share"
    PRECISE = "precise share"


@dataclass(frozen=True)
class Column:
    """A column of a chart's table. `name` heads it in the CSV, `title` on the page."""

    name: str
    title: str
    kind: Kind = Kind.TEXT

    def shown(self, value: Value) -> str:
        """A value as people read it; "" for none."""
        if value is None:
            return ""
        match self.kind:
            case Kind.SECONDS:
                return duration_text(float(value))
            case Kind.SHARE:
                return f"{float(value) * 100:.1f} %"
            case Kind.PRECISE:
                return f"{float(value) * 100:.3f}".rstrip("0").rstrip(".") + " %"
            case Kind.NUMBER:
                return f"{float(value):.3g}"
            case Kind.COUNT:
                return f"{int(float(value)):,}"
        return str(value)

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return self.kind is not Kind.TEXT


@dataclass(frozen=True)
class Chart:
    """One chart. `title` says what it shows, `says` what that means, `definition` how it is made.

    `key` are pairs of a class and its meaning, for the legend. `drawing` is empty where a table
    says it better. `name` is that of its CSV. With heat, the inner
    columns are shaded by their counts.
    """

    name: str
    title: str
    definition: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    drawing: str = ""
    says: str = ""
    key: Sequence[tuple[str, str]] = field(default_factory=tuple)
    is_open: bool = False
    is_broad: bool = False
    has_heat: bool = False

    def shown(self) -> Iterator[list[tuple[str, str]]]:
        """The rows as people read them, each cell with its class: "num", and how hot it is."""
        hottest = max((_heat(each) for row in self.rows for each in row[1:-1]), default=0)
        for row in self.rows:
            yield [
                (column.shown(value), self._class(column, value, at, hottest))
                for at, (column, value) in enumerate(zip(self.columns, row, strict=True))
            ]

    def _class(self, column: Column, value: Value, at: int, hottest: int) -> str:
        if not self.has_heat or at == 0:
            return "num" if column.is_number else ""
        inside = at < len(self.columns) - 1
        step = -(-_heat(value) * 4 // hottest) if hottest and inside else 0
        return f"num heat-{step}"

    def csv(self) -> str:
        """The rows as RFC 4180 has them: durations in seconds, shares from 0 to 1, dot for comma.

        A text that a spreadsheet would run as a formula begins with an apostrophe.
        """
        found = io.StringIO()
        writer = csv.writer(found)
        writer.writerow([_unit(each) for each in self.columns])
        for row in self.rows:
            writer.writerow(["" if each is None else _inert(each) for each in row])
        return found.getvalue()


def _heat(value: Value) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() else 0


def _unit(column: Column) -> str:
    return f"{column.name}_seconds" if column.kind is Kind.SECONDS else column.name


def _inert(value: Value) -> Value:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def counted(number: int, one: str, many: str) -> str:
    """ "1 incident", "12 incidents"; both words are translated already."""
    return f"{number:,} {one if number == 1 else many}"


def incidents(number: int) -> str:
    """ "12 incidents"."""
    return counted(number, gettext("incident"), gettext("incidents"))
