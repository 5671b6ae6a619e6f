"""Keeps what incidents are compared by, each made again once what it was made from has changed.

stale(most)            incidents whose profile is missing or out of date
out_of_date(known)     the same of anything else that is made of their texts
texts_of(incidents)    what they say
made(incidents)        their profiles, from their texts
refresh(most)          keeps them
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from secrets import token_hex
from typing import NamedTuple

import msgspec
from django.db.models import Count, Sum

from hansei.domain import event
from hansei.domain.document import Document
from hansei.domain.event import Signal
from hansei.domain.learning import likeness
from hansei.postmortem.models import PostMortem
from hansei.project.transactions import writing
from hansei.reading import extract
from hansei.recurrence.models import Profile
from hansei.timeline.models import Event, Incident

MOST_COMPARED = 20_000
"""The newest incidents that are compared; what is older is told as left out."""
_AT_ONCE = 200
_MOST_EVENTS = 40
_MOST_TEXT = 20_000
_ALERTS = frozenset({Signal.ALERT_FIRED, Signal.DOWN})
_LINKS = PostMortem.incidents.through
_decode_event = msgspec.json.Decoder(event.Event).decode
_decode_document = msgspec.json.Decoder(Document).decode


class Stale(NamedTuple):
    """An incident whose profile has to be made, and the versions that it will be made of."""

    incident: int
    made_of: str


class Texts(NamedTuple):
    """What an incident says: its title, and the rest a line a statement."""

    title: str
    text: str


def stale(most: int | None = None) -> list[Stale]:
    """Incidents among the newest whose profile is missing or out of date. Two queries."""
    return out_of_date(dict(Profile.objects.values_list("incident_id", "made_of")), most=most)


def out_of_date(known: Mapping[int, str], *, most: int | None = None) -> list[Stale]:
    """Incidents among the newest that have changed since, by what each was made of. One query."""
    rows = Incident.objects.annotate(
        written=Count("post_mortems"), versions=Sum("post_mortems__version")
    ).order_by("-pk")
    told = rows.values_list("pk", "version", "written", "versions")[:MOST_COMPARED]
    found = []
    for pk, version, written, versions in told:
        made_of = f"{version}.{written}.{versions or 0}#"
        if not known.get(pk, "").startswith(made_of):
            found.append(Stale(pk, made_of))
        if most is not None and len(found) >= most:
            break
    return found


def refresh(most: int = 2000) -> int:
    """Makes up to so many profiles again and keeps them; how many it made."""
    waiting = stale(most)
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        profiles = made([each.incident for each in part])
        with writing():
            Profile.objects.filter(incident__in=profiles).delete()
            # The token tells whoever holds profiles in memory that there are new ones.
            Profile.objects.bulk_create(
                Profile(
                    incident_id=each.incident, made_of=f"{each.made_of}{token_hex(4)}",
                    body=msgspec.json.encode(profiles[each.incident]).decode(),
                )
                for each in part
                if each.incident in profiles
            )  # fmt: skip
    return len(waiting)


def made(incidents: Collection[int]) -> dict[int, likeness.Profile]:
    """The profiles of incidents: titles, services, alerts; summaries, causes and factors."""
    return {
        each.row.pk: likeness.profile(
            str(each.row.pk),
            title=each.row.title,
            text=each.text(),
            services=[one.name for one in each.row.services.all()],
            alerts=[one.text for one in each.lines if one.signal in _ALERTS],
            factors=each.factors(),
        )
        for each in _read(incidents)
    }


def texts_of(incidents: Collection[int]) -> dict[int, Texts]:
    """What incidents say, in the words of which their profiles are made."""
    return {each.row.pk: Texts(each.row.title, each.text()) for each in _read(incidents)}


class _Read(NamedTuple):
    """An incident with what was written of it, and its key events."""

    row: Incident
    documents: list[Document]
    lines: list[event.Event]

    def factors(self) -> list[str]:
        return [each.text for one in self.documents for each in extract.stated_factors(one)]

    def text(self) -> str:
        """Where nobody wrote a summary, cause or factor yet, key events speak for an incident.
        They would drown the rest where somebody did."""
        texts = [self.row.summary, *self.factors()]
        for one in self.documents:
            texts += [extract.summary(one), extract.root_cause(one)]
        if not "".join(texts).strip():
            texts += [each.text for each in self.lines]
        return "\n".join(texts)[:_MOST_TEXT]


def _read(incidents: Collection[int]) -> list[_Read]:
    documents, lines = _documents(incidents), _lines(incidents)
    rows = Incident.objects.filter(pk__in=incidents).prefetch_related("services")
    return [
        _Read(row, documents.get(row.pk, []), lines.get(row.pk, []))
        for row in rows.only("title", "summary")
    ]


def _documents(incidents: Collection[int]) -> Mapping[int, list[Document]]:
    links = _LINKS.objects.filter(incident__in=incidents).order_by("postmortem_id")
    found: dict[int, list[Document]] = defaultdict(list)
    for incident, text in links.values_list("incident_id", "postmortem__document"):
        found[incident].append(_by_people(_decode_document(text)))
    return found


def _by_people(document: Document) -> Document:
    """The document with what people wrote or changed: drafting asks everybody the same questions,
    and takes the rest from events, which speak for themselves."""
    sections = tuple(
        msgspec.structs.replace(
            each, blocks=tuple(one for one in each.blocks if one.edited or not one.drafted)
        )
        for each in document.sections
    )
    return msgspec.structs.replace(document, sections=sections)


def _lines(incidents: Collection[int]) -> Mapping[int, list[event.Event]]:
    rows = Event.objects.filter(incident__in=incidents, key=True, removed=False)
    found: dict[int, list[event.Event]] = defaultdict(list)
    for incident, body in rows.order_by("at", "pk").values_list("incident_id", "body"):
        if len(found[incident]) < _MOST_EVENTS:
            found[incident].append(_decode_event(body))
    return found
