"""What StatusCake tells of one test: periods of one state, alerts, and results of single checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, tzinfo
from typing import Any, NamedTuple

from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, duration_text, from_epoch, from_iso
from hansei.sources.base import Context
from hansei.sources.text import one_line

_NUMBER = re.compile(r"\s*-?\d{1,15}(?:\.\d{1,9})?\s*$")


class Monitor(NamedTuple):
    """A test, as StatusCake calls it: what it watches, and how often in seconds."""

    id: str
    name: str = ""
    address: str = ""
    interval_s: int = 1

    @property
    def called(self) -> str:
        """What people know it by."""
        return self.name or self.address or f"StatusCake test {self.id}".strip()


def number(value: Any) -> float | None:
    """A number, also where it came as a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str):
        return float(value) if _NUMBER.match(value) else None
    return float(value) if abs(value) < 1e15 else None


def moment(value: Any, zone: tzinfo) -> Instant:
    """A time of the API, RFC 3339, or in Unix seconds. Raises ValueError for anything else."""
    if isinstance(value, str) and ("-" in value or ":" in value):
        return from_iso(value.strip(), zone)
    if value in (None, ""):
        raise ValueError("no time is told")
    epoch = number(value)
    if epoch is None:
        raise ValueError(f"{one_line(value, 40)!r} is no time")
    return Instant(from_epoch(epoch))


def state_of(value: Any) -> str:
    """ "up" or "down". Raises ValueError for any other state."""
    state = one_line(value, 40).lower()
    if state not in ("up", "down"):
        raise ValueError(f"status {state!r} is not known")
    return state


def seen(code: Any) -> str:
    """What a check got: "HTTP 503", a word where StatusCake gives one, "" for no answer at all."""
    status = number(code)
    if status is None:
        return one_line(code, 100)
    return f"HTTP {status:.0f}" if 100 <= status < 600 else ""


def read_state(
    state: str, at: Instant, monitor: Monitor, place: Place,
    *, over: Instant | None = None, cause: str = "", key: str = "",
) -> Record:  # fmt: skip
    """The test went down or up; `over` is the end of the outage where it is told.

    A failed check says only that it went down since the check before: how wide that is, is the
    interval of the test.
    """
    down = state == "down"
    lasted_s = (over.at - at.at).total_seconds() if over and down else 0.0
    text = f"{monitor.called} is {state}"
    text += f": {cause}" if cause else ""
    text += f" (down for {duration_text(lasted_s)})" if lasted_s > 0 else ""
    return Record(
        source="statuscake",
        key=f"{monitor.id or monitor.called}:{key or state}:{at.at.timestamp():.0f}",
        at=at.at,
        until=at.at + timedelta(seconds=lasted_s) if lasted_s > 0 else None,
        text=one_line(text),
        signal=Signal.DOWN if down else Signal.UP,
        precision_s=max(at.precision_s, monitor.interval_s) if down else at.precision_s,
        zone_assumed=at.zone_assumed,
        service=monitor.called,
        refs=_refs(monitor),
        url=monitor.address or None,
        place=place,
    )


def read_period(
    value: dict[str, Any], monitor: Monitor, place: Place, context: Context
) -> Iterator[Record]:
    """A period of one state: down at its start and up at its end. Raises ValueError.

    The duration is not asked: one that goes on has one too, which grows until it is read.
    """
    state = state_of(value.get("status"))
    start = moment(value.get("created_at"), context.zone)
    ended = value.get("ended_at")
    end = moment(ended, context.zone) if ended else None
    if end and end.at < start.at:
        raise ValueError("it ends before it begins")
    yield read_state(state, start, monitor, place, over=end)
    if end and state == "down":
        yield read_state("up", end, monitor, place)


def read_alert(
    value: dict[str, Any], monitor: Monitor, place: Place, context: Context
) -> Iterator[Record]:
    """An alert: what the test was found to be once the failure was confirmed. Raises ValueError."""
    state = state_of(value.get("status"))
    at = moment(value.get("triggered_at"), context.zone)
    cause = seen(value.get("status_code")) if state == "down" else ""
    yield read_state(state, at, monitor, place, cause=cause, key=f"alert:{state}")


def read_result(
    value: dict[str, Any], monitor: Monitor, place: Place, context: Context
) -> Iterator[Record]:
    """What one check saw, kept as a measurement. Raises ValueError without a time or a result."""
    at = moment(value.get("created_at"), context.zone)
    where, took = one_line(value.get("location"), 60), number(value.get("performance"))
    code = value.get("status_code")
    if took is None and code is None:
        raise ValueError("neither a status code nor how long the answer took")
    got = "answered" if code is None else seen(code) or "did not answer"
    text = f"{monitor.called}: {got}"
    text += f" in {took:g} ms" if took else ""
    text += f" (asked from {where})" if where else ""
    yield Record(
        source="statuscake",
        key=f"{monitor.id}:check:{at.at.timestamp():.3f}:{where}",
        at=at.at,
        text=one_line(text),
        signal=Signal.MEASUREMENT,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        service=monitor.called,
        refs=_refs(monitor),
        noise=True,
        place=place,
    )


def _refs(monitor: Monitor) -> tuple[str, ...]:
    own = (f"statuscake:test:{monitor.id}",) if monitor.id else ()
    return (*own, f"url:{monitor.address}") if monitor.address else own
