"""Which column of a table holds what, decided once a file from its header and first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, NamedTuple

from hansei.domain.event import Signal
from hansei.domain.times import pass_midnight
from hansei.sources.dates_written import Frame, day_in_name, order_in
from hansei.sources.generic.headers import WORDINGS, Role, plain_header, rank, zone_in_header
from hansei.sources.generic.words import signal_of
from hansei.sources.times_written import read_time, zone_of

MOST_COLUMNS = 200
_SAMPLE_DAY = date(2000, 1, 1)
_ANY_TIME = Frame(day=_SAMPLE_DAY)
# In a table of things (one row an incident) a state is today's, not that of the row's time.
_STATES = frozenset({"status", "state", "alert status", "monitor state", "zustand", "statut",
                     "état", "etat", "estado", "stato", "status code"})  # fmt: skip
_BEGINNINGS = ("creat", "open", "start", "report", "begin", "began", "detect", "début", "inicio")


class Carried(NamedTuple):
    """The day and zone that an earlier row lends to the bare time of a row."""

    row: Mapping[str, Any]
    day: date
    zone: tzinfo | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's columns by role, its zone, and its order of day and month.

    `told` says that the header named the time column. `row_is_thing` says that a row describes
    one incident from start to end, so that its status is not what happened at its time.
    """

    columns: Mapping[Role, str] = field(default_factory=dict)
    zone: tzinfo | None = None
    dayfirst: bool | None = None
    told: bool = False
    row_is_thing: bool = False
    carried: tuple[Carried, ...] = ()
    file_day: date | None = None

    @property
    def usable(self) -> bool:
        """Whether there is both a time and something to say."""
        return Role.TIME in self.columns and Role.TEXT in self.columns


# An event column may hold types ("deploy") or sentences: its values decide, so status goes first.
_ORDER = (Role.STATUS, *(role for role in Role if role is not Role.STATUS))


