"""The facts of all incidents as arrays, held by the process as long as the store says they stand.

Chunks are held by their digest, so that a changed one alone is read again, and nothing that was
rolled back or belongs to another store is ever taken for what stands.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from threading import Lock
from typing import TypeAlias

from hansei.domain.errors import Conflict, UsageError
from hansei.domain.learning.facts import UNKNOWN, Earlier, Facts, changed_between
from hansei.learning.models import Changed, Chunk
from hansei.learning.rolling import roll_backlog

MOST_HELD = 4096
"""Chunks that a process holds: a million incidents are a thousand."""
MOST_FOLLOWED = 4
"""Chunks that may have changed for the rest to be taken over."""
MOST_WHOLE = 3
"""Selections of chunks that it holds as arrays, whatever their size."""
MOST_SMALL, MOST_INCIDENTS = 16, 150_000
"""Selections in all, as long as they have so few incidents together: 50 MB."""
_AT_ONCE = 200
_BATCHES = 50
"""What is done of the queue before anything is shown; the job does the rest."""
_Blobs: TypeAlias = tuple[bytes, bytes]
_lock = Lock()
_blobs: dict[str, _Blobs] = {}
_whole: dict[tuple[str, ...], Facts] = {}
_numbers: dict[tuple[str, ...], dict[int, str]] = {}
"""The numbers of the chunks in `_whole`."""


def facts(*, since: int = UNKNOWN, until: int | None = None) -> Facts:
    """The facts of all incidents, of chunks alone that reach into a time in microseconds.

    What the queue of notes holds is done first, where the store can be written.
    """
    _catch_up()
    while True:
        wanted = _wanted(since, until)
        digests = tuple(wanted.values())
        with _lock:
            found = _whole.get(digests)
            missing = {number for number, digest in wanted.items() if digest not in _blobs}
        if found is not None:
            return found
        read = _read(missing)
        with _lock:
            pieces = {each: _blobs[each] for each in digests if each in _blobs} | read
            _keep(read)
            if pieces.keys() >= set(digests):  # else it changed while it was read
                found = Facts.of([pieces[each] for each in digests])
                _follow(found, wanted, pieces)
                _remember(digests, found)
                _numbers[digests] = wanted
                return found


def stamp() -> tuple[str, ...]:
    """What the facts of all incidents are told apart by: other facts, another stamp."""
    _catch_up()
    return tuple(_wanted(UNKNOWN, None).values())


def _catch_up() -> None:
    if Changed.objects.exists():
        # Where another change holds the store, what stands is shown.
        with suppress(Conflict, UsageError):
            roll_backlog(most=_BATCHES)


def _wanted(since: int, until: int | None) -> dict[int, str]:
    rows = Chunk.objects.order_by("number")
    if since != UNKNOWN:
        rows = rows.filter(last__gte=since)
    if until is not None:
        rows = rows.filter(first__lt=until)
    return dict(rows.values_list("number", "digest"))


def _read(numbers: set[int]) -> dict[str, _Blobs]:
    found: dict[str, _Blobs] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = Chunk.objects.filter(pk__in=ordered[start : start + _AT_ONCE])
        for digest, records, links in rows.values_list("digest", "facts", "links"):
            found[digest] = bytes(records), bytes(links)
    return found


def _keep(read: dict[str, _Blobs]) -> None:
    _blobs.update(read)
    while len(_blobs) > MOST_HELD:
        _blobs.pop(next(iter(_blobs)))


def _remember(digests: tuple[str, ...], found: Facts) -> None:
    while len(_whole) >= MOST_WHOLE and (
        len(_whole) >= MOST_SMALL or sum(map(len, _whole.values())) + len(found) > MOST_INCIDENTS
    ):
        oldest = next(iter(_whole))
        _whole.pop(oldest)
        _numbers.pop(oldest, None)
    _whole[digests] = found


def _follow(found: Facts, wanted: dict[int, str], pieces: dict[str, _Blobs]) -> None:
    """Lets facts that differ from held ones by a few chunks take over what did not change."""
    for digests, numbers in reversed(_numbers.items()):
        differing = {number for number, _ in numbers.items() ^ wanted.items()}
        if len(differing) > MOST_FOLLOWED or any(
            numbers[each] not in _blobs for each in differing & numbers.keys()
        ):
            continue
        changed: set[int] = set()
        for number in differing:
            old = _blobs[numbers[number]] if number in numbers else (b"", b"")
            new = pieces[wanted[number]] if number in wanted else (b"", b"")
            changed |= changed_between(old, new)
        inherit(_whole[digests], found, changed)
        return


def inherit(old: Facts, new: Facts, changed: Collection[int]) -> None:
    """Hands on what was computed, with the incidents that differ; of choices from them too."""
    new.earlier = Earlier(_computed(old), old.only(changed), new.only(changed))
    new.memo["choices"] = {
        key: (_computed(each), each.only(changed), frozenset(changed))
        for key, each in old.memo.get("chosen", {}).items()
        if each is not old
    }


def _computed(facts_: Facts) -> dict[object, object]:
    found = facts_.memo.items()
    return {key: each for key, each in found if isinstance(key, tuple) and key[0] == "figures"}
