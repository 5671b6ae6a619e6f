"""Did it work? For an action and for a service."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Id, Moment
from hansei.api.shapes.effects import Effect
from hansei.recurrence.selectors.effects import action_effect, service_effect

router = Router(tags=["Learning"])


@reads(router, "/actions/{int:action}/effect", Effect)
def read_effect(request: Request, action: Id) -> Effect:
    """Read what the incidents before and since an action was done say of it.

    Incidents of the services of its post-mortem are counted, but for those that it was made for.
    """
    return Effect.model_validate(action_effect(actor=request.actor, pk=action))


@reads(router, "/services/{int:service}/effect", Effect)
def read_service_effect(
    request: Request, service: Id,
    landed: Annotated[
        Moment | None,
        Query(description="Compare around then.", examples=["2026-03-31T12:00:00Z"]),
    ] = None,
) -> Effect:  # fmt: skip
    """Read what a service's incidents say before and after an instant.

    By default that is when the last of its actions was done.
    """
    found = service_effect(actor=request.actor, pk=service, landed=landed)
    return Effect.model_validate(found.effect)
