"""Makes the rows of the index again for what changed.

    index_changed()      at the end of every change, inside its transaction: what it changed
    index_backlog()      everything that is left, in transactions of its own

What a change touched is indexed before it commits, so that nobody ever finds less than there is.
Only a change that touches more than `AT_ONCE` objects leaves the rest to the backlog.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

import msgspec
from django.db.models import QuerySet

from hansei.domain import event
from hansei.domain.document import BlockKind, Section
from hansei.postmortem.models import Action, PostMortem
from hansei.project.transactions import drained
from hansei.reading.lines import plain
from hansei.search.models import Changed, Kind, Text
from hansei.search.words import indexed
from hansei.timeline.models import Event, Incident

AT_ONCE = 500
LONGEST_BODY = 200_000
MOST_EVENTS = 2000
"""Key events of one incident that are indexed."""
_decode_event = msgspec.json.Decoder(event.Event).decode


class _Written(msgspec.Struct, frozen=True):
    """What is indexed of a document: a timeline of thousands is passed over."""

    sections: tuple[Section, ...] = ()


_decode_written = msgspec.json.Decoder(_Written).decode


def index_changed() -> None:
    """Indexes the newest notes, up to `AT_ONCE`. To be called inside a transaction."""
    notes = list(Changed.objects.order_by("-pk")[:AT_ONCE])
    if not notes:
        return
    changed: dict[Kind, set[int]] = defaultdict(set)
    for note in notes:
        changed[Kind(note.kind)].add(note.object_id)
    _note_incidents_of(changed.pop(Kind.SERVICE, ()))
    rows = [row for kind, keys in changed.items() for row in _made(kind, keys)]
    stale = [kind.row(key) for kind, keys in changed.items() for key in keys]
    Text.objects.filter(rowid__in=stale).delete()
    Text.objects.bulk_create(rows)
    Changed.objects.filter(pk__in=[note.pk for note in notes]).delete()


def index_backlog(*, most: int | None = None) -> int:
    """Indexes what is left; returns how many batches of `AT_ONCE` that took, `most` at most."""
    return drained(Changed.objects.exists, most)  # `index_changed` runs before each commits


def _note_incidents_of(services: Collection[int]) -> None:
    """Notes the incidents of services whose name changed, for this batch or a later one."""
    if services:
        through = Incident.services.through.objects.filter(service_id__in=services)
        notes = (
            Changed(kind=Kind.INCIDENT, object_id=key)
            for key in through.values_list("incident_id", flat=True).distinct()
        )
        Changed.objects.bulk_create(notes, ignore_conflicts=True, batch_size=1000)


def _made(kind: Kind, keys: Collection[int]) -> Iterator[Text]:
    made = {
        Kind.INCIDENT: _incidents, Kind.POST_MORTEM: _post_mortems, Kind.ACTION: _actions,
    }[kind]  # fmt: skip
    for key, title, parts in made(keys):
        body = "\n".join(parts)[:LONGEST_BODY]
        yield Text(rowid=kind.row(key), title=indexed(title), body=indexed(body))


_Found = Iterator[tuple[int, str, Iterable[str]]]


def _incidents(keys: Collection[int]) -> _Found:
    found = Incident.objects.filter(pk__in=keys).prefetch_related("services")
    for each in found.only("title", "summary"):
        names = (service.name for service in each.services.all())
        yield each.pk, each.title, (*names, each.summary, *key_texts(each.pk))


def key_texts(incident: int) -> Iterator[str]:
    """What the key events of an incident say, with who acted."""
    rows = key_events().filter(incident=incident).order_by("at", "pk")
    return map(event_text, rows.values_list("body", flat=True)[:MOST_EVENTS])


def key_events() -> QuerySet[Event]:
    """The events of all incidents that are indexed."""
    return Event.objects.filter(key=True, removed=False)


def event_text(body: str) -> str:
    """What a stored event says, with who acted."""
    line = _decode_event(body)
    return f"{line.actor}: {line.text}" if line.actor else line.text


def _post_mortems(keys: Collection[int]) -> _Found:
    for each in PostMortem.objects.filter(pk__in=keys).only("number", "title", "document"):
        yield each.pk, f"{each.reference} {each.title}", prose(each)


def prose(
    post_mortem: PostMortem, having: Callable[[str], bool] = lambda _text: True
) -> Iterator[str]:
    """The prose of a post-mortem, section by section, without marks of Markdown.

    Of blocks only those `having` what is looked for.
    """
    for section in _decode_written(post_mortem.document).sections:
        yield section.title
        for block in section.blocks:
            if block.kind is BlockKind.TEXT and having(block.text):
                yield plain(block.text)


def _actions(keys: Collection[int]) -> _Found:
    for each in Action.objects.filter(pk__in=keys).only("text", "owner", "source"):
        yield each.pk, each.text, (each.owner, each.source)
