"""The incidents over which before and after are compared, as far as the actor may read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import msgspec
from django.db.models import Exists, Min, OuterRef, QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.document import Mark, Milestone
from hansei.domain.learning.effect import BEFORE_DAYS, Happened
from hansei.domain.metrics import Figure, Status, figures
from hansei.postmortem.access import visible_incidents
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Incident

_LINKS = PostMortem.incidents.through
_AT_ONCE = 500
_decode_marks = msgspec.json.Decoder(dict[Milestone, Mark]).decode


def happened(
    *, actor: Actor, since: datetime, until: datetime,
    services: Collection[int] | None = None, incidents: Collection[int] | None = None,
) -> list[Happened]:  # fmt: skip
    """The incidents from `since` to `until`, of any of these services or among these incidents.

    Near-misses harmed nobody and are none of them. Two queries for every 500 incidents.
    """
    rows = visible_incidents(actor, Incident.objects.filter(near_miss=False))
    rows = rows.filter(started__gte=since, started__lte=until)
    if services is not None:
        rows = rows.filter(services__in=services).distinct()
    if incidents is not None:
        rows = rows.filter(pk__in=incidents)
    found = list(rows.order_by("started").only("title", "started", "ended", "milestones"))
    marks = marks_of(found)
    return [_happened(each, marks.get(each.pk, {})) for each in found]


def first_known(*, actor: Actor) -> datetime | None:
    """When the first incident began that the actor may read."""
    found = visible_incidents(actor, Incident.objects.all())
    first: datetime | None = found.aggregate(at=Min("started"))["at"]
    return first


def beginning(first: datetime | None, landed: datetime) -> datetime:
    """Where the stretch before begins: a year back, or with the first incident that is known."""
    year = landed - timedelta(days=BEFORE_DAYS)
    return max(first, year) if first is not None and first < landed else year


def services_of(post_mortem: PostMortem) -> dict[int, str]:
    """The services of a post-mortem's incidents by their keys."""
    rows = post_mortem.incidents.values_list("services", "services__name").order_by(
        "services__name"
    )
    return {key: name for key, name in rows if key is not None}


def marks_of(incidents: Collection[Incident]) -> dict[int, Mapping[Milestone, Mark]]:
    """The milestones of incidents: those of the post-mortem that shows one, else its own."""
    found = {each.pk: _decode_marks(each.milestones) for each in incidents}
    keys = list(found)
    for start in range(0, len(keys), _AT_ONCE):
        for incident, told in _of_post_mortems(keys[start : start + _AT_ONCE]):
            found[incident] = _decode_marks(told)
    return found  # type: ignore[return-value]


def _of_post_mortems(incidents: Collection[int]) -> QuerySet[PostMortem, tuple[int, str]]:
    """An incident and the milestones of a post-mortem whose first incident it is."""
    before = _LINKS.objects.filter(postmortem=OuterRef("postmortem"), pk__lt=OuterRef("pk"))
    links = _LINKS.objects.filter(~Exists(before), incident__in=incidents)
    # The oldest post-mortem comes last, and stays: it is the one that shows the timeline.
    return links.order_by("-postmortem_id").values_list("incident_id", "postmortem__milestones")  # type: ignore[return-value]


def _happened(row: Incident, marks: Mapping[Milestone, Mark]) -> Happened:
    told = figures(marks)
    impact = None
    if row.started is not None and row.ended is not None and row.ended >= row.started:
        impact = (row.ended - row.started).total_seconds()
    assert row.started is not None
    return Happened(
        id=row.pk, at=row.started, title=row.title, impact=impact,
        detect=_seconds(told["time_to_detect"]), resolve=_seconds(told["time_to_resolve"]),
    )  # fmt: skip


def _seconds(figure: Figure) -> float | None:
    return figure.seconds if figure.status is Status.RECORDED else None
