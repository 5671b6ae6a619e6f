"""People say whether an incident is an earlier one again; what should have prevented it reopens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.actions import Move
from hansei.domain.document import ActionStatus
from hansei.domain.errors import InputError, NotFound
from hansei.postmortem.access import access_incident
from hansei.postmortem.services.action_change import action_to_move, change_action
from hansei.postmortem.services.actions_undo import put_back
from hansei.project.transactions import writing
from hansei.recurrence.models import Pair, Reopened
from hansei.recurrence.selectors.similar import in_order, score_of
from hansei.timeline.models import Incident


def confirm_recurrence(
    *, actor: Actor, incident: int, other: int, reopen: Mapping[int, int] | None = None
) -> Pair:  # fmt: skip
    """Says that of two incidents the later one is the earlier one again.

    Opens the actions in `reopen` again, by their keys with the versions that were looked at: those
    of the earlier incident that should have prevented it. Raises NotFound where the actor may not
    read both and change the later one, or change an action; Conflict for another version; and
    InputError for an action that is open or of something else.
    """
    with writing():
        later, earlier = _reached(actor, incident, other)
        found = _kept(later, earlier, same=True, actor=actor)
        allowed = set(earlier.post_mortems.values_list("actions", flat=True))
        for pk, version in (reopen or {}).items():
            if pk not in allowed:
                raise InputError("an action of the earlier incident can be opened again")
            action = action_to_move(actor, pk, version, Move.REOPEN)
            made = change_action(
                action, {"status": ActionStatus.PLANNED.value}, actor=actor, verb="reopen action",
                about={"reason": f"the same happened again: incident {later.pk}"},
            )  # fmt: skip
            Reopened.objects.create(pair=found, action=made, version=made.version)
        record_change(
            actor=actor, verb="confirm recurrence", object_type="incident", object_id=later.pk,
            changes={
                "earlier": earlier.pk, "likeness": _told(found), "reopened": [*(reopen or {})],
            },
        )  # fmt: skip
        return found


def refuse_recurrence(*, actor: Actor, incident: int, other: int) -> Pair:
    """Says that two incidents are not the same problem. Raises NotFound as above."""
    with writing():
        later, earlier = _reached(actor, incident, other)
        found = _kept(later, earlier, same=False, actor=actor)
        record_change(
            actor=actor, verb="refuse recurrence", object_type="incident", object_id=later.pk,
            changes={"earlier": earlier.pk, "likeness": _told(found)},
        )  # fmt: skip
        return found


def withdraw_pair(*, actor: Actor, incident: int, other: int) -> None:
    """Takes back what was said of two incidents, and opens no action any more because of it.

    An action to which something else was done since stays as it is. Raises NotFound as above and
    where nothing was said.
    """
    with writing():
        later, earlier = _reached(actor, incident, other)
        found = Pair.objects.filter(later=later, earlier=earlier).first()
        if found is None:
            raise NotFound(f"nobody said anything of incidents {incident} and {other}")
        _close_again(found, actor)
        found.delete()
        record_change(
            actor=actor, verb="withdraw recurrence", object_type="incident", object_id=later.pk,
            changes={"earlier": earlier.pk},
        )  # fmt: skip


def _reached(actor: Actor, incident: int, other: int) -> tuple[Incident, Incident]:
    later, earlier = in_order(actor=actor, incident=incident, other=other)
    return access_incident(actor, later.pk, Need.CHANGE), earlier


def _kept(later: Incident, earlier: Incident, *, same: bool, actor: Actor) -> Pair:
    before = Pair.objects.filter(later=later, earlier=earlier).first()
    if before is not None:
        _close_again(before, actor)
        before.delete()
    return Pair.objects.create(
        later=later, earlier=earlier, same=same, score=score_of(later, earlier), by=str(actor),
        at=timezone.now(),
    )  # fmt: skip


def _told(pair: Pair) -> str:
    """The likeness as the trail holds it, which knows no fractions."""
    return "" if pair.score is None else f"{pair.score:.3f}"


def _close_again(pair: Pair, actor: Actor) -> None:
    for each in pair.reopened.select_related("action__post_mortem"):
        put_back(each.action, version=each.version, actor=actor, verb="undo change of action")
