"""Made-up records and drafts for the store's tests. Every actor is a role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hansei.domain.document import (
    Block,
    BlockKind,
    Document,
    How,
    Mark,
    Milestone,
    Section,
    drafted,
)
from hansei.domain.draft.compose import Draft
from hansei.domain.event import Event, Kind, Place, Record, Signal
from hansei.domain.timeline import ClockKind, ClockShift, Counts, Timeline

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def readings(
    count: int, *, label: str = "a", text: str = "latency is high"
) -> Iterator[tuple[Record, Any]]:
    """`count` chat messages with their raw items."""
    for number in range(count):
        at = START + timedelta(seconds=number, milliseconds=number % 1000)
        record = Record(
            source="slack",
            key=f"C1:{label}{number}",
            at=at,
            text=f"{text} ({number})",
            signal=Signal.MESSAGE,
            kind=Kind.HUMAN,
            actor="on-call engineer",
            channel="incident-1",
            refs=(f"message:{number}",),
            place=Place(file="incident-1/2026-03-01.json", path=f"[{number}]"),
        )
        yield record, {"ts": at.timestamp(), "text": record.text, "n": number}


def events(count: int) -> tuple[Event, ...]:
    """`count` events, the first of which are key."""
    return tuple(
        Event(
            id=f"e{number + 1}",
            at=START + timedelta(minutes=number),
            text=f"Something happened ({number})",
            source="slack",
            records=(f"slack:C1:a{number}",),
            key=number < 3,
        )
        for number in range(count)
    )


def mark(minutes: int, *evidence: str) -> Mark:
    at = START + timedelta(minutes=minutes)
    return Mark(at=at, earliest=at, latest=at, how=How.INFERRED, events=evidence)


def sample_draft(
    *,
    title: str = "Checkout is slow (2026-03-01)",
    count: int = 5,
    detected: int = 4,
    resolved: int = 64,
    **fields: Any,
) -> Draft:
    """A draft with `count` events; times in minutes after the start, `fields` of the document."""
    lines = events(count)
    values: dict[str, Any] = {
        "severity": "SEV2",
        "services": ("checkout",),
        "zone": "Europe/London",
        "sections": (
            Section("impact", "Impact", (drafted("impact.text", "Slow for an hour. [e1]"),)),
            Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),)),
        ),
        "milestones": {
            Milestone.IMPACT_START: mark(0, "e1"),
            Milestone.DETECTED: mark(detected, "e2"),
            Milestone.RESOLVED: mark(resolved),
        },
        "extra": {
            "review": {"start": "2026-03-03T10:00:00+00:00", "minutes": 60, "reason": "in time"},
            "check_ins": ["2026-04-02", "2026-05-02", "2026-06-01"],
        },
    }
    key = tuple(each for each in lines if each.key)
    document = Document(title=title, events=key, **{**values, **fields})
    clock = ClockShift(
        source="slack", against="pagerduty", offset_s=1.5, error_s=0.5, pairs=3,
        kind=ClockKind.OFFSET, applied=True,
    )  # fmt: skip
    timeline = Timeline(
        events=lines,
        clocks=(clock,),
        counts=Counts(records=count, events=count, key_events=len(key)),
        start=lines[0].at if lines else None,
        end=lines[-1].at if lines else None,
    )
    return Draft(document, timeline)
