"""The list of incidents: filtered, sorted and cut into pages, for fifty thousand of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by, counted_by
from hansei.audit.standing import standing
from hansei.domain.incident import ARCHIVED
from hansei.domain.severity import Scale
from hansei.domain.times import zone_named
from hansei.organisation.held import held
from hansei.organisation.selectors import general, scale
from hansei.postmortem.access import told_incidents, visible_incidents, visible_services
from hansei.postmortem.models import PostMortem, Review
from hansei.project.bulk import storable
from hansei.search.keyset import Amount, Page, Segment, amount, beginning, page, up_to
from hansei.search.linked import post_mortems_of, services_of
from hansei.search.matching import among
from hansei.search.models import Kind
from hansei.search.words import parsed
from hansei.timeline.models import Incident, Service
from hansei.timeline.severities import written_severities

PAGE_SIZE, COUNTED = 50, 1000
_DONE = ("approved", "published")


class Sort(StrEnum):
    """The order of the list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"
    SEVERITY = "severity"


class Stage(StrEnum):
    """How far an incident is with its post-mortem."""

    NONE = "none"  # the policy asks for none, and there is none
    NEEDED = "needed"
    WAIVED = "waived"
    STARTED = "started"
    DONE = "done"  # approved or published


class Wanted(StrEnum):
    """What a list can be narrowed to by the post-mortem. `OVERDUE` is past the time to meet."""

    NEEDED = "needed"
    OVERDUE = "overdue"
    STARTED = "started"
    DONE = "done"
    WAIVED = "waived"
    ANY = "any"
    NO = "no"


