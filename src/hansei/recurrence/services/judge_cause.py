"""People say which contributing factors are one cause in other words."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.domain.learning.causes import roots
from hansei.project.transactions import writing
from hansei.recurrence.models import SameCause
from hansei.recurrence.selectors.causes import readable_wordings, said_causes
from hansei.timeline.encoding import identity


def count_as(*, actor: Actor, wording: str, counts_as: str) -> SameCause:
    """Says that a factor, by its name, is the same cause as another one, with all that count as it.

    Raises NotFound where the actor may not change post-mortems, or reads no such factor, and
    InputError for two that count as one already.
    """
    with writing():
        if not actor.may(Need.CHANGE):
            raise NotFound("no such factor")
        known = readable_wordings(actor=actor)
        if wording not in known or counts_as not in known:
            raise NotFound("no such factor")
        of = roots((wording, counts_as), said_causes())
        if of[wording] == of[counts_as]:
            raise InputError("these count as one cause already")
        moved = known.get(of[wording], known[wording])
        made = SameCause.objects.create(
            identity=identity(of[wording]), wording=of[wording], says=moved.says,
            counts_as=of[counts_as], as_says=known.get(of[counts_as], known[counts_as]).says,
            by=str(actor), at=timezone.now(),
        )  # fmt: skip
        record_change(
            actor=actor, verb="put causes together", object_type="cause", object_id=made.pk,
            changes={"wording": made.says, "counts as": made.as_says},
        )  # fmt: skip
        return made


def count_apart(*, actor: Actor, said: int) -> None:
    """Takes back what was said of a factor. Raises NotFound as above."""
    with writing():
        found = SameCause.objects.filter(pk=said).first()
        known = readable_wordings(actor=actor) if found else {}
        if found is None or not actor.may(Need.CHANGE) or found.wording not in known:
            raise NotFound("nobody said such a thing of a factor")
        found.delete()
        record_change(
            actor=actor, verb="take causes apart", object_type="cause", object_id=said,
            changes={"wording": found.says, "counted as": found.as_says},
        )  # fmt: skip
