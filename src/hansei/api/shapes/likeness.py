"""Incidents that an incident is like, and what people said of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from hansei.api.shapes.base import Given, Id, Shown


class SharedReason(Shown):
    """One thing that two incidents share."""

    kind: Annotated[
        str, Field(description="words, service, alert, factor or meaning.", examples=["words"])
    ]
    shared: Annotated[list[str], Field(examples=[["pool", "exhausted"]])]


class ForeseenAction(Shown):
    """An action of the earlier incident, and what it says about the later one."""

    action: Annotated[int, Field(examples=[4])]
    text: Annotated[str, Field(examples=["Limit the connection pool"])]
    says: Annotated[str, Field(examples=["action 3 of PM-12 is 40 days overdue"])]
    should_have: Annotated[bool, Field(description="Done before, and worth opening again.")]


class SimilarIncident(Shown):
    """Another incident beside the one asked about."""

    incident: Annotated[int, Field(examples=[7])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    severity: Annotated[str, Field(examples=["SEV2"])]
    started: AwareDatetime | None
    is_earlier: bool
    services: list[str]
    post_mortems: Annotated[list[int], Field(examples=[[12]])]
    score: Annotated[
        float | None, Field(description="From 0 to 1; null where a person found it.",
                            examples=[0.62]),
    ]  # fmt: skip
    why: list[SharedReason]
    same: Annotated[bool | None, Field(description="What people said; null for nothing yet.")]
    by: Annotated[str, Field(examples=["lead"])]
    foreseen: list[ForeseenAction]


class LikenessTally(Shown):
    """How likeness does on the pairs that people judged."""

    judged: Annotated[int, Field(examples=[20])]
    same: Annotated[int, Field(examples=[12])]
    precision: Annotated[float | None, Field(examples=[0.9])]
    recall: Annotated[float | None, Field(examples=[0.7])]


class SimilarIncidents(Shown):
    """All that is like an incident, the likest first."""

    incident: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Payments fail"])]
    confirmed: list[SimilarIncident]
    likely: list[SimilarIncident]
    perhaps: list[SimilarIncident]
    refused: list[SimilarIncident]
    waiting: Annotated[int, Field(description="Incidents not compared yet.", examples=[0])]
    meant: Annotated[
        int | None,
        Field(description="Compared by meaning too; null without a model.", examples=[28]),
    ]
    tally: LikenessTally


class ActionSeen(Given):
    """An action to open again, in the version that was looked at."""

    action: Annotated[Id, Field(examples=[4])]
    version: Annotated[Id, Field(examples=[3])]


class PairGiven(Given):
    """Whether two incidents are the same problem, and what should have prevented the later one."""

    same: Annotated[bool, Field(examples=[True])]
    reopen: Annotated[list[ActionSeen], Field(max_length=100)] = Field(default_factory=list)


class PairSaid(Shown):
    """What was said of two incidents."""

    later: Annotated[int, Field(examples=[12])]
    earlier: Annotated[int, Field(examples=[7])]
    same: Annotated[bool, Field(examples=[True])]
    score: Annotated[float | None, Field(examples=[0.62])]
    by: Annotated[str, Field(examples=["user:lead"])]
    at: AwareDatetime


class Recurrence(Shown):
    """How many of `n` incidents repeat an earlier one."""

    n: Annotated[int, Field(examples=[29])]
    repeated: Annotated[int, Field(examples=[7])]
    rate: Annotated[float | None, Field(description="Null without incidents.", examples=[0.24])]
    low: Annotated[float | None, Field(description="At 95 %, exact.", examples=[0.1])]
    high: Annotated[float | None, Field(description="At 95 %, exact.", examples=[0.44])]


class RecurrenceOf(Recurrence):
    """The rate of one service or contributing factor."""

    name: Annotated[str, Field(examples=["checkout"])]


class RecurrenceRates(Shown):
    """Recurrence of the incidents of a period within a window, both in days."""

    days: Annotated[int, Field(examples=[365])]
    window_days: Annotated[int | None, Field(description="Null: any time.", examples=[90])]
    total: Annotated[Recurrence, Field(description="Of any of the same services.")]
    alike: Annotated[Recurrence, Field(description="Likely or confirmed to be the same.")]
    compared: Annotated[int, Field(description="The newest, compared for that.", examples=[29])]
    services: list[RecurrenceOf]
    factors: list[RecurrenceOf]
