"""Did it work? For an action, a service, and a class of contributing factors."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Id, Moment
from hansei.api.shapes.effects import Effect
from hansei.domain.coverage import FactorType
from hansei.domain.errors import NotFound
from hansei.recurrence.selectors.effects import action_effect, factor_effect, service_effect

router = Router(tags=["Learning"])
_Landed = Annotated[
    Moment | None, Query(description="Compare around then.", examples=["2026-03-31T12:00:00Z"])
]


@reads(router, "/actions/{int:action}/effect", Effect)
def read_effect(request: Request, action: Id) -> Effect:
    """Read what the incidents before and since an action was done say of it.

    Incidents of the services of its post-mortem are counted, but for those that it was made for.
    """
    return Effect.model_validate(action_effect(actor=request.actor, pk=action))


@reads(router, "/services/{int:service}/effect", Effect)
def read_service_effect(
    request: Request, service: Id, landed: _Landed = None
) -> Effect:  # fmt: skip
    """Read what a service's incidents say before and after an instant.

    By default that is when the last of its actions was done.
    """
    found = service_effect(actor=request.actor, pk=service, landed=landed)
    return Effect.model_validate(found.effect)


@reads(router, "/factors/effect", Effect)
def read_factor_effect(
    request: Request,
    kind: Annotated[FactorType, Query(description="The class of contributing factors.",
                                      examples=["trigger"])],
    landed: _Landed = None,
) -> Effect:  # fmt: skip
    """Read what incidents of a class of contributing factors say before and after an instant.

    By default that is when the last action that answers such a factor was done.
    """
    if not request.actor.is_member:
        raise NotFound("no such class of factors")
    found = factor_effect(actor=request.actor, kind=kind, landed=landed)
    return Effect.model_validate(found.effect)
