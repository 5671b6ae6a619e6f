"""A row of a table as its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import zone_named
from hansei.sources.base import Context, Reading
from hansei.sources.dates_written import Frame
from hansei.sources.generic.cells import cell, short
from hansei.sources.generic.headers import Role, plain_header
from hansei.sources.generic.inside import told_inside
from hansei.sources.generic.layout import Layout
from hansei.sources.generic.words import signal_of
from hansei.sources.text import LONGEST, one_line, urls_in
from hansei.sources.times_written import Written, read_time
from hansei.sources.usual import clean_line, whole_second

_LOG_LEVELS = frozenset({"trace", "debug", "info", "information", "notice", "warn", "warning",
                         "error", "err", "fatal", "verbose"})  # fmt: skip
_MACHINES = ("bot", "system", "monitor", "alert", "datadog", "grafana", "prometheus", "pagerduty",
             "opsgenie", "uptimerobot", "statuspage", "jenkins", "github actions", "cron",
             "automat", "kubernetes", "ci/cd")  # fmt: skip
_ENDED = (Signal.RESOLVED, Signal.ALERT_RESOLVED, Signal.UP, Signal.RECOVERED)
_NOBODY = frozenset({"", "-", "n/a", "none", "null", "unknown"})
_WHOLE_SECOND = Written(datetime(2000, 1, 1, tzinfo=UTC))  # how any such time is read
_ALERT_IDS = frozenset({"alert id", "alert key", "fingerprint", "dedup key", "alias"})


@dataclass(frozen=True, slots=True)
class Table:
    """A layout made ready for its rows: the column of each role, "" where there is none.

    `framed` says that a row's own zone or date decides how its time is read. `id_ref` is what
    the reference to a row's id begins with, `end` what the end of its span means.
    """

    layout: Layout
    context: Context
    time: str
    until: str
    text: str
    details: str
    actor: str
    status: str
    severity: str
    service: str
    environment: str
    channel: str
    identity: str
    url: str
    framed: bool
    id_ref: str
    end: Signal | None


def table_of(layout: Layout, context: Context) -> Table:
    """The table of a layout within a file."""
    columns = layout.columns

    def named(role: Role) -> str:
        return columns.get(role, "")

    return Table(
        layout=layout,
        context=context,
        time=named(Role.TIME),
        until=named(Role.UNTIL),
        text=named(Role.TEXT),
        details=named(Role.DETAILS),
        actor=named(Role.ACTOR),
        status=named(Role.STATUS),
        severity=named(Role.SEVERITY),
        service=named(Role.SERVICE),
        environment=named(Role.ENVIRONMENT),
        channel=named(Role.CHANNEL),
        identity=named(Role.ID),
        url=named(Role.URL),
        framed=Role.ZONE in columns or Role.DATE in columns,
        id_ref=_id_ref(plain_header(named(Role.ID))),
        end=_end_signal(plain_header(named(Role.UNTIL))),
    )


def _id_ref(header: str) -> str:
    if "incident" in header:
        return "incident:"
    return "alert:" if header in _ALERT_IDS else ""


def _end_signal(header: str) -> Signal | None:
    if header.startswith(("resolved", "closed")):
        return Signal.RESOLVED
    return Signal.RECOVERED if header.startswith(("restored", "recovered")) else None


def read_row(row: Mapping[str, Any], place: Place, table: Table, raw: Any) -> Iterator[Reading]:
    """The record of a row, and that of its end where it names one. Raises BadRow for no time."""
    at, stamp, how = _when(row, place, table)
    until, until_told = _until(row, at, how.until, table) if table.until else (how.until, False)
    text = _text(row, table)
    actor, word = short(row, table.actor, 100), cell(row, table.status)
    signal = signal_of(word)
    if table.layout.row_is_thing and signal in _ENDED:
        signal = Signal.NONE
    identity, url = clean_line(cell(row, table.identity), 120), cell(row, table.url)
    who, kind = _person(actor)
    record = Record(
        source="generic",
        key=_key(stamp, text, actor, word, identity),
        at=at,
        text=text or one_line(word) or "(no text)",
        signal=signal,
        kind=kind,
        actor=who,
        until=until,
        precision_s=how.precision_s,
        written=how.written,
        zone_assumed=how.zone_assumed,
        service=short(row, table.service, 100) or None,
        severity=_severity(short(row, table.severity, 60)) if table.severity else None,
        environment=(short(row, table.environment, 60) or None) if table.environment else None,
        channel=(short(row, table.channel, 100) or None) if table.channel else None,
        refs=_refs(identity, text, url, table.id_ref),
        url=url[:500] if url.startswith(("https://", "http://")) else None,
        place=place,
    )
    yield Reading(record, raw)
    if until and until_told and table.end:
        yield Reading(_ended(record, until, table.end), raw)


def _key(stamp: str, text: str, actor: str, word: str, identity: str) -> str:
    """An id alone may stand in many rows (an incident's), so time and words join it."""
    told = f"{stamp}\0{text}\0{actor}\0{word}\0{identity}"
    digest = blake2b(told.encode("utf-8", "replace"), digest_size=9).hexdigest()
    return f"{identity}:{digest}" if identity else digest


def _ended(record: Record, until: datetime, signal: Signal) -> Record:
    """The end of a thing whose row names the end as a resolution or a recovery."""
    word = "Resolved" if signal is Signal.RESOLVED else "Recovered"
    text = one_line(f"{word}: {record.text}")
    key = f"{record.key}:until"
    return msgspec.structs.replace(record, key=key, at=until, until=None, signal=signal, text=text)


def _when(row: Mapping[str, Any], place: Place, table: Table) -> tuple[datetime, str, Written]:
    """A row's time, the same as ISO 8601 text, and how it was read."""
    name = table.time
    value: Any = row.get(name)
    at = None if table.framed else whole_second(value)
    if at is not None:
        return at, f"{value[:19]}+00:00", _WHOLE_SECOND
    if value is None or isinstance(value, (dict, list, bool)):
        value = cell(row, name)
    if value == "":
        raise BadRow(f"has no time in the column {name!r}", place=str(place))
    try:
        how = read_time(value, _frame(row, table))
    except ValueError as error:
        raise BadRow(f"{name}: {error}", place=str(place)) from None
    return how.at, how.at.isoformat(), how


def _frame(row: Mapping[str, Any], table: Table) -> Frame:
    """What a row's times are read within: its zone, and the day of a bare time.

    Raises ValueError for an unknown zone or an unreadable date.
    """
    layout, context = table.layout, table.context
    columns = layout.columns
    zone: tzinfo | None = layout.zone
    if table.framed and (name := cell(row, columns.get(Role.ZONE, ""))):
        zone = zone_named(name)
    frame = Frame(zone or context.zone, zone is not None, layout.dayfirst, None, context.read_at)
    if table.framed and Role.DATE in columns:
        day = read_time(cell(row, columns[Role.DATE]), frame._replace(zone=UTC))
        return frame._replace(day=day.at.date())
    if layout.carried:
        lent = next((each for each in layout.carried if each.row == row), layout.carried[-1])
        lent_zone = lent.zone if zone is None else None
        frame = frame._replace(day=lent.day)
        return frame._replace(zone=lent_zone, zone_told=True) if lent_zone else frame
    return frame._replace(day=layout.file_day) if layout.file_day else frame


def _until(
    row: Mapping[str, Any], start: datetime, until: datetime | None, table: Table
) -> tuple[datetime | None, bool]:
    """The end of a row's span, and whether a column of its own told it; else the one known."""
    written = cell(row, table.until)
    if not written:
        return until, False
    try:
        frame = _frame(row, table)
        day = cell(row, table.layout.columns.get(Role.UNTIL_DATE, ""))
        if day:
            frame = frame._replace(day=read_time(day, frame._replace(zone=UTC)).at.date())
        elif frame.day is None:
            frame = frame._replace(day=start.astimezone(frame.zone).date())
        read = read_time(written, frame)
    except ValueError:
        return until, False
    end = read.at
    if read.bare and not day and end < start:
        end += timedelta(days=1)
    return (end, True) if end >= start else (until, False)


def _text(row: Mapping[str, Any], table: Table) -> str:
    text = clean_line(cell(row, table.text))
    if not text or table.text == table.status:  # an envelope names its kind, and no more
        inside = clean_line(told_inside(row))
        text = one_line(f"{text}: {inside}") if text and inside else text or inside
    details = short(row, table.details, LONGEST) if table.details else ""
    if not details or details in text:
        return text
    return one_line(f"{text}: {details}") if text else details


@lru_cache(maxsize=4096)
def _person(actor: str) -> tuple[str | None, Kind]:
    name = actor.lower()
    if name in _NOBODY:
        return None, Kind.SYSTEM
    machine = any(word in name for word in _MACHINES)
    return actor, Kind.SYSTEM if machine else Kind.HUMAN


def _severity(word: str) -> str | None:
    return None if word.lower() in _LOG_LEVELS else word or None


def _refs(identity: str, text: str, url: str, id_ref: str) -> tuple[str, ...]:
    refs: tuple[str, ...] = ()
    if "://" in text or "://" in url:
        refs = tuple(f"url:{each}" for each in urls_in(f"{text} {url}"))
    return (*refs, id_ref + identity) if id_ref and identity else refs
