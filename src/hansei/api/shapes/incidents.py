"""Shapes of incidents and their timelines."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from hansei.api.shapes.base import (
    Day,
    Flag,
    Given,
    Id,
    Line,
    Moment,
    Paging,
    Prose,
    Shown,
    Word,
    Words,
)
from hansei.domain.document import How, Milestone
from hansei.domain.event import Kind, Signal
from hansei.domain.metrics import Status
from hansei.search.selectors.incidents import Sort, Stage, Wanted

EventName = Annotated[
    str, Field(min_length=1, max_length=40, description="An event's id on its timeline.",
               examples=["e12"])
]  # fmt: skip
Precision = Annotated[
    int, Field(strict=True, ge=0, le=86_400, description="How exactly the time is known, in"
               " seconds.", examples=[60])
]  # fmt: skip
_AT = "2026-03-01T12:04:00Z"


class WrittenUp(Shown):
    """A post-mortem of an incident."""

    number: Annotated[int, Field(examples=[7])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    status: Annotated[str, Field(examples=["in review"])]


class Incident(Shown):
    """What happened."""

    id: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    severity: Annotated[str, Field(examples=["Sev-2"])]
    rank: Annotated[int | None, Field(description="Of the severity, 1 the worst.", examples=[2])]
    status: Annotated[str, Field(description='"open", "closed" or "archived".',
                                 examples=["closed"])]  # fmt: skip
    services: Annotated[list[str], Field(examples=[["checkout"]])]
    zone: Annotated[str, Field(examples=["Europe/London"])]
    started: Annotated[AwareDatetime | None, Field(description="Impact began.", examples=[_AT])]
    ended: AwareDatetime | None
    near_miss: Annotated[bool, Field(examples=[False])]
    summary: Annotated[str, Field(examples=["Two in five payments failed."])]
    due_reason: Annotated[str, Field(description="Why it needs a post-mortem.",
                                     examples=["every Sev-2 incident gets one"])]  # fmt: skip
    due_from: Annotated[AwareDatetime | None, Field(description="When to meet over it.")]
    due_by: AwareDatetime | None
    waived: Annotated[str, Field(description="Why somebody decided against one.", examples=[""])]
    stage: Annotated[Stage, Field(description="How far it is with its post-mortem.",
                                  examples=["started"])]  # fmt: skip
    late: Annotated[bool, Field(description="Meeting over it is overdue.", examples=[False])]
    post_mortems: list[WrittenUp]
    version: Annotated[int, Field(examples=[3])]


class IncidentsWanted(Paging):
    """Which incidents. Of several services, severities or statuses one is enough."""

    q: Annotated[Word, Field(description="Words in it or in its key events.")] = ""
    service: Annotated[Words, Field(description="May be repeated.")]
    severity: Annotated[Words, Field(description="May be repeated.")]
    status: Annotated[Words, Field(description="May be repeated; archived ones only where asked"
                                   " for.")]  # fmt: skip
    since: Annotated[Day | None, Field(description="Began on this day or later.")] = None
    until: Annotated[Day | None, Field(description="Began on this day or before.")] = None
    team: Annotated[Id | None, Field(description="Of this team.")] = None
    post_mortem: Annotated[Wanted | None, Field(description="By its post-mortem.")] = None
    near_miss: Annotated[bool | None, Field(description="Only these, or none of these.")] = None
    sort: Annotated[Sort, Field(description="The order.")] = Sort.NEWEST


class IncidentGiven(Given):
    """An incident as somebody tells it."""

    title: Annotated[Line, Field(examples=["Checkout is slow"])]
    severity: Annotated[Word, Field(examples=["Sev-2"])] = ""
    services: Annotated[tuple[Word, ...], Field(max_length=50, examples=[["checkout"]])] = ()
    zone: Annotated[Word | None, Field(description="null for the organisation's.",
                                       examples=["Europe/London"])] = None  # fmt: skip
    status: Annotated[Word, Field(description='"open" or "closed".', examples=["open"])] = "open"
    started: Annotated[Moment | None, Field(examples=[_AT])] = None
    ended: Moment | None = None
    near_miss: Flag = False
    summary: Annotated[Prose, Field(examples=["Two in five payments failed."])] = ""


class IncidentChanged(Given):
    """What to tell otherwise of an incident."""

    title: Annotated[Line, Field(default=None, examples=["Checkout fails"])]
    severity: Annotated[Word, Field(default=None, examples=["Sev-1"])]
    services: Annotated[tuple[Word, ...], Field(default=None, max_length=50,
                                                examples=[["checkout"]])]  # fmt: skip
    zone: Annotated[Word, Field(default=None, examples=["Europe/London"])]
    status: Annotated[Word, Field(default=None, examples=["closed"])]
    started: Annotated[Moment | None, Field(default=None, examples=[_AT])]
    ended: Annotated[Moment | None, Field(default=None)]
    near_miss: Annotated[Flag, Field(default=None)]
    summary: Annotated[Prose, Field(default=None, examples=["Two in five payments failed."])]


class Reason(Given):
    """Why."""

    reason: Annotated[Prose, Field(examples=["It was a drill."])]


class Event(Shown):
    """One line of a timeline."""

    id: Annotated[str, Field(examples=["e12"])]
    at: Annotated[AwareDatetime, Field(examples=[_AT])]
    until: AwareDatetime | None
    precision_s: Annotated[int, Field(examples=[60])]
    text: Annotated[str, Field(examples=["Error rate of checkout is high"])]
    kind: Annotated[Kind, Field(examples=["system"])]
    signal: Annotated[Signal, Field(description="What it means, where its source says so.",
                                    examples=["alert_fired"])]  # fmt: skip
    source: Annotated[str, Field(examples=["alertmanager"])]
    sources: Annotated[list[str], Field(description="All that saw it, where several did.",
                                        examples=[[]])]  # fmt: skip
    actor: Annotated[str | None, Field(examples=[None])]
    service: Annotated[str | None, Field(examples=["checkout"])]
    severity: Annotated[str | None, Field(examples=["critical"])]
    channel: Annotated[str | None, Field(examples=[None])]
    url: Annotated[str | None, Field(examples=[None])]
    key: Annotated[bool, Field(description="Worth a reader's time.", examples=[True])]
    noise: Annotated[bool, Field(examples=[False])]
    by_person: Annotated[bool, Field(description="Written or corrected by hand.",
                                     examples=[False])]  # fmt: skip
    shift_s: Annotated[float, Field(description="The clock correction in its time, in seconds.",
                                    examples=[0.0])]  # fmt: skip
    records: Annotated[list[str], Field(description="What it was made of.",
                                        examples=[["alertmanager:a1b2"]])]  # fmt: skip


class EventInFull(Event):
    """One line of a timeline, with what people decided about it."""

    removed: Annotated[bool, Field(description="Taken off the timeline.", examples=[False])]
    drafted: Annotated[Event | None, Field(description="The line without people's decisions.")]
    state: Annotated[str, Field(description="Stands in the ETag.", examples=["5d41402abc4b2a76"])]


class EventsWanted(Paging):
    """Which events."""

    key: Annotated[bool, Field(description="Only those worth a reader's time.")] = False


class EventGiven(Given):
    """A line to write by hand."""

    text: Annotated[Prose, Field(max_length=4000, examples=["Called the supplier"])]
    at: Annotated[Moment, Field(examples=[_AT])]
    precision_s: Precision = 60
    kind: Annotated[Kind, Field(examples=["human"])] = Kind.HUMAN
    actor: Annotated[Word | None, Field(examples=["Support lead"])] = None
    key: Flag = True


class EventChanged(Given):
    """What a line says otherwise; `precision_s` goes with `at`."""

    text: Annotated[Prose, Field(default=None, max_length=4000, examples=["Called them again"])]
    at: Annotated[Moment, Field(default=None, examples=[_AT])]
    precision_s: Precision = 60
    kind: Annotated[Kind, Field(default=None, examples=["human"])]
    actor: Annotated[Word | None, Field(default=None, examples=["Support lead"])]


class Events(Given):
    """Some lines."""

    events: Annotated[tuple[EventName, ...], Field(min_length=1, max_length=500,
                                                   examples=[["e12", "e13"]])]  # fmt: skip


class Marked(Events):
    """What some lines are."""

    key: Annotated[bool | None, Field(strict=True, description="Key events, or not any more.",
                                      examples=[True])] = None  # fmt: skip
    noise: Annotated[bool | None, Field(strict=True, description="Set aside as noise, or taken back"
                                        " in.", examples=[None])] = None  # fmt: skip


class Record(Shown):
    """A raw item behind an event, as read and as received."""

    source: Annotated[str, Field(examples=["alertmanager"])]
    key: Annotated[str, Field(examples=["a1b2"])]
    at: Annotated[AwareDatetime, Field(examples=[_AT])]
    text: Annotated[str, Field(examples=["Error rate of checkout is high"])]
    place: Annotated[str, Field(description="Where it stood.", examples=["alerts.json [3]"])]
    raw: Annotated[Any, Field(description="As the file had it.", examples=[{"status": "firing"}])]


class Mark(Shown):
    """A milestone: an instant with its window and evidence. All null where it is not known."""

    milestone: Annotated[Milestone, Field(examples=["detected"])]
    at: Annotated[AwareDatetime | None, Field(examples=[_AT])]
    earliest: AwareDatetime | None
    latest: AwareDatetime | None
    how: Annotated[How | None, Field(examples=["inferred"])]
    events: Annotated[list[str], Field(description="What it rests on.", examples=[["e12"]])]
    state: Annotated[str, Field(description="Stands in the ETag.", examples=["5d41402abc4b2a76"])]


class FigureOf(Shown):
    """A figure of one incident, in seconds."""

    figure: Annotated[str, Field(examples=["time_to_detect"])]
    status: Annotated[Status, Field(examples=["recorded"])]
    seconds: Annotated[float | None, Field(examples=[240.0])]


class Milestones(Shown):
    """All milestones of an incident, and the figures that follow from them."""

    milestones: list[Mark]
    figures: list[FigureOf]


class MilestoneGiven(Given):
    """When it was: at an event, or at a time."""

    event: Annotated[Word, Field(examples=["e2"])] = ""
    at: Annotated[Moment | None, Field(examples=[None])] = None
    precision_s: Precision = 60
    note: Annotated[Line, Field(max_length=500, description="Why it is moved.",
                                examples=["the dashboard shows it"])] = ""  # fmt: skip


class Happened(Shown):
    """One thing that a person did to a timeline."""

    change: Annotated[int, Field(description="Its key, to take it back by.", examples=[31])]
    at: AwareDatetime
    by: Annotated[str, Field(examples=["user:on-call"])]
    verb: Annotated[str, Field(examples=["merge"])]
    note: Annotated[str, Field(examples=[""])]
    events: Annotated[list[str], Field(description="The lines that it changed.",
                                       examples=[["e12", "e13"]])]  # fmt: skip
    milestones: Annotated[list[Milestone], Field(examples=[[]])]
    undone: AwareDatetime | None


class Clock(Shown):
    """How a source's clock stood against another, in seconds; positive means late."""

    source: Annotated[str, Field(examples=["slack"])]
    against: Annotated[str, Field(examples=["pagerduty"])]
    offset_s: Annotated[float, Field(examples=[1.5])]
    error_s: Annotated[float, Field(examples=[0.5])]
    pairs: Annotated[int, Field(examples=[3])]
    kind: Annotated[str, Field(examples=["offset"])]
    applied: Annotated[bool, Field(description="Whether the times contain the correction.")]


class Clocks(Shown):
    """The clocks of the sources."""

    clocks: list[Clock]
