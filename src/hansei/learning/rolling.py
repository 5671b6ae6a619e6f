"""Keeps the roll-ups in step with what changed.

    roll_changed()      at the end of every change, inside its transaction: what it changed
    roll_backlog()      everything that is left, in transactions of its own

A changed incident rewrites its own chunk and no other. Only a change that touches more than
`AT_ONCE` objects leaves the rest to the backlog.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from hashlib import blake2b

from hansei.domain.learning.facts import (
    LINK_SIZE,
    RECORD_SIZE,
    bounds,
    packed,
    packed_links,
    spliced,
)
from hansei.learning.models import CHUNK_SIZE, Changed, Chunk, Kind
from hansei.learning.observing import observe
from hansei.learning.telling import told
from hansei.postmortem.models import PostMortem
from hansei.project.transactions import drained
from hansei.timeline.models import Incident

AT_ONCE = 500
_Packed = Mapping[int, tuple[bytes, bytes]]


def roll_changed() -> None:
    """Tells again the facts of the newest notes, up to `AT_ONCE`. Inside a transaction."""
    notes = list(Changed.objects.order_by("-pk")[:AT_ONCE])
    if not notes:
        return
    changed: dict[Kind, set[int]] = defaultdict(set)
    for note in notes:
        changed[Kind(note.kind)].add(note.object_id)
    incidents = changed[Kind.INCIDENT]
    _note_incidents_of(changed[Kind.SERVICE])
    incidents |= _incidents_of(changed[Kind.POST_MORTEM])
    roll(incidents)
    if changed[Kind.RECORD]:
        observe(changed[Kind.RECORD])
    Changed.objects.filter(pk__in=[note.pk for note in notes]).delete()


def roll_backlog(*, most: int | None = None) -> int:
    """Does what is left; returns how many batches of `AT_ONCE` that took, `most` at most."""
    return drained(Changed.objects.exists, most)  # `roll_changed` runs before each commits


def roll(incidents: Collection[int]) -> None:
    """Tells again the facts of these incidents. Inside a transaction."""
    found: dict[int, tuple[bytes, bytes]] = dict.fromkeys(incidents, (b"", b""))
    for each in told(incidents):
        found[each.fact.incident] = packed(each.fact), packed_links(each.links)
    chunks: dict[int, dict[int, tuple[bytes, bytes]]] = defaultdict(dict)
    for key, records in found.items():
        chunks[key // CHUNK_SIZE][key] = records
    known = Chunk.objects.in_bulk(list(chunks))
    for number, changed in chunks.items():
        _rewrite(number, known.get(number), changed)


def _rewrite(number: int, chunk: Chunk | None, changed: _Packed) -> None:
    before = (bytes(chunk.facts), bytes(chunk.links)) if chunk else (b"", b"")
    facts = spliced(before[0], RECORD_SIZE, {key: each for key, (each, _) in changed.items()})
    links = spliced(before[1], LINK_SIZE, {key: each for key, (_, each) in changed.items()})
    if (facts, links) == before:
        return
    if not facts:
        Chunk.objects.filter(pk=number).delete()
        return
    first, last = bounds(facts)
    Chunk(
        number=number,
        rows=len(facts) // RECORD_SIZE,
        first=first,
        last=last,
        facts=facts,
        links=links,
        digest=blake2b(facts + b"|" + links, digest_size=16).hexdigest(),
    ).save(force_insert=chunk is None, force_update=chunk is not None)


def _incidents_of(post_mortems: Collection[int]) -> set[int]:
    through = PostMortem.incidents.through.objects.filter(postmortem_id__in=post_mortems)
    return set(through.values_list("incident_id", flat=True)) if post_mortems else set()


def _note_incidents_of(services: Collection[int]) -> None:
    """Notes the incidents of services that changed hands, for a later batch."""
    if not services:
        return
    through = Incident.services.through.objects.filter(service_id__in=services)
    notes = (
        Changed(kind=Kind.INCIDENT, object_id=key)
        for key in through.values_list("incident_id", flat=True).distinct()
    )
    Changed.objects.bulk_create(notes, ignore_conflicts=True, batch_size=1000)
