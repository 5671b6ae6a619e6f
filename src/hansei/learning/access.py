"""Whose incidents an actor's figures are made of: those that it may read, and no others.

seen(actor)       which incidents
sight(actor)      what tells readers apart
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from hansei.accounts.actor import Actor
from hansei.organisation.held import held
from hansei.postmortem.access import hidden_incidents, visible_incidents
from hansei.postmortem.models import Action, Grant
from hansei.timeline.models import Incident

if TYPE_CHECKING:
    import numpy


class Seen(NamedTuple):
    """All incidents but those `hidden`; or, of a guest, those `shown` alone."""

    hidden: frozenset[int] = frozenset()
    shown: frozenset[int] | None = None

    def mask(self, incidents: numpy.ndarray) -> numpy.ndarray | None:
        """Which of these may be read; None for all."""
        import numpy

        if self.shown is not None:
            return numpy.isin(incidents, numpy.fromiter(self.shown, dtype="i8"))
        if self.hidden:
            return numpy.isin(incidents, numpy.fromiter(self.hidden, dtype="i8"), invert=True)
        return None


def seen(actor: Actor) -> Seen:
    """What the actor may see, as few keys as possible; asked once a request."""
    if actor.is_host or actor.is_auditor:
        return Seen()
    return held(f"incidents seen by {actor}", lambda: _seen(actor))


def _seen(actor: Actor) -> Seen:
    if not actor.is_member:
        found = visible_incidents(actor, Incident.objects.all())
        return Seen(shown=frozenset(found.values_list("pk", flat=True)))
    return Seen(hidden_incidents(actor))


def sight(actor: Actor) -> Hashable:
    """What decides what an actor reads: two of whom it is equal read the same, until a change.

    Members differ by the restricted post-mortems that name them and by the orphaned actions that
    they own; of everybody else each has a sight of its own, or sees everything.
    """
    if actor.is_host or actor.is_auditor:
        return "everything"
    if actor.user_id is None or not actor.is_member:
        return "named", actor.user_id
    grants = Grant.objects.filter(user=actor.user_id, post_mortem__restricted=True)
    orphans = Action.objects.filter(post_mortem=None, owner_user=actor.user_id)
    owner = actor.user_id if orphans.exists() else None
    named_in = frozenset(grants.values_list("post_mortem", flat=True))
    return "member", actor.is_administrator, named_in, owner
