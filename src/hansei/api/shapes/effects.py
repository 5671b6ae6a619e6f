"""Incidents before and after something landed, and what they say."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from hansei.api.shapes.base import Shown
from hansei.domain.learning.rates import Verdict


class Stretch(Shown):
    """How many incidents within how many days."""

    count: Annotated[int, Field(examples=[9])]
    exposure: Annotated[float, Field(description="In days.", examples=[304.0])]


class RateRatio(Shown):
    """The rate since divided by the rate before, with its exact 95 % interval."""

    before: Stretch
    after: Stretch
    ratio: Annotated[float | None, Field(description="Null with none before.", examples=[0.44])]
    low: Annotated[float, Field(examples=[0.05])]
    high: Annotated[float | None, Field(description="Null without a bound.", examples=[1.7])]
    p: Annotated[float, Field(examples=[0.35])]
    verdict: Annotated[Verdict, Field(examples=["cannot tell"])]
    more: Annotated[
        int | None, Field(description="Incidents that would tell, about.", examples=[58])
    ]


class EffectBounds(Shown):
    """Bounds at 95 %."""

    low: Annotated[float, Field(examples=[610.0])]
    high: Annotated[float, Field(examples=[2400.0])]


class Durations(Shown):
    """A figure over a population, in seconds."""

    n: Annotated[int, Field(examples=[9])]
    missing: Annotated[int, Field(examples=[0])]
    invalid: Annotated[int, Field(examples=[0])]
    mean: Annotated[float | None, Field(examples=[1300.0])]
    median: Annotated[float | None, Field(examples=[1100.0])]
    p90: Annotated[float | None, Field(examples=[2600.0])]
    geometric: Annotated[float | None, Field(examples=[1050.0])]
    interval: EffectBounds | None


class DurationChange(Shown):
    """Durations since beside durations before, by a permutation test on their logarithms."""

    before: Durations
    after: Durations
    ratio: Annotated[float | None, Field(description="Of geometric means.", examples=[0.5])]
    interval: EffectBounds | None
    p: Annotated[float | None, Field(examples=[0.2])]
    verdict: Annotated[Verdict, Field(examples=["cannot tell"])]
    more: Annotated[int | None, Field(examples=[14])]


class Comparison(Shown):
    """Before, from `since` to `landed`; and after, from then to `until`."""

    since: AwareDatetime
    landed: AwareDatetime
    until: AwareDatetime
    left_out: Annotated[
        int, Field(description="Incidents that it was made for; they are not counted.",
                   examples=[1]),
    ]  # fmt: skip
    rate: RateRatio | None
    detect: DurationChange
    resolve: DurationChange
    watched: Annotated[
        AwareDatetime | None,
        Field(description="Nothing was observed after it; null where somebody still watches."),
    ]


class Said(Shown):
    """A finding in words."""

    verdict: Annotated[Verdict, Field(examples=["cannot tell"])]
    headline: Annotated[
        str, Field(examples=["Rarer so far (44 % as often), but that may be chance"])
    ]
    details: list[str]


class Verdicts(Shown):
    """The three findings."""

    rate: Said
    detection: Said
    resolution: Said


class Effect(Shown):
    """Whether something worked, as far as incidents can tell.

    `comparison` and `said` are null while nothing has landed, or no service is known.
    """

    subject: Annotated[str, Field(examples=["Limit the connection pool"])]
    action: Annotated[int | None, Field(examples=[4])]
    service: Annotated[int | None, Field(examples=[None])]
    reference: Annotated[str, Field(examples=["PM-12"])]
    services: list[str]
    landed: AwareDatetime | None
    comparison: Comparison | None
    said: Verdicts | None
