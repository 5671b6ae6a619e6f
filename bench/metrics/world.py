"""Made-up incidents with eight milestones each, as arrays, in a store and for the peers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import numpy

MILESTONES, MISSING = 8, -(1 << 63)
SERVICES, TEAMS, CAUSES = 50, 10, 7
SEVERITIES = ("Sev-1", "Sev-2", "Sev-3", "Sev-4", "Sev-5")
_FIRST, _YEARS = datetime(2021, 1, 1, tzinfo=UTC), 5
_MICRO = 1_000_000


@dataclass(frozen=True)
class World:
    """`at` has a row an incident and a column a milestone, in microseconds, `MISSING` where none.

    `links` are kind, incident and key: services and causes of some have two.
    """

    first: numpy.ndarray
    month: numpy.ndarray
    severity: numpy.ndarray
    at: numpy.ndarray
    links: dict[int, tuple[numpy.ndarray, numpy.ndarray]]


def made(count: int, *, seed: int = 7) -> World:
    """So many incidents; durations are log-normal, a tenth of the milestones missing."""
    chance = numpy.random.default_rng(seed)
    start = _FIRST.timestamp() + chance.uniform(0, _YEARS * 365 * 86400, count)
    first = (start * _MICRO).astype("i8")
    steps = chance.lognormal(6, 1.3, (count, MILESTONES)).cumsum(axis=1) - 403
    at = first[:, None] + (steps * _MICRO).astype("i8")
    at[:, 0] = first
    at[chance.random((count, MILESTONES)) < 0.1] = MISSING
    month = (first // _MICRO).astype("M8[s]").astype("M8[M]").astype("i4") + 1970 * 12
    severity = chance.integers(1, len(SEVERITIES) + 1, count).astype("u4")
    links = {}
    for kind, keys in ((0, SERVICES), (1, TEAMS), (2, CAUSES)):
        incidents = numpy.arange(1, count + 1, dtype="i8")
        found = chance.integers(1, keys + 1, count).astype("i8")
        if kind != 1:
            more = chance.random(count) < 0.2
            second = found[more] % keys + 1
            incidents = numpy.concatenate((incidents, incidents[more]))
            found = numpy.concatenate((found, second))
        links[kind] = incidents, found
    return World(first, month, severity, at, links)


def into_store(world: World) -> None:
    """Writes the facts as the roll-ups hold them. The store must be open."""
    from django.db import transaction

    from hansei.accounts.models import Team
    from hansei.domain.learning.facts import _dtypes
    from hansei.learning.models import CHUNK_SIZE, Chunk, Word
    from hansei.timeline.models import Service

    record, link = _dtypes()
    count = len(world.first)
    records = numpy.zeros(count, dtype=record)
    records["incident"] = numpy.arange(1, count + 1)
    records["first"] = records["started"] = world.first
    records["ended"], records["published"] = world.at.max(axis=1), MISSING
    records["month"], records["severity"], records["at"] = world.month, world.severity, world.at
    pieces = [
        (incidents, numpy.full(len(incidents), kind, dtype="i4"), keys)
        for kind, (incidents, keys) in world.links.items()
    ]
    links = numpy.zeros(sum(len(each[0]) for each in pieces), dtype=link)
    for place, name in enumerate(("incident", "kind", "key")):
        links[name] = numpy.concatenate([each[place] for each in pieces])
    links = links[numpy.lexsort((links["key"], links["kind"], links["incident"]))]
    with transaction.atomic():
        Service.objects.bulk_create(
            [Service(pk=key, name=f"service-{key}") for key in range(1, SERVICES + 1)]
        )
        Team.objects.bulk_create([Team(pk=key, name=f"Team {key}") for key in range(1, TEAMS + 1)])
        Word.objects.bulk_create(
            [Word(pk=key, text=text) for key, text in enumerate(SEVERITIES, start=1)]
        )
        for number in range(count // CHUNK_SIZE + 1):
            low, high = number * CHUNK_SIZE, (number + 1) * CHUNK_SIZE
            mine = records[max(0, low - 1) : high - 1]
            ends = numpy.searchsorted(links["incident"], (low, high))
            facts, tied = mine.tobytes(), links[ends[0] : ends[1]].tobytes()
            Chunk.objects.create(
                number=number, rows=len(mine), first=int(mine["first"].min()),
                last=int(mine["first"].max()), facts=facts, links=tied,
                digest=blake2b(facts + b"|" + tied, digest_size=16).hexdigest(),
            )  # fmt: skip


def into_arrays(world: World, path: Path) -> None:
    """Writes the same for the peers."""
    numpy.savez(
        path, first=world.first, month=world.month, severity=world.severity, at=world.at,
        **{f"links_{kind}": numpy.stack(each) for kind, each in world.links.items()},
    )  # fmt: skip
