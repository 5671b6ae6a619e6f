"""An incident's timeline as somebody may see it, with its milestones and who writes about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.claims import cited_events
from hansei.domain.document import Mark, Milestone
from hansei.domain.metrics import Figure, figures
from hansei.postmortem.access import access_incident, permitted_incident
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import decode_document
from hansei.postmortem.selectors.citing import OF_ONE_INCIDENT
from hansei.project.compiled import Among, compiled
from hansei.timeline.models import Incident
from hansei.timeline.selectors import own_milestones

_decode_marks = msgspec.json.Decoder(dict[Milestone, Mark]).decode


class Writing(NamedTuple):
    """A post-mortem about the incident. `shows`: its document shows this incident's timeline."""

    number: int
    title: str
    version: int
    shows: bool

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"PM-{self.number}"


class TimelineView(NamedTuple):
    """What a reader of a timeline knows besides its events."""

    incident: Incident
    milestones: Mapping[Milestone, Mark]
    written: tuple[Writing, ...]
    may_change: bool

    @property
    def figures(self) -> dict[str, Figure]:
        """The five figures by name."""
        return figures(self.milestones)

    @property
    def tag(self) -> str:
        """Changes whenever anything of the view or the events changes."""
        versions = ".".join(f"{each.number}v{each.version}" for each in self.written)
        return f"{self.incident.pk}v{self.incident.version}-{versions}-{int(self.may_change)}"


def timeline_view(*, actor: Actor, incident: int) -> TimelineView:
    """The view of one incident. Raises NotFound where the actor may not read it."""
    found = access_incident(actor, incident)
    values = _written(incident=found.pk)
    first = _first_incidents([pk for pk, *_ in values])
    written = tuple(
        Writing(number, title, version, first.get(pk) == found.pk)
        for pk, number, title, version, _ in values
    )
    shown = (marks for pk, _, _, _, marks in values if first.get(pk) == found.pk)
    marks = next(shown, None)
    return TimelineView(
        found,
        own_milestones(found) if marks is None else _decode_marks(marks),
        written,
        permitted_incident(actor, found, Need.CHANGE),
    )


def citing_event(view: TimelineView, event: str) -> list[Writing]:
    """The post-mortems whose text cites an event of the view."""
    by_number = {each.number: each for each in view.written}
    rows = PostMortem.objects.filter(number__in=list(by_number)).order_by("number")
    found = []
    for number, document in rows.values_list("number", "document"):
        writing = by_number[number]
        name = event if writing.shows else _abroad(view.incident.pk, event)
        if name in cited_events(decode_document(document).sections):
            found.append(writing)
    return found


def _abroad(incident: int, event: str) -> str:
    number = event[1:]
    return f"e{incident * OF_ONE_INCIDENT + int(number)}" if number.isdecimal() else event


def _first_incidents(post_mortems: list[int]) -> dict[int, int]:
    """The incident that was linked first, for each post-mortem."""
    found: dict[int, int] = {}
    for post_mortem, incident in _links(keys=post_mortems) if post_mortems else ():
        found.setdefault(post_mortem, incident)
    return found


@compiled
def _written(*, incident: Any) -> QuerySet[PostMortem, tuple[int, int, str, int, str]]:
    rows = PostMortem.objects.filter(incidents=incident).order_by("number")
    return rows.values_list("pk", "number", "title", "version", "milestones")


@compiled
def _links(*, keys: Any) -> QuerySet[Any, tuple[int, int]]:
    links = PostMortem.incidents.through.objects.filter(Among("postmortem", keys))
    return links.order_by("pk").values_list("postmortem_id", "incident_id")
