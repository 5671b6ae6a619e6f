"""What the steps from stage to stage share, inside their transactions."""

from __future__ import annotations

import msgspec

from hansei.domain.document import Document
from hansei.domain.errors import Conflict, UsageError
from hansei.domain.stages import Stage, Standing, Step, obstacles
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of


def as_seen(standing: PostMortem, version: int) -> PostMortem:
    """The post-mortem, if it is still the one that the actor saw. Raises Conflict."""
    if standing.version != version:
        raise Conflict(f"{standing.reference} was changed meanwhile: look at it again")
    return standing


def refuse(step: Step, facts: Standing, reference: str) -> None:
    """Raises UsageError with everything that stands in the way of a step."""
    found = obstacles(step, facts)
    if found:
        raise UsageError(f"{reference}: {'; '.join(each.text for each in found)}")


def at_stage(standing: PostMortem, to: Stage) -> Document:
    """The post-mortem's document, telling another stage."""
    return msgspec.structs.replace(document_of(standing), status=to.value)
