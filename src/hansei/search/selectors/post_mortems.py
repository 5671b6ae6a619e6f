"""The list of post-mortems: filtered, sorted and cut into pages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by, counted_by
from hansei.domain.severity import Scale
from hansei.organisation.selectors import scale, today
from hansei.postmortem.access import told, visible
from hansei.postmortem.models import PostMortem
from hansei.project.bulk import storable
from hansei.search.keyset import Amount, Page, Segment, amount, beginning, page, up_to
from hansei.search.linked import incidents_of, services_of
from hansei.search.matching import among
from hansei.search.models import Kind
from hansei.search.selectors.incidents import COUNTED, PAGE_SIZE
from hansei.search.words import parsed
from hansei.timeline.models import Incident, Service

_HEAVY = ("document", "milestones")


class Order(StrEnum):
    """The order of the list."""

    NEWEST = "newest"
    CHANGED = "changed"
    DUE = "due"


class PostMortemFilter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which post-mortems to list. `mine`: owned by the actor. `late`: due and not published."""

    q: str = ""
    statuses: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    team: int | None = None
    owner: int | None = None
    late: bool = False
    sort: Order = Order.NEWEST

    @property
    def is_steady(self) -> bool:
        """Whether it means the same whatever the day and whatever is in the store."""
        return not (self.q.strip() or self.late)


class PostMortemRow(NamedTuple):
    """One post-mortem in a list; `services` are those of its incidents, or of itself."""

    post_mortem: PostMortem
    incidents: tuple[Incident, ...]
    services: tuple[str, ...]
    rank: int | None
    late: bool


class PostMortemPage(NamedTuple):
    """A page of the list with the cursors of those around it."""

    rows: list[PostMortemRow]
    next: str
    previous: str


def post_mortem_page(
    *, actor: Actor, wanted: PostMortemFilter, cursor: str = "", size: int = PAGE_SIZE
) -> PostMortemPage:
    """The post-mortems that the actor may see. Raises UsageError for an unreadable cursor."""
    found: Page[PostMortem] = page(
        lambda: _shown(actor=actor, wanted=wanted),
        _segments(wanted.sort),
        cursor,
        size=size,
        begun=partial(_begun, actor, wanted) if wanted.is_steady else None,
    )
    about = incidents_of(each.pk for each in found.rows)
    services = services_of({one.pk for each in about.values() for one in each})
    levels = scale()
    rows = [_row(each, about.get(each.pk, ()), services, levels) for each in found.rows]
    return PostMortemPage(rows, found.next, found.previous)


def post_mortem_amount(*, actor: Actor, wanted: PostMortemFilter, most: int = COUNTED) -> Amount:
    """How many there are, counted up to `most`."""
    if wanted.is_steady:
        return up_to(_some(actor, wanted, most + 1), most=most)
    return amount(_filtered(actor=actor, wanted=wanted), most=most)


@asked_by
def _begun(
    actor: Actor, wanted: PostMortemFilter, segment: int, most: int, /
) -> QuerySet[PostMortem]:  # fmt: skip
    rows = _shown(actor=actor, wanted=wanted)
    return beginning(rows, _segments(wanted.sort)[segment], most)


@counted_by
def _some(
    actor: Actor, wanted: PostMortemFilter, most: int, /
) -> QuerySet[PostMortem, Any]:  # fmt: skip
    return _filtered(actor=actor, wanted=wanted).order_by().values("pk")[:most]


def _shown(*, actor: Actor, wanted: PostMortemFilter) -> QuerySet[PostMortem]:
    found = _filtered(actor=actor, wanted=wanted).defer(*_HEAVY)
    return found.select_related("owner_user", "team")


def _row(
    each: PostMortem,
    incidents: tuple[Incident, ...],
    services: Mapping[int, tuple[str, ...]],
    levels: Scale,
) -> PostMortemRow:
    names = {name: None for one in incidents for name in services.get(one.pk, ())}
    late = each.due is not None and each.published is None and each.due < today()
    return PostMortemRow(each, incidents, tuple(names), levels.rank(each.severity), late)


def _filtered(*, actor: Actor, wanted: PostMortemFilter) -> QuerySet[PostMortem]:
    readable = told if wanted.q.strip() else visible
    found = readable(actor, PostMortem.objects.all())
    if wanted.q.strip():
        found = among(found, Kind.POST_MORTEM, parsed(wanted.q))
    if wanted.statuses:
        found = found.filter(status__in=[storable(each) for each in wanted.statuses])
    if wanted.variants:
        found = found.filter(variant__in=[storable(each) for each in wanted.variants])
    if wanted.services:
        names = [storable(each) for each in wanted.services]
        found = found.filter(pk__in=_of_services(Q(name__in=names)))
    if wanted.team is not None:
        of_team = Q(team=wanted.team) | Q(pk__in=_of_services(Q(team=wanted.team)))
        found = found.filter(of_team)
    if wanted.owner is not None:
        found = found.filter(owner_user=wanted.owner)
    if wanted.late:
        found = found.filter(due__lt=today(), published=None)
    return found


def _of_services(which: Q) -> QuerySet[Any, Any]:
    """The keys of the post-mortems with an incident of one of these services."""
    incidents = Incident.services.through.objects.filter(service__in=Service.objects.filter(which))
    through = PostMortem.incidents.through.objects.filter(
        incident__in=incidents.values("incident_id")
    )
    return through.values("postmortem_id")


def _segments(sort: Order) -> list[Segment]:
    if sort is Order.CHANGED:
        return [Segment(Q(), "updated")]
    if sort is Order.DUE:
        return [Segment(Q(due__isnull=False), "due", False), Segment(Q(due=None), "number")]
    return [Segment(Q(), "number")]