class IncidentFilter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which incidents to list. Of several services, severities or statuses one is enough.

    `since` and `until` are days in the organisation's zone, both included, of the start.
    Archived incidents are listed only where their status is asked for.
    """

    q: str = ""
    services: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    team: int | None = None
    post_mortem: Wanted | None = None
    near_miss: bool | None = None
    sort: Sort = Sort.NEWEST

    @property
    def is_steady(self) -> bool:
        """Whether it means the same whatever the day and whatever is in the store."""
        moves = self.q.strip() or self.since or self.until or self.post_mortem is Wanted.OVERDUE
        return self.sort in _BY_COLUMN and not moves


class IncidentRow(NamedTuple):
    """One incident in a list. `rank` is that of its severity, `late` that meeting is overdue."""

    incident: Incident
    services: tuple[str, ...]
    post_mortems: tuple[PostMortem, ...]
    rank: int | None
    stage: Stage
    late: bool


class IncidentPage(NamedTuple):
    """A page of the list with the cursors of those around it."""

    rows: list[IncidentRow]
    next: str
    previous: str


def incident_page(
    *, actor: Actor, wanted: IncidentFilter, cursor: str = "", size: int = PAGE_SIZE
) -> IncidentPage:
    """The incidents that the actor may see. Raises UsageError for a cursor that cannot be read."""
    levels, spelled = scale(), _spelled(wanted)
    found: Page[Incident] = page(
        lambda: _shown(actor=actor, wanted=wanted, spelled=spelled),
        _segments(wanted.sort, levels),
        cursor,
        size=size,
        begun=partial(_begun, actor, wanted, spelled) if wanted.is_steady else None,
    )
    return IncidentPage(rows_of(found.rows, levels), found.next, found.previous)


def incident_amount(*, actor: Actor, wanted: IncidentFilter, most: int = COUNTED) -> Amount:
    """How many there are, counted up to `most`."""
    spelled = _spelled(wanted)
    if wanted.is_steady:
        return up_to(_some(actor, wanted, spelled, most + 1), most=most)
    return amount(_filtered(actor=actor, wanted=wanted, spelled=spelled), most=most)


@asked_by
def _begun(
    actor: Actor, wanted: IncidentFilter, spelled: tuple[str, ...], segment: int, most: int, /
) -> QuerySet[Incident]:
    rows = _shown(actor=actor, wanted=wanted, spelled=spelled)
    return beginning(rows, _BY_COLUMN[wanted.sort][segment], most)


@counted_by
def _some(
    actor: Actor, wanted: IncidentFilter, spelled: tuple[str, ...], most: int, /
) -> QuerySet[Incident, Any]:
    rows = _filtered(actor=actor, wanted=wanted, spelled=spelled)
    return rows.order_by().values("pk")[:most]


def _shown(
    *, actor: Actor, wanted: IncidentFilter, spelled: tuple[str, ...]
) -> QuerySet[Incident]:  # fmt: skip
    rows = _filtered(actor=actor, wanted=wanted, spelled=spelled)
    return rows.defer("clocks", "counts", "milestones")


def service_names(*, actor: Actor) -> list[str]:
    """The services to choose from: those in use, but for what only hidden incidents name."""
    return standing(("services", actor.rights), lambda: _names_to_choose(actor))


@asked_by
def _names_to_choose(actor: Actor, /) -> QuerySet[Service, str]:
    found = visible_services(actor, Service.objects.filter(archived=None).order_by("name"))
    return found.values_list("name", flat=True)[:COUNTED]


def rows_of(incidents: Sequence[Incident], levels: Scale | None = None) -> list[IncidentRow]:
    """Incidents that were reached through access, as rows of a list. Two queries at most."""
    known = levels or scale()
    keys = [each.pk for each in incidents]
    services, (post_mortems, met) = services_of(keys), post_mortems_of(keys)
    now = timezone.now()
    return [
        _row(
            each,
            services.get(each.pk, ()),
            post_mortems.get(each.pk, ()),
            known.rank(each.severity),
            now,
            met=each.pk in met,
        )
        for each in incidents
    ]


def _row(
    each: Incident,
    services: tuple[str, ...],
    post_mortems: tuple[PostMortem, ...],
    rank: int | None,
    now: datetime,
    *,
    met: bool,
) -> IncidentRow:
    if any(one.status in _DONE for one in post_mortems):
        stage = Stage.DONE
    elif post_mortems:
        stage = Stage.STARTED
    elif each.waived:
        stage = Stage.WAIVED
    else:
        stage = Stage.NEEDED if each.due_reason else Stage.NONE
    open_ = stage in (Stage.NEEDED, Stage.STARTED) and not each.waived and not met
    return IncidentRow(
        each,
        services,
        post_mortems,
        rank,
        stage,
        late=open_ and each.due_by is not None and each.due_by < now,
    )


def _filtered(
    *, actor: Actor, wanted: IncidentFilter, spelled: tuple[str, ...]
) -> QuerySet[Incident]:  # fmt: skip
    readable = told_incidents if wanted.q.strip() else visible_incidents
    found = readable(actor, Incident.objects.all())
    if wanted.q.strip():
        found = among(found, Kind.INCIDENT, parsed(wanted.q))
    if wanted.services:
        names = [storable(each) for each in wanted.services]
        found = found.filter(_of_services(Q(name__in=names)))
    if wanted.team is not None:
        of_team = PostMortem.objects.filter(incidents=OuterRef("pk"), team=wanted.team)
        found = found.filter(_of_services(Q(team=wanted.team)) | Q(Exists(of_team)))
    if wanted.severities:
        found = found.filter(severity__in=spelled)
    if wanted.statuses:
        found = found.filter(status__in=[storable(each) for each in wanted.statuses])
    else:
        found = found.exclude(status=ARCHIVED)
    if wanted.near_miss is not None:
        found = found.filter(near_miss=wanted.near_miss)
    found = found.filter(_within(wanted.since, wanted.until))
    return found.filter(_by_post_mortem(wanted.post_mortem)) if wanted.post_mortem else found


def _of_services(which: Q) -> Q:
    through = Incident.services.through.objects.filter(service__in=Service.objects.filter(which))
    return Q(pk__in=through.values("incident"))


def _spelled(wanted: IncidentFilter) -> tuple[str, ...]:
    return tuple(_spellings(wanted.severities)) if wanted.severities else ()


def _spellings(severities: Iterable[str]) -> list[str]:
    """What incidents have for a severity that means one of these: "SEV2" for "Sev-2"."""
    levels = scale()
    ranks = {levels.rank(each) for each in severities} - {None}
    return [
        each
        for each in held("written severities", written_severities)
        if each in severities or levels.rank(each) in ranks
    ]


def _within(since: date | None, until: date | None) -> Q:
    zone = zone_named(general().zone)
    found = Q()
    if since is not None:
        found &= Q(started__gte=datetime.combine(since, time(), tzinfo=zone))
    if until is not None and until < date.max:
        found &= Q(started__lt=datetime.combine(until + timedelta(days=1), time(), tzinfo=zone))
    return found


def _by_post_mortem(wanted: Wanted) -> Q:
    written = PostMortem.objects.filter(incidents=OuterRef("pk"))
    done = Exists(written.filter(status__in=_DONE))
    due = ~Q(due_reason="") & Q(waived="")
    held = Exists(Review.objects.filter(post_mortem__incidents=OuterRef("pk")).exclude(held=None))
    conditions: Mapping[Wanted, Q] = {
        Wanted.NEEDED: due & ~Q(Exists(written)),
        Wanted.OVERDUE: due & Q(due_by__lt=timezone.now()) & ~Q(done) & ~Q(held),
        Wanted.STARTED: Q(Exists(written)) & ~Q(done),
        Wanted.DONE: Q(done),
        Wanted.WAIVED: ~Q(waived="") & ~Q(Exists(written)),
        Wanted.ANY: Q(Exists(written)),
        Wanted.NO: ~Q(Exists(written)),
    }
    return conditions[wanted]


_UNKNOWN, _KNOWN = Q(started=None), Q(started__isnull=False)
_BY_COLUMN: Mapping[Sort, Sequence[Segment]] = {
    Sort.NEWEST: (Segment(_UNKNOWN), Segment(_KNOWN, "started")),
    Sort.OLDEST: (Segment(_KNOWN, "started", False), Segment(_UNKNOWN, descending=False)),
    Sort.DUE: (Segment(Q(due_by__isnull=False), "due_by", False), Segment(Q(due_by=None))),
}


def _segments(sort: Sort, levels: Scale) -> Sequence[Segment]:
    if sort in _BY_COLUMN:
        return _BY_COLUMN[sort]
    by_rank: dict[int, list[str]] = {rank: [] for rank in range(1, len(levels.names) + 1)}
    for each in _spellings(levels.names):
        by_rank[levels.rank(each) or len(by_rank)].append(each)
    named = [Q(severity__in=each) for each in by_rank.values()]
    rest = ~Q(severity__in=[each for part in by_rank.values() for each in part])
    by_start = [Segment(which & _KNOWN, "started") for which in (*named, rest)]
    return [*by_start, Segment(_UNKNOWN)]
