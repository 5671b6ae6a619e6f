"""What stands beside the rows of a list, read in one query for all of them.

Django's prefetching makes a manager and a query set for each row, which costs a list of fifty more
than its own query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from hansei.postmortem.models import PostMortem, Review
from hansei.project.compiled import Among, compiled
from hansei.timeline.models import Incident

_INCIDENT = ("title", "started", "ended", "zone")
_POST_MORTEM = ("number", "title", "status", "restricted", "owner", "due")


def services_of(incidents: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """The names of the services of incidents, in their order, by the incident's key."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in _service_names(keys=list(incidents)):
        found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}


def post_mortems_of(
    incidents: Iterable[int],
) -> tuple[Mapping[int, tuple[PostMortem, ...]], set[int]]:
    """The post-mortems about incidents, by number, with what a list says of them; and which of the
    incidents somebody met over."""
    found: dict[int, list[PostMortem]] = defaultdict(list)
    met = set()
    for each in _post_mortems(keys=list(incidents)):
        found[each.incident_id].append(each.postmortem)
        if each.met:
            met.add(each.incident_id)
    return {key: tuple(made) for key, made in found.items()}, met


def incidents_of(post_mortems: Iterable[int]) -> Mapping[int, tuple[Incident, ...]]:
    """The incidents that post-mortems are about, by the post-mortem's key."""
    found: dict[int, list[Incident]] = defaultdict(list)
    for each in _incidents(keys=list(post_mortems)):
        found[each.postmortem_id].append(each.incident)
    return {key: tuple(about) for key, about in found.items()}


@compiled
def _service_names(*, keys: Any) -> QuerySet[Any, tuple[int, str]]:
    found = Incident.services.through.objects.filter(Among("incident", keys))
    return found.order_by("service__name").values_list("incident_id", "service__name")


@compiled
def _post_mortems(*, keys: Any) -> QuerySet[Any]:
    found = PostMortem.incidents.through.objects.filter(Among("incident", keys))
    reviews = Review.objects.filter(post_mortem=OuterRef("postmortem"), held__isnull=False)
    shown = found.select_related("postmortem").order_by("postmortem__number")
    return shown.annotate(met=Exists(reviews)).only(
        "incident_id", *(f"postmortem__{name}" for name in _POST_MORTEM)
    )


@compiled
def _incidents(*, keys: Any) -> QuerySet[Any]:
    found = PostMortem.incidents.through.objects.filter(Among("postmortem", keys))
    shown = found.select_related("incident").order_by("pk")
    return shown.only("postmortem_id", *(f"incident__{name}" for name in _INCIDENT))
