"""Any table of events: CSV, a JSON list or NDJSON with a time and a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from hansei.domain.errors import BadRow, ForeignPayload
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import zone_named
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.dates_written import Frame
from hansei.sources.generic.headers import Role, plain_header
from hansei.sources.generic.layout import Layout, build, layout_of, unwrapped
from hansei.sources.generic.words import signal_of
from hansei.sources.text import LONGEST, one_line, text_of, urls_in
from hansei.sources.times_written import Written, read_time

_TOLD, _GUESSED = 25, 12
_LOG_LEVELS = frozenset({"trace", "debug", "info", "information", "notice", "warn", "warning",
                         "error", "err", "fatal", "verbose"})  # fmt: skip
_MACHINES = ("bot", "system", "monitor", "alert", "datadog", "grafana", "prometheus", "pagerduty",
             "opsgenie", "uptimerobot", "statuspage", "jenkins", "github actions", "cron",
             "automat", "kubernetes", "ci/cd")  # fmt: skip
_ENDED = {Signal.RESOLVED, Signal.ALERT_RESOLVED, Signal.UP, Signal.RECOVERED}
_NOBODY = frozenset({"", "-", "n/a", "none", "null", "unknown"})
_LONGEST_LIST = 100_000


def recognise(sample: Sample) -> int:
    """25 where the header names a time and there is a text, 12 where values alone tell, else 0."""
    layout = build(sample.first, "", {})
    if len(sample.first) == 1 and (found := _rows_in(sample.first[0])):
        layout = build(found[1][:20], "", {})
    if not layout.usable:
        return 0
    return _TOLD if layout.told else _GUESSED


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """The record of one row, or those of the rows in a document's list.

    Raises ForeignPayload for an item without a time or a text column, BadRow for a row whose
    time cannot be read.
    """
    if not isinstance(item.value, dict):
        raise ForeignPayload("is no row of a table", place=str(item.place))
    found = _rows_in(item.value) if len(context.first) <= 1 else None
    if found:
        yield from _read_list(*found, item.place, context)
        return
    row = unwrapped(item.value)
    layout = layout_of(context, row)
    if not layout.usable:
        raise ForeignPayload("has no column of times beside one of text", place=str(item.place))
    yield from _read(row, item.place, layout, context, item.value)


def _read_list(
    path: str, rows: list[Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    layout = build(rows[:20], context.file, context.mapping)
    for index, value in enumerate(rows):
        where = Place(place.file, 0, f"$.{path}[{place.line + index}]")
        try:
            if not isinstance(value, dict):
                raise BadRow("is no row of a table")
            yield from _read(unwrapped(value), where, layout, context, value)
        except BadRow as error:
            yield Refusal(where, error.reason, error.code, value)


def _rows_in(document: Any) -> tuple[str, list[Any]] | None:
    """The longest list of objects at most two levels inside a document, if it is a table."""
    best: tuple[str, list[Any]] | None = None
    if not isinstance(document, dict):
        return None
    for name, value in list(document.items())[:50]:
        nested = value.items() if isinstance(value, dict) else ()
        pairs = [(str(name), value), *((f"{name}.{key}", each) for key, each in list(nested)[:50])]
        for path, rows in pairs:
            if (
                isinstance(rows, list)
                and rows
                and isinstance(rows[0], dict)
                and (best is None or len(rows) > len(best[1]))
                and build(rows[:20], "", {}).usable
            ):
                best = path, rows[:_LONGEST_LIST]
    return best


def _read(
    row: Mapping[str, Any], place: Place, layout: Layout, context: Context, raw: Any
) -> Iterator[Reading]:
    columns = layout.columns
    when = _when(row, place, layout, context)
    until, until_told = _until(row, when, layout, context)
    text = _text(row, columns)
    actor = _short(row, columns, Role.ACTOR, 100)
    word = _cell(row, columns, Role.STATUS)
    signal = signal_of(word)
    if layout.row_is_thing and signal in _ENDED:
        signal = Signal.NONE
    identity = _short(row, columns, Role.ID, 120)
    url = _cell(row, columns, Role.URL)
    severity = _short(row, columns, Role.SEVERITY, 60)
    record = Record(
        source="generic",
        key=_key(when.at, text, actor, word, identity),
        at=when.at,
        text=text or one_line(word) or "(no text)",
        signal=signal,
        kind=_kind(actor),
        actor=None if actor.lower() in _NOBODY else actor,
        until=until,
        precision_s=when.precision_s,
        written=when.written,
        zone_assumed=when.zone_assumed,
        service=_short(row, columns, Role.SERVICE, 100) or None,
        severity=None if severity.lower() in _LOG_LEVELS else severity or None,
        environment=_short(row, columns, Role.ENVIRONMENT, 60) or None,
        channel=_short(row, columns, Role.CHANNEL, 100) or None,
        refs=_refs(identity, f"{text} {url}", plain_header(columns.get(Role.ID, ""))),
        url=url[:500] if url.startswith(("https://", "http://")) else None,
        place=place,
    )
    yield Reading(record, raw)
    ended = _end_signal(layout) if until and until_told else None
    if until and ended:
        yield Reading(_ended(record, until, ended), raw)


def _key(at: datetime, text: str, actor: str, word: str, identity: str) -> str:
    """An id alone may stand in many rows (an incident's), so time and words join it."""
    told = f"{at.isoformat()}\0{text}\0{actor}\0{word}\0{identity}"
    digest = blake2b(told.encode("utf-8", "replace"), digest_size=9).hexdigest()
    return f"{identity}:{digest}" if identity else digest


def _ended(record: Record, until: datetime, signal: Signal) -> Record:
    """The end of a thing whose row names the end as a resolution or a recovery."""
    word = "Resolved" if signal is Signal.RESOLVED else "Recovered"
    text = one_line(f"{word}: {record.text}")
    key = f"{record.key}:until"
    return msgspec.structs.replace(record, key=key, at=until, until=None, signal=signal, text=text)


def _end_signal(layout: Layout) -> Signal | None:
    header = plain_header(layout.columns.get(Role.UNTIL, ""))
    if header.startswith(("resolved", "closed")):
        return Signal.RESOLVED
    return Signal.RECOVERED if header.startswith(("restored", "recovered")) else None


def _cell(row: Mapping[str, Any], columns: Mapping[Role, str], role: Role) -> str:
    """A cell as text; a nested object by its name, a list by its elements; "" for none."""
    name = columns.get(role)
    if name is None:
        return ""
    value = row.get(name)
    if isinstance(value, str):
        return value.strip()
    if value is None and "." in name:
        value = row
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
    return _worded(value)


def _short(row: Mapping[str, Any], columns: Mapping[Role, str], role: Role, longest: int) -> str:
    if role not in columns:
        return ""
    cell = _cell(row, columns, role)
    return one_line(cell, longest) if cell else ""


def _worded(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, dict):
        return text_of(value, "name", "display_name", "title", "login", "email", "value", "id")
    if isinstance(value, list):
        flat = [each for each in value[:10] if not isinstance(each, list)]
        return ", ".join(word for each in flat if (word := _worded(each)))
    if isinstance(value, int) and abs(value) > 10**300:  # str() refuses the longest integers
        return ""
    return str(value).strip()


def _when(row: Mapping[str, Any], place: Place, layout: Layout, context: Context) -> Written:
    name = layout.columns[Role.TIME]
    value = row.get(name)
    if value is None or isinstance(value, (dict, list, bool)):
        value = _cell(row, layout.columns, Role.TIME)
    if value == "":
        raise BadRow(f"has no time in the column {name!r}", place=str(place))
    try:
        return read_time(value, _frame(row, layout, context))
    except ValueError as error:
        raise BadRow(f"{name}: {error}", place=str(place)) from None


def _frame(row: Mapping[str, Any], layout: Layout, context: Context) -> Frame:
    """What a row's times are read within: its zone, and the day of a bare time.

    Raises ValueError for an unknown zone or an unreadable date.
    """
    columns = layout.columns
    zone: tzinfo | None = layout.zone
    if Role.ZONE in columns and (name := _cell(row, columns, Role.ZONE)):
        zone = zone_named(name)
    frame = Frame(zone or context.zone, zone is not None, layout.dayfirst, None, context.read_at)
    if Role.DATE in columns:
        day = read_time(_cell(row, columns, Role.DATE), frame._replace(zone=UTC))
        return frame._replace(day=day.at.date())
    if layout.carried:
        lent = next((each for each in layout.carried if each.row == row), layout.carried[-1])
        lent_zone = lent.zone if zone is None else None
        frame = frame._replace(day=lent.day)
        return frame._replace(zone=lent_zone, zone_told=True) if lent_zone else frame
    return frame._replace(day=layout.file_day) if layout.file_day else frame


def _until(
    row: Mapping[str, Any], when: Written, layout: Layout, context: Context
) -> tuple[datetime | None, bool]:
    """The end of a row's span, and whether a column of its own told it."""
    columns = layout.columns
    cell = _cell(row, columns, Role.UNTIL)
    if not cell:
        return when.until, False
    try:
        frame = _frame(row, layout, context)
        day = _cell(row, columns, Role.UNTIL_DATE)
        if day:
            frame = frame._replace(day=read_time(day, frame._replace(zone=UTC)).at.date())
        elif frame.day is None:
            frame = frame._replace(day=when.at.astimezone(frame.zone).date())
        read = read_time(cell, frame)
    except ValueError:
        return when.until, False
    until = read.at
    if read.bare and not day and until < when.at:
        until += timedelta(days=1)
    return (until, True) if until >= when.at else (when.until, False)


def _text(row: Mapping[str, Any], columns: Mapping[Role, str]) -> str:
    text = one_line(_cell(row, columns, Role.TEXT))
    details = _short(row, columns, Role.DETAILS, LONGEST)
    if not details or details in text:
        return text
    return one_line(f"{text}: {details}") if text else details


@lru_cache(maxsize=4096)
def _kind(actor: str) -> Kind:
    name = actor.lower()
    machine = name in _NOBODY or any(word in name for word in _MACHINES)
    return Kind.SYSTEM if machine else Kind.HUMAN


def _refs(identity: str, linked: str, header: str) -> tuple[str, ...]:
    if not identity and "://" not in linked:
        return ()
    refs = [f"url:{each}" for each in urls_in(linked)]
    if identity and "incident" in header:
        refs.append(f"incident:{identity}")
    elif identity and header in ("alert id", "alert key", "fingerprint", "dedup key", "alias"):
        refs.append(f"alert:{identity}")
    return tuple(refs)


SOURCE = Source(
    name="generic",
    title="Table of events",
    shapes=frozenset({Shape.CSV, Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.FILE,
)
