"""What the text of a post-mortem can cite: the events of its incidents, and its evidence.

"[e12]" is an event of the incident that was linked first. Those of further incidents carry the
incident's key in front of their number, so that no two are the same: "[e7000012]" is event 12 of
incident 7. "[ev3]" is the third piece of evidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.document import Document
from hansei.domain.event import Event
from hansei.domain.times import zone_named
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Evidence, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.project.bulk import storable
from hansei.project.compiled import compiled
from hansei.timeline.models import Event as EventRow

OF_ONE_INCIDENT = 1_000_000
MOST_FOUND = 30
_MOST_LOOKED_AT = 300
_LONGEST = 100
_MOST_WORDS = 8
_NAME = re.compile(r"e(\d{1,18})", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,4}[:-][\d:-]*")
_decode_event = msgspec.json.Decoder(Event).decode


class Cited(NamedTuple):
    """An event under the name that the text cites it by, and the incident that it is part of."""

    event: Event
    incident_id: int | None = None


class Citable(NamedTuple):
    """Something to choose from: `at` and `who` are empty for evidence."""

    id: str
    text: str
    source: str
    at: datetime | None = None
    who: str = ""
    key: bool = False


class EvidenceShown(NamedTuple):
    """A piece of evidence as a reader of the text sees it."""

    id: str
    number: int
    title: str
    url: str
    removed: bool


def incident_ids(found: PostMortem) -> list[int]:
    """The keys of its incidents in the order in which they were linked."""
    return _linked(post_mortem=found.pk)


@compiled
def _linked(*, post_mortem: Any) -> QuerySet[Any, int]:
    links = PostMortem.incidents.through.objects.filter(postmortem=post_mortem)
    return links.order_by("pk").values_list("incident_id", flat=True)


def events_named(
    found: PostMortem, names: Iterable[str], *, linked: Sequence[int] | None = None
) -> dict[str, Cited]:
    """The events that these names cite, by name in small letters; unknown ones are left out.

    For a post-mortem that was reached through access. One query, and one for its incidents where
    they are not given as `linked`.
    """
    asked = {each.lower() for each in names}
    if not asked:
        return {}
    known = incident_ids(found) if linked is None else linked
    wanted: dict[int, set[str]] = defaultdict(set)
    for name in asked:
        incident, local = _parted(name, known)
        if incident is not None:
            wanted[incident].add(local)
    if not wanted:
        return {}
    of_each = (Q(incident=key, name__in=sorted(local)) for key, local in wanted.items())
    rows = EventRow.objects.filter(reduce(or_, of_each)).order_by("pk")
    return {
        each.event.id: each
        for each in (_cited(*row, known) for row in rows.values_list("incident_id", "body"))
    }


def evidence_of(found: PostMortem) -> list[EvidenceShown]:
    """The evidence that has a number, removed pieces too, in order."""
    return [
        EvidenceShown(f"ev{number}", number, title, url, removed is not None)
        for number, title, url, removed in _numbered(post_mortem=found.pk)
    ]


@compiled
def _numbered(*, post_mortem: Any) -> QuerySet[Evidence, Any]:
    rows = Evidence.objects.filter(post_mortem=post_mortem, number__isnull=False)
    return rows.order_by("number").values_list("number", "title", "url", "removed")


def find_citable(*, actor: Actor, number_or_id: int | str, text: str = "") -> list[Citable]:
    """What fits some words, a time or a name: events, the likeliest and key ones first, evidence.

    Each word stands in the event's time (in the document's zone), text, source or name. Without
    words: the key events. At most `MOST_FOUND`. Raises NotFound.
    """
    found = access_post_mortem(actor, number_or_id)
    document = document_of(found)
    words = storable(text).casefold()[:_LONGEST].split()[:_MOST_WORDS]
    events = _matching(found, document, words)
    evidence = [
        Citable(each.id, each.title, "")
        for each in evidence_of(found)
        if not each.removed and all(word in f"{each.id} {each.title}".casefold() for word in words)
    ]
    if words and words[0].startswith("ev"):
        return [*evidence, *events][:MOST_FOUND]
    room = max(MOST_FOUND - len(evidence), MOST_FOUND // 2)
    return [*events[:room], *evidence][:MOST_FOUND]


def _matching(found: PostMortem, document: Document, words: Sequence[str]) -> list[Citable]:
    zone = zone_named(document.zone)
    linked = incident_ids(found)
    rows = _rows(linked, words)
    if not words:
        rows = rows.filter(key=True)
    clocks = [word for word in words if _CLOCK.fullmatch(word)]
    chosen = [
        pk
        for pk, at in rows.values_list("pk", "at")
        if not clocks or all(word in _shown(at, zone) for word in clocks)
    ][:_MOST_LOOKED_AT]
    stored = EventRow.objects.filter(pk__in=chosen).values_list("incident_id", "body")
    events = {each.event.id: each.event for each in (_cited(*row, linked) for row in stored)}
    events |= {each.id: each for each in document.events}
    fitting = [each for each in events.values() if _fits(each, words, zone)]
    if not words:
        fitting = [each for each in fitting if each.key]
    phrase = " ".join(words)
    fitting.sort(
        key=lambda each: (
            each.id.lower() not in words, phrase not in each.text.casefold(), not each.key, each.at,
        )
    )  # fmt: skip
    return [
        Citable(
            each.id, each.text, ", ".join(each.sources or (each.source,)), each.at,
            each.actor or "", each.key,
        )
        for each in fitting
    ]  # fmt: skip


def _rows(linked: Sequence[int], words: Sequence[str]) -> QuerySet[EventRow]:
    """The events that may fit, the key ones first: plain words are looked for in the database."""
    shown = EventRow.objects.filter(incident__in=linked, removed=False)
    rows = shown.order_by("-key", "at", "pk")
    for word in words:
        if name := _NAME.fullmatch(word):
            local = _parted(f"e{name[1]}", linked)[1]
            rows = rows.filter(Q(name__startswith=local) | Q(body__icontains=word))
        elif not _CLOCK.fullmatch(word) and '"' not in word and "\\" not in word:
            rows = rows.filter(body__icontains=word)
    return rows


def _fits(event: Event, words: Sequence[str], zone: tzinfo) -> bool:
    told = " ".join(
        (event.id, _shown(event.at, zone), event.text, event.actor or "", event.source,
         *event.sources, event.service or "")
    ).casefold()  # fmt: skip
    return all(word in told for word in words)


def _shown(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _parted(name: str, linked: Sequence[int]) -> tuple[int | None, str]:
    """The incident that a name is of, None where it is of none of these, and the name there."""
    match = _NAME.fullmatch(name)
    if match is None or not linked:
        return None, name
    incident, number = divmod(int(match[1]), OF_ONE_INCIDENT)
    if not incident:
        return linked[0], f"e{number}"
    return (incident if incident in linked[1:] else None), f"e{number}"


def _cited(incident: int, body: str, linked: Sequence[int]) -> Cited:
    event = _decode_event(body)
    match = _NAME.fullmatch(event.id)
    if match and incident != linked[0]:
        name = f"e{incident * OF_ONE_INCIDENT + int(match[1])}"
        event = msgspec.structs.replace(event, id=name)
    return Cited(event, incident)


def beside(document: Document, names: Iterable[str]) -> set[str]:
    """Those of the names, in small letters, that are an event's, but of none in the document."""
    shown = {each.id.lower() for each in document.events}
    return {each for each in names if _NAME.fullmatch(each)} - shown


def cited_in(
    document: Document, names: Iterable[str], stored: Mapping[str, Cited], linked: Sequence[int]
) -> Iterator[Cited]:
    """The cited events in order of time, from the document or else `stored` ones.

    `names` are in small letters, `linked` the incidents of the post-mortem.
    """
    shown = {each.id.lower(): each for each in document.events}
    found = dict(stored)
    for name in shown.keys() & set(names):
        found[name] = Cited(shown[name], _parted(name, linked)[0])
    yield from sorted(found.values(), key=lambda each: (each.event.at, each.event.id))
