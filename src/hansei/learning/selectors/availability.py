"""The availability of services: as incidents tell it, as monitors measured it, and the budget.

availabilities(...)          every service in use, each in one window
service_availability(...)    one service, with the incidents that burnt its budget
month_by_month(...)          one service over calendar months
budget_course(...)           how its budget went down within a window
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound, UsageError
from hansei.domain.learning.availability import Availability, Outage, Window, availability
from hansei.domain.learning.facts import UNKNOWN, Facts, Flag, LinkKind, instant, micros
from hansei.domain.learning.uptime import Observation as Seen
from hansei.domain.learning.uptime import State, outages_of, same_name, watched
from hansei.domain.learning.windows import months_back, named_window, rolling
from hansei.domain.times import zone_named
from hansei.learning.models import Observation
from hansei.learning.selectors.chosen import chosen_facts
from hansei.learning.selectors.figures import titles
from hansei.organisation.selectors import general, monitors
from hansei.postmortem.access import access_incident
from hansei.timeline.models import Degradation, Maintenance, Service

MOST_SERVICES, MOST_MONTHS = 500, 60
_MOST_STEPS = 200
_BEFORE = timedelta(days=7)
"""How long before a window an outage may have begun that reaches into it."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What one source measured of a service, over the part of the window that it watched.

    `difference` is how many seconds more (or, below 0, fewer) it was down there than the incidents
    tell, each outage taken for a whole one.
    """

    source: str
    subjects: tuple[str, ...]
    window: Window
    found: Availability
    difference: float


class Burnt(msgspec.Struct, frozen=True, kw_only=True):
    """An incident, and how many weighted seconds of downtime it is answerable for.

    `share` is how much of the budget that is, None without a target.
    """

    incident: int
    title: str
    seconds: float
    share: float | None = None


class ServiceAvailability(msgspec.Struct, frozen=True, kw_only=True):
    """One service in one window. `found` is what incidents tell.

    `endless` counts incidents that are closed and have no end: nobody knows how long they took,
    and they are left out.
    """

    service: int
    name: str
    team: str
    days: int
    window: Window
    found: Availability
    incidents: int
    endless: int = 0
    burnt: tuple[Burnt, ...] = ()
    measured: tuple[Measured, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """How many seconds of the budget are left at an instant."""

    at: datetime
    left: float


def window_of(name: str, *, now: datetime | None = None) -> Window:
    """The window of that name in the organisation's zone. Raises UsageError."""
    try:
        return named_window(name, now=now or timezone.now(), zone=zone_named(general().zone))
    except ValueError as error:
        raise UsageError(str(error)) from None


def availabilities(
    *, actor: Actor, window: Window | None = None, now: datetime | None = None
) -> list[ServiceAvailability]:
    """Every service in use by name, in `window`, or each in the rolling days of its promise.

    Raises NotFound for guests. Four queries, however many services there are.
    """
    _access(actor=actor)
    now = now or timezone.now()
    rows = Service.objects.filter(archived=None).select_related("team").order_by("name")
    windows = [(each, window or rolling(each.slo_days, now)) for each in rows[:MOST_SERVICES]]
    world = _World(actor, now, [each for _, each in windows])
    return [world.told(each, inside) for each, inside in windows]


def service_availability(
    *, actor: Actor, service: int, window: Window | None = None, now: datetime | None = None
) -> ServiceAvailability:
    """One service, with titles of the incidents that burnt its budget. Raises NotFound."""
    now = now or timezone.now()
    row = _service(actor=actor, pk=service)
    whole = window or rolling(row.slo_days, now)
    found = _World(actor, now, [whole], row).told(row, whole)
    named = titles(actor=actor, incidents=[each.incident for each in found.burnt])
    burnt = tuple(
        msgspec.structs.replace(each, title=named.get(each.incident, "")) for each in found.burnt
    )
    return msgspec.structs.replace(found, burnt=burnt)


