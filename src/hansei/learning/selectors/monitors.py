"""The monitors that sources name, and which service each is for.

monitor_list(...)        all of them
tied(...), released(...)  what `organisation.services.settings.set_monitors` sets
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Max

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound
from hansei.domain.learning.uptime import Monitors, Tie, bare
from hansei.learning.models import Observation
from hansei.organisation.access import access_to_change
from hansei.organisation.selectors import monitors
from hansei.project.bulk import storable
from hansei.timeline.models import Service

MOST_LISTED = 1000


class Monitor(msgspec.Struct, frozen=True, kw_only=True):
    """What a source watches under a name, or a component of a status page.

    `service` is the key of the service that it is for, None for none, and `name` that one's name;
    `is_tied` tells that a person said so, and not the name. `last` is when something was last seen.
    """

    source: str
    monitor: str
    last: datetime
    service: int | None = None
    name: str = ""
    is_tied: bool = False


def monitor_list(*, actor: Actor) -> list[Monitor]:
    """All monitors, those without a service first. Raises NotFound for guests. Two queries."""
    if not actor.is_member and not actor.is_host:
        raise NotFound("no monitors")
    return sorted(_monitors(), key=lambda each: (bool(each.service), each.monitor, each.source))


def unmatched_monitors(*, actor: Actor, most: int = 100) -> list[str]:
    """Names of monitors that are for no service, though nobody said so. Raises NotFound."""
    free = (each for each in monitor_list(actor=actor) if not each.service and not each.is_tied)
    return list(dict.fromkeys(each.monitor for each in free))[:most]


def tied(*, actor: Actor, source: str, monitor: str, service: int | None) -> Monitors:
    """The ties with one more: a monitor is for a service, or for none.

    Raises NotFound for all but administrators, and for what is no monitor or service.
    """
    _seen(actor=actor, source=source, monitor=monitor)
    if service is not None and not Service.objects.filter(pk=service).exists():
        raise NotFound(f"no service {service}")
    return monitors().tied(Tie(storable(source), storable(monitor), service))


def released(*, actor: Actor, source: str, monitor: str) -> Monitors:
    """The ties without that of a monitor, which is left to its name. Raises as `tied`."""
    _seen(actor=actor, source=source, monitor=monitor)
    return monitors().released(storable(source), storable(monitor))


def _seen(*, actor: Actor, source: str, monitor: str) -> None:
    access_to_change(actor)
    named = Observation.objects.filter(source=storable(source), service=storable(monitor))
    if not named.exists():
        raise NotFound(f"no monitor {monitor}")


def _monitors() -> Iterator[Monitor]:
    names = dict(Service.objects.values_list("pk", "name"))
    by_name = {bare(name): pk for pk, name in names.items() if bare(name)}
    ties = {(each.source, each.monitor): each.service for each in monitors().ties}
    seen = Observation.objects.values("source", "service").annotate(last=Max("at"))
    rows = seen.order_by("source", "service").values_list("source", "service", "last")
    for source, monitor, last in rows[:MOST_LISTED]:
        is_tied = (source, monitor) in ties
        if is_tied:
            service = ties[source, monitor]
        else:
            service = by_name.get(bare(monitor))
        yield Monitor(
            source=source, monitor=monitor, last=last, is_tied=is_tied,
            service=service if service in names else None,
            name=names.get(service, "") if service else "",
        )  # fmt: skip
