"""Whose incidents an actor's figures are made of: those that it may read, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hansei.accounts.actor import Actor
from hansei.postmortem.access import visible_incidents
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
    """What the actor may see, as few keys as possible."""
    if actor.is_host or actor.is_auditor:
        return Seen()
    if not actor.is_member:
        found = visible_incidents(actor, Incident.objects.all())
        return Seen(shown=frozenset(found.values_list("pk", flat=True)))
    # Restricted ones are few: only their incidents can be hidden from a member.
    candidates = Incident.objects.filter(post_mortems__restricted=True)
    readable = visible_incidents(actor, candidates).values_list("pk", flat=True)
    return Seen(frozenset(candidates.values_list("pk", flat=True)) - frozenset(readable))