def month_by_month(
    *, actor: Actor, service: int, months: int = 12, now: datetime | None = None
) -> list[ServiceAvailability]:
    """One service over the last calendar months, the running one included. Raises NotFound."""
    now = now or timezone.now()
    row = _service(actor=actor, pk=service)
    windows = months_back(min(months, MOST_MONTHS), now=now, zone=zone_named(general().zone))
    world = _World(actor, now, windows, row)
    return [world.told(row, Window(each.start, min(each.end, now))) for each in windows]


def budget_course(
    *, actor: Actor, service: int, window: Window | None = None, now: datetime | None = None
) -> list[Step]:
    """The budget left at the beginning, around each outage, and now; empty without a target.

    Raises NotFound.
    """
    now = now or timezone.now()
    row = _service(actor=actor, pk=service)
    whole = window or rolling(row.slo_days, now)
    return _World(actor, now, [whole], row).course(row, whole)


class _World:
    """What stands now, read once for many windows: of all services, or of one."""

    def __init__(
        self, actor: Actor, now: datetime, windows: Sequence[Window], only: Service | None = None
    ) -> None:
        self._now = now
        facts = _within(chosen_facts(actor=actor), windows, now)
        shares = dict(Degradation.objects.values_list("incident_id", "share"))
        self._outages, self._endless = _outages(facts, shares, now, only)
        self._observations = _observations(windows)
        self._tied = {(each.source, each.monitor): each.service for each in monitors().ties}
        self._pauses: dict[int, list[Window]] = {}
        rows = Maintenance.objects.filter(withdrawn=None)
        for service, start, end in rows.values_list("service_id", "start", "end"):
            self._pauses.setdefault(service, []).append(Window(start, end))

    def told(self, service: Service, window: Window) -> ServiceAvailability:
        """A service in a window."""
        found = self._found(service, window)
        allowed = found.allowed
        inside = {
            each.name
            for each in self._outages.get(service.pk, ())
            if each.start < window.end and (each.end or self._now) > window.start
        }
        return ServiceAvailability(
            service=service.pk,
            name=service.name,
            team=service.team.name if service.team else "",
            days=service.slo_days,
            window=window,
            found=found,
            incidents=len(inside),
            endless=sum(
                window.start <= each < window.end for each in self._endless.get(service.pk, ())
            ),
            burnt=tuple(
                Burnt(
                    incident=int(each.name),
                    title="",
                    seconds=each.seconds,
                    share=each.seconds / allowed if allowed else None,
                )
                for each in found.burns
            ),
            measured=tuple(self._measured(service, window)),
        )

    def _measured(self, service: Service, window: Window) -> Iterator[Measured]:
        for (source, name), told in self._observations.items():
            if (source, name) in self._tied:
                is_meant = self._tied[source, name] == service.pk
            else:
                is_meant = same_name(name, service.name)
            seen = watched(told) if is_meant else None
            if seen is None:
                continue
            part = Window(max(seen.start, window.start), min(seen.end, window.end, self._now))
            if part.seconds <= 0:
                continue
            found = self._available(service, outages_of(told), part)
            tell = self._available(service, self._outages.get(service.pk, ()), part)
            yield Measured(
                source=source,
                subjects=tuple(sorted({each.subject for each in told})),
                window=part,
                found=found,
                difference=found.down - tell.down,
            )

    def course(self, service: Service, window: Window) -> list[Step]:
        """How the budget of a window went down until now."""
        whole = self._found(service, window)
        if whole.allowed is None:
            return []
        until = min(window.end, self._now)
        edges = {window.start, until}
        for each in self._outages.get(service.pk, ()):
            edges |= {each.start, min(each.end or until, until)}
        course = []
        known = sorted(each for each in edges if window.start <= each <= until)
        thinned = known[:: max(1, len(known) // _MOST_STEPS)]
        for edge in thinned if thinned[-1] == known[-1] else [*thinned, known[-1]]:
            down = self._found(service, Window(window.start, edge)).down
            course.append(Step(edge, whole.allowed - down))
        return course

    def _found(self, service: Service, window: Window) -> Availability:
        return self._available(service, self._outages.get(service.pk, ()), window)

    def _available(
        self, service: Service, outages: Iterable[Outage], window: Window
    ) -> Availability:
        target = None if service.slo_target is None else float(service.slo_target / 100)
        return availability(
            outages,
            window,
            target=target,
            maintenance=self._pauses.get(service.pk, ()),
        )


def _within(facts: Facts, windows: Sequence[Window], now: datetime) -> Facts:
    """The incidents that reach into one of the windows, or have no end."""
    since = micros(min((each.start for each in windows), default=now))
    until = micros(min(max((each.end for each in windows), default=now), now))
    started, ended = facts.column("started"), facts.column("ended")
    reaching = (ended > since) | (ended == UNKNOWN)
    return facts.where((started != UNKNOWN) & (started < until) & reaching)


def _observations(windows: Sequence[Window]) -> dict[tuple[str, str], list[Seen]]:
    """What sources said, by source and name: from a window's length before the first one on."""
    since = min((each.start for each in windows), default=None)
    rows = Observation.objects.order_by("at")
    if since is not None:
        rows = rows.filter(at__gte=since - _BEFORE)
    found: dict[tuple[str, str], list[Seen]] = {}
    columns = ("source", "subject", "service", "state", "at", "until", "stated")
    for source, subject, service, state, at, until, stated in rows.values_list(*columns):
        found.setdefault((source, service), []).append(
            Seen(
                source=source,
                subject=subject,
                services=(service,),
                state=State(state),
                at=at,
                until=until,
                stated=stated,
            )
        )
    return found


def _outages(
    facts: Facts, shares: Mapping[int, float], now: datetime, only: Service | None
) -> tuple[dict[int, list[Outage]], dict[int, list[datetime]]]:
    """The outages of each service by incident, and when those began that never ended."""
    keys, flags = facts.column("incident").tolist(), facts.column("flags").tolist()
    started, ended = facts.column("started").tolist(), facts.column("ended").tolist()
    outages: dict[int, list[Outage]] = {}
    endless: dict[int, list[datetime]] = {}
    positions, services = facts.links(LinkKind.SERVICE)
    for place, service in zip(positions.tolist(), services.tolist(), strict=True):
        if only is not None and service != only.pk:
            continue
        start = instant(started[place])
        if start is None or flags[place] & (Flag.NEAR_MISS | Flag.ARCHIVED) or start >= now:
            continue
        end = instant(ended[place])
        if end is None and not flags[place] & Flag.OPEN:
            endless.setdefault(service, []).append(start)
            continue
        key = keys[place]
        outage = Outage(start, min(end or now, now), str(key), shares.get(key, 1.0))
        outages.setdefault(service, []).append(outage)
    return outages, endless


def maintenance(*, actor: Actor, service: int, most: int = 50) -> Sequence[Maintenance]:
    """What was declared for a service, the newest first. Raises NotFound."""
    row = _service(actor=actor, pk=service)
    return list(Maintenance.objects.filter(service=row).order_by("-start", "-pk")[:most])


def _service(*, actor: Actor, pk: int) -> Service:
    _access(actor=actor)
    row = Service.objects.select_related("team").filter(pk=pk).first()
    if row is None:
        raise NotFound(f"no service {pk}")
    return row


def _access(*, actor: Actor) -> None:
    if not actor.is_member and not actor.is_host:
        raise NotFound("no services")


def share_of(*, actor: Actor, incident: int) -> float:
    """How much of the service an incident took away, 1 unless somebody said less.

    Raises NotFound.
    """
    found = access_incident(actor, incident)
    row = Degradation.objects.filter(incident=found).first()
    return row.share if row else 1.0
