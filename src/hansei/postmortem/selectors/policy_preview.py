"""What a policy would mean: which of the latest incidents it asks a post-mortem for."""

from __future__ import annotations

from collections import Counter

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.learning.availability import allowed_seconds
from hansei.domain.policy import Due, Policy, Trigger, is_due
from hansei.domain.severity import Scale
from hansei.postmortem.access import visible_incidents
from hansei.timeline.models import Incident

LOOKED_AT = 50


class Foreseen(msgspec.Struct, frozen=True):
    """An incident, and what the policy says of it."""

    pk: int
    title: str
    severity: str
    rank: int | None
    due: bool
    reason: str
    is_due_now: bool


class Preview(msgspec.Struct, frozen=True):
    """The latest incidents that the actor may read under a policy, newest first."""

    incidents: tuple[Foreseen, ...]

    @property
    def total(self) -> int:
        return len(self.incidents)

    @property
    def due(self) -> int:
        return sum(each.due for each in self.incidents)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons with how many they hold for, the most frequent first."""
        return Counter(each.reason for each in self.incidents if each.due).most_common()

    @property
    def differing(self) -> tuple[Foreseen, ...]:
        """Those of which something else is told now."""
        return tuple(each for each in self.incidents if each.due != each.is_due_now)


def policy_preview(*, actor: Actor, policy: Policy, scale: Scale) -> Preview:
    """What `policy` with `scale` would say of the latest incidents. Two queries."""
    rows = visible_incidents(actor, Incident.objects.order_by("-started", "-pk"))
    return Preview(
        tuple(
            _foreseen(each, policy, scale) for each in rows.prefetch_related("services")[:LOOKED_AT]
        )
    )


def _foreseen(incident: Incident, policy: Policy, scale: Scale) -> Foreseen:
    found: Due = is_due(
        severity=incident.severity or None,
        triggers=frozenset({Trigger.BREACH} if _breach(incident) else ()),
        near_miss=incident.near_miss,
        policy=policy,
        scale=scale,
    )
    return Foreseen(
        incident.pk, incident.title, incident.severity, scale.rank(incident.severity), found.due,
        found.reason, bool(incident.due_reason),
    )  # fmt: skip


def _breach(incident: Incident) -> bool:
    """Whether it was told to be a breach, or is one by itself."""
    if "breach" in incident.due_reason:
        return True
    if incident.near_miss or incident.started is None or incident.ended is None:
        return False
    down = (incident.ended - incident.started).total_seconds()
    return any(
        each.slo_target is not None
        and down > allowed_seconds(float(each.slo_target / 100), each.slo_days * 86400)
        for each in incident.services.all()
    )