def rows_of(first: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows among the first items, unwrapped, keyed by str."""
    return [unwrapped(item) for item in first if isinstance(item, dict)]


def unwrapped(item: dict[str, Any]) -> dict[str, Any]:
    """The event inside Elasticsearch's `_source` and Splunk's `result`; other items as they are."""
    if "_source" in item or "result" in item:
        for name in ("_source", "result"):
            inner = item.get(name)
            if isinstance(inner, dict) and len(inner) > 1:
                return inner
    return item


def build(first: Sequence[Any], file: str, mapping: Mapping[str, str]) -> Layout:
    """Decides a layout. A user's `mapping` (role to column) goes before every guess."""
    rows = rows_of(first)
    headers = list(dict.fromkeys(name for row in rows for name in row if isinstance(name, str)))
    headers = headers[:MOST_COLUMNS]
    columns = {role: mapping[role.value] for role in Role if mapping.get(role.value)}
    told = _by_header(columns, headers, rows)
    if Role.TIME not in columns:
        _time_by_values(columns, headers, rows)
    if Role.TEXT not in columns:
        _text_by_values(columns, headers, rows)
    clocks = [columns[role] for role in (Role.TIME, Role.DATE, Role.UNTIL) if role in columns]
    zones = [zone for name in clocks if (zone := zone_in_header(name))]
    return Layout(
        columns=columns,
        zone=zones[0] if zones else None,
        dayfirst=_dayfirst(mapping, rows, clocks),
        told=told,
        row_is_thing=_row_is_thing(columns),
        carried=_carried_days(columns, rows),
        file_day=day_in_name(file, mapping.get("day", "")),
    )


def _by_header(columns: dict[Role, str], headers: list[str], rows: list[dict[str, Any]]) -> bool:
    plain = {name: plain_header(name) for name in headers}
    text_given = Role.TEXT in columns
    for role in _ORDER:
        if role in columns or (role is Role.DETAILS and text_given):
            continue
        taken = set(columns.values())
        ranked = sorted(
            (place, name)
            for name in headers
            if name not in taken and (place := rank(role, plain[name])) is not None
        )
        for _, name in ranked:
            if _fits(role, name, rows):
                columns[role] = name
                break
    if Role.TIME not in columns and Role.DATE in columns:
        columns[Role.TIME] = columns.pop(Role.DATE)
    if Role.TIME in columns and Role.DATE in columns and not _bare(columns[Role.TIME], rows):
        del columns[Role.DATE]
    if Role.TEXT not in columns:
        for role in (Role.STATUS, Role.DETAILS):
            if role in columns:
                columns[Role.TEXT] = columns[role]
                break
    return Role.TIME in columns


def _fits(role: Role, name: str, rows: list[dict[str, Any]]) -> bool:
    """Whether a column's values are of the kind that its role needs."""
    cells = _cells(name, rows)
    if role in (Role.TIME, Role.DATE, Role.UNTIL, Role.UNTIL_DATE):
        return not cells or _share_of_times(cells) >= 0.5
    if role is Role.TEXT:
        return len(cells) * 2 >= len(rows) and all(isinstance(cell, (str, dict)) for cell in cells)
    if role is Role.STATUS and plain_header(name) in WORDINGS[Role.TEXT]:
        words = [cell for cell in cells if isinstance(cell, str)]
        return sum(signal_of(word) is not Signal.NONE for word in words) * 2 > len(cells)
    return True


def _cells(name: str, rows: list[dict[str, Any]]) -> list[Any]:
    return [cell for row in rows if (cell := row.get(name)) not in (None, "")]


def _share_of_times(cells: list[Any]) -> float:
    return sum(_is_time(cell) for cell in cells) / len(cells)


def _is_time(cell: Any) -> bool:
    try:
        read_time(cell, _ANY_TIME)
    except ValueError:
        return False
    return True


def _bare(name: str, rows: list[dict[str, Any]]) -> bool:
    cells = _cells(name, rows)
    return bool(cells) and sum(_is_bare(cell) for cell in cells) * 2 > len(cells)


def _is_bare(cell: Any) -> bool:
    try:
        return read_time(cell, _ANY_TIME).bare
    except ValueError:
        return False


def _time_by_values(
    columns: dict[Role, str], headers: list[str], rows: list[dict[str, Any]]
) -> None:
    taken = set(columns.values())
    for name in headers:
        cells = [] if name in taken else _cells(name, rows)
        if cells and _share_of_times(cells) > 0.5:
            columns[Role.TIME] = name
            return


def _text_by_values(
    columns: dict[Role, str], headers: list[str], rows: list[dict[str, Any]]
) -> None:
    """The column with the longest wording; one of numbers or single words is no text."""
    taken = {columns[role] for role in (Role.TIME, Role.DATE, Role.UNTIL) if role in columns}
    best = 0.0
    for name in headers:
        cells = [] if name in taken else _cells(name, rows)
        worded = [cell for cell in cells if isinstance(cell, str) and _has_letters(cell)]
        if not worded or len(worded) * 2 < len(cells):
            continue
        length = sum(min(len(cell), 200) for cell in worded) / len(cells)
        if length > best and length >= 4:
            best = length
            columns[Role.TEXT] = name


def _has_letters(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell[:200])


def _dayfirst(
    mapping: Mapping[str, str], rows: list[dict[str, Any]], clocks: list[str]
) -> bool | None:
    wish = str(mapping.get("dayfirst", "")).lower()
    if wish in ("yes", "true", "1"):
        return True
    if wish in ("no", "false", "0"):
        return False
    return order_in(
        [cell for name in clocks for cell in _cells(name, rows) if isinstance(cell, str)]
    )


def _row_is_thing(columns: Mapping[Role, str]) -> bool:
    if Role.UNTIL in columns:
        return True
    state = plain_header(columns.get(Role.STATUS, ""))
    time = plain_header(columns.get(Role.TIME, ""))
    return state in _STATES and time.startswith(_BEGINNINGS)


def _carried_days(columns: Mapping[Role, str], rows: list[dict[str, Any]]) -> tuple[Carried, ...]:
    """The day and zone under which each bare time stands, where only some rows have a date."""
    name = columns.get(Role.TIME, "")
    if Role.DATE in columns or not any(_is_bare(cell) for cell in _cells(name, rows)):
        return ()
    found: list[Carried] = []
    zone: tzinfo | None = None
    day: date | None = None
    before: datetime | None = None
    for row in rows:
        cell = row.get(name)
        try:
            read = read_time(cell, Frame(zone or UTC, False, None, day or _SAMPLE_DAY))
        except ValueError:
            continue
        if isinstance(cell, str) and read.until is None:
            zone = zone_of(cell) or zone
        at = read.at
        if read.bare and day is not None:
            at = pass_midnight(at, before)
            found.append(Carried(row, at.astimezone(zone or UTC).date(), zone))
        if day is not None or not read.bare:
            day, before = at.astimezone(zone or UTC).date(), at
    return tuple(found)
