"""Figures over all post-mortems that the actor may read, by service, severity or month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec
from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.document import Mark, Milestone
from hansei.domain.metrics import DEFINITIONS, Definition, Figure, Status, figures
from hansei.domain.statistics import Summary, summary
from hansei.domain.times import zone_named
from hansei.postmortem.access import visible
from hansei.postmortem.models import PostMortem

_decode_milestones = msgspec.json.Decoder(dict[Milestone, Mark]).decode
_UNKNOWN = "unknown"


class By(StrEnum):
    """What figures are grouped by."""

    ALL = "all"
    SERVICE = "service"
    TEAM = "team"
    SEVERITY = "severity"
    MONTH = "month"


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of one group. `group` is "" when all are one group."""

    definition: Definition
    by: By
    group: str
    summary: Summary


def figures_table(
    *,
    actor: Actor,
    by: Sequence[By] = tuple(By),
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[FigureRow]:
    """The five figures for each group, groups in order of their names.

    A post-mortem of several services counts in each of them. `since` (inclusive) and `until`
    (exclusive) bound the first known milestone; without one a post-mortem is in no month and in
    no bounded period.
    """
    groups: dict[tuple[By, str], list[Mapping[str, Figure]]] = defaultdict(list)
    for found in _read(visible(actor, PostMortem.objects.all())):
        marks = _decode_milestones(found.milestones)
        first = min((mark.at for mark in marks.values()), default=None)
        if not _within(first, since, until):
            continue
        computed = figures(marks)
        for each in by:
            for group in _groups(each, found, first):
                groups[each, group].append(computed)
    order = {each: position for position, each in enumerate(by)}
    keys = sorted(groups, key=lambda key: (order[key[0]], key[1]))
    return [
        FigureRow(
            definition=definition,
            by=each,
            group=group,
            summary=_summary(part[definition.name] for part in groups[each, group]),
        )
        for each, group in keys
        for definition in DEFINITIONS
    ]


def _read(queryset: QuerySet[PostMortem]) -> Iterable[PostMortem]:
    columns = ("severity", "milestones", "zone", "team__name")
    found = queryset.select_related("team").prefetch_related("incidents__services")
    return found.only(*columns).order_by("number").iterator(chunk_size=1000)


def _within(first: datetime | None, since: datetime | None, until: datetime | None) -> bool:
    if first is None:
        return since is None and until is None
    return (since is None or first >= since) and (until is None or first < until)


def _groups(by: By, found: PostMortem, first: datetime | None) -> Iterable[str]:
    match by:
        case By.ALL:
            return ("",)
        case By.SERVICE:
            incidents = found.incidents.all()
            names = {each.name for incident in incidents for each in incident.services.all()}
            return names or (_UNKNOWN,)
        case By.TEAM:
            return (found.team.name if found.team else _UNKNOWN,)
        case By.SEVERITY:
            return (found.severity or _UNKNOWN,)
        case By.MONTH:
            return (_month(first, found.zone),) if first else ()


def _month(at: datetime, zone: str) -> str:
    try:
        shown = at.astimezone(zone_named(zone))
    except ValueError:
        shown = at
    return f"{shown:%Y-%m}"


def _summary(found: Iterable[Figure]) -> Summary:
    values: list[float] = []
    missing = invalid = 0
    for each in found:
        if each.status is Status.RECORDED and each.seconds is not None:
            values.append(each.seconds)
        elif each.status is Status.INVALID:
            invalid += 1
        else:
            missing += 1
    return summary(values, missing=missing, invalid=invalid)
