"""Tells the facts of incidents from the rows of the store, for many of them in five queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import msgspec

from hansei.domain.blocks.causes import factors_of, tables_of_factors
from hansei.domain.coverage import FactorType
from hansei.domain.document import Document, Mark, Milestone
from hansei.domain.incident import ADOPTED, ARCHIVED, OPEN
from hansei.domain.learning.facts import Fact, Flag, Link, LinkKind
from hansei.domain.times import zone_or_utc
from hansei.learning.models import Word
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Incident

CAUSES = tuple(FactorType)
"""A link to a cause has its place in this, from 1."""
_LONGEST_WORD = 200
_decode_marks = msgspec.json.Decoder(dict[Milestone, Mark]).decode
_decode_document = msgspec.json.Decoder(Document).decode
_COLUMNS = ("started", "ended", "severity", "status", "zone", "near_miss", "milestones", "waived")


class Told(NamedTuple):
    """An incident's fact with its links."""

    fact: Fact
    links: list[Link]


def told(keys: Collection[int]) -> Iterator[Told]:
    """The facts of the incidents with these keys; those that are gone are passed over."""
    incidents = list(Incident.objects.filter(pk__in=keys).only(*_COLUMNS))
    written = _written([each.pk for each in incidents])
    services = _services([each.pk for each in incidents])
    words = _words({each.severity for each in incidents}
                   | {one.severity for found in written.values() for one, _ in found})  # fmt: skip
    for each in incidents:
        yield _told(each, written.get(each.pk, []), services.get(each.pk, []), words)


_Written = list[tuple[PostMortem, bool]]


def _told(
    incident: Incident, written: _Written, services: list[tuple[int, int | None]],
    words: Mapping[str, int],
) -> Told:  # fmt: skip
    """`written` are its post-mortems with whether it is the first incident of each."""
    flags = Flag(0)
    if incident.near_miss:
        flags |= Flag.NEAR_MISS
    if incident.status == ARCHIVED:
        flags |= Flag.ARCHIVED
    if incident.status == OPEN:
        flags |= Flag.OPEN
    if incident.waived in ADOPTED:
        flags |= Flag.ADOPTED
    marks = _decode_marks(incident.milestones)
    leading = [each for each, leads in written if leads]
    of_document = _decode_marks(leading[0].milestones) if leading else {}
    if written:
        flags |= Flag.WRITTEN
        if not leading and not marks:
            flags |= Flag.FOLLOWS
    marks = of_document or marks
    published = min((each.published for each, _ in written if each.published), default=None)
    if published:
        flags |= Flag.PUBLISHED
    main = written[0][0] if written else None
    first = min((mark.at for mark in marks.values()), default=incident.started)
    shown = first.astimezone(zone_or_utc(main.zone if main else incident.zone)) if first else None
    severity = (main.severity if main else "") or incident.severity
    fact = Fact(
        incident=incident.pk,
        first=first,
        started=incident.started,
        ended=incident.ended,
        published=published,
        month=shown.year * 12 + shown.month - 1 if shown else -1,
        day=shown.toordinal() if shown else 0,
        severity=words.get(severity[:_LONGEST_WORD], 0),
        flags=flags,
        marks=marks,
    )
    return Told(fact, _links(incident.pk, written, services))


def _links(incident: int, written: _Written, services: list[tuple[int, int | None]]) -> list[Link]:
    teams = {each.team_id for each, _ in written} - {None} or {team for _, team in services}
    causes = {
        CAUSES.index(factor.type) + 1
        for each, _ in written
        for _, _, grid in tables_of_factors(_decode_document(each.document))
        for factor in factors_of(grid)
        if factor.type
    }
    return [
        *(Link(incident, LinkKind.SERVICE, service) for service, _ in services),
        *(Link(incident, LinkKind.TEAM, team) for team in teams if team),
        *(Link(incident, LinkKind.CAUSE, cause) for cause in causes),
    ]


def _written(keys: Collection[int]) -> dict[int, _Written]:
    """The post-mortems of incidents by number, with whether an incident is the first of each."""
    through = PostMortem.incidents.through.objects
    pairs = list(through.filter(incident_id__in=keys).values_list("postmortem_id", "incident_id"))
    numbers = {post_mortem for post_mortem, _ in pairs}
    rows = PostMortem.objects.filter(pk__in=numbers).only(
        "number", "milestones", "severity", "zone", "team", "published", "document"
    )
    by_key = {each.pk: each for each in rows}
    leaders: dict[int, int] = {}
    linked = through.filter(postmortem_id__in=numbers).values_list("postmortem_id", "incident_id")
    for post_mortem, incident in linked:
        leaders[post_mortem] = min(incident, leaders.get(post_mortem, incident))
    found: dict[int, _Written] = defaultdict(list)
    for post_mortem, incident in pairs:
        found[incident].append((by_key[post_mortem], leaders[post_mortem] == incident))
    for each in found.values():
        each.sort(key=lambda one: one[0].number)
    return found


def _services(keys: Collection[int]) -> dict[int, list[tuple[int, int | None]]]:
    """The services of incidents, each with its team."""
    rows = Incident.services.through.objects.filter(incident_id__in=keys)
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for incident, service, team in rows.values_list(
        "incident_id", "service_id", "service__team_id"
    ):
        found[incident].append((service, team))
    return found


def _words(texts: Collection[str]) -> dict[str, int]:
    """The keys of wordings, made where there are none."""
    wanted = {each[:_LONGEST_WORD] for each in texts if each}
    Word.objects.bulk_create([Word(text=each) for each in sorted(wanted)], ignore_conflicts=True)
    return dict(Word.objects.filter(text__in=wanted).values_list("text", "pk"))
