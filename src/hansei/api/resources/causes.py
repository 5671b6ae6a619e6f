"""Contributing factors that are one cause in other words."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Shown
from hansei.recurrence.selectors.causes import causes
from hansei.recurrence.services.judge_cause import count_apart, count_as

router = Router(tags=["Learning"])
_NAME = Field(description="What it is compared by.", examples=["the pool had no limit"])


class CauseWording(Shown):
    """A wording within a cause."""

    says: Annotated[str, Field(examples=["The pool had no limit"])]
    incidents: Annotated[int, Field(examples=[3])]
    said: Annotated[int | None, Field(description="The key of what somebody said of it.")]
    by: Annotated[str, Field(examples=["on-call"])]
    at: AwareDatetime | None


class SharedCause(Shown):
    """Wordings that count as one, the one that gives it its name first."""

    name: Annotated[str, _NAME]
    says: Annotated[str, Field(examples=["The pool had no limit"])]
    incidents: Annotated[int, Field(examples=[4])]
    wordings: list[CauseWording]


class SuggestedCause(Shown):
    """Two wordings that may be the same cause."""

    wording: Annotated[str, _NAME]
    says: Annotated[str, Field(examples=["The pool had no limit"])]
    counts_as: Annotated[str, _NAME]
    as_says: Annotated[str, Field(examples=["No limit on connections"])]
    score: Annotated[float, Field(description="From 0 to 1.", examples=[0.7])]
    shared: Annotated[list[str], Field(description="Words in both.", examples=[["pool", "limit"]])]


class SharedCauses(Shown):
    """The causes of the incidents that the caller may read, those of most incidents first."""

    causes: list[SharedCause]
    suggested: list[SuggestedCause]
    more: Annotated[int, Field(description="Causes that are not shown.", examples=[0])]


class SameCauseGiven(Given):
    """Two causes by their names."""

    wording: Annotated[Line, _NAME]
    counts_as: Annotated[Line, _NAME]


class SameCauseSaid(Shown):
    """What somebody said of two causes."""

    said: Annotated[int, Field(description="Its key, to take it back.", examples=[5])]
    wording: Annotated[str, Field(examples=["No limit on connections"])]
    counts_as: Annotated[str, Field(examples=["The pool had no limit"])]


@reads(router, "/causes", SharedCauses)
def list_causes(request: Request) -> SharedCauses:
    """List the contributing factors that post-mortems state, as people put them together."""
    found = causes(actor=request.actor)
    return SharedCauses(
        causes=[SharedCause.model_validate(each) for each in found.causes],
        suggested=[
            SuggestedCause(
                wording=each.one.name, says=each.one.says, counts_as=each.other.name,
                as_says=each.other.says, score=each.score, shared=list(each.shared),
            )
            for each in found.suggested
        ],
        more=found.more,
    )  # fmt: skip


@changes(router, "POST", "/causes", SameCauseSaid)
def count_as_one_cause(request: Request, body: SameCauseGiven) -> SameCauseSaid:
    """Say that two causes are one in other words, with all that count as either."""
    made = count_as(actor=request.actor, wording=body.wording, counts_as=body.counts_as)
    return SameCauseSaid(said=made.pk, wording=made.says, counts_as=made.as_says)


@changes(router, "DELETE", "/causes/{int:said}")
def count_causes_apart(request: Request, said: Id) -> None:
    """Take back what was said of two causes."""
    count_apart(actor=request.actor, said=said)
