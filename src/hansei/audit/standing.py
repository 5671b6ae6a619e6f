"""What stands until the next change, kept by the process.

    standing("services", lambda: [*Service.objects.values_list("name", flat=True)])

Every change leaves an entry in the audit trail, in the same transaction, and the last entry has a
digest of its own: as long as it stays the last, what was read stays true, and a page that shows
teams, services and settings asks once whether anything changed. Two things are never kept: what is
read inside a transaction, for it may not come to stand, and what is read before the first entry.

Only for what is the same for everybody who asks with the same key, and is not changed by who gets
it. Whether somebody may act at all is asked anew by every request.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock, local
from typing import Any, TypeVar

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.models import QuerySet

from hansei.audit.models import Entry
from hansei.project.compiled import compiled

MOST_KEPT = 1000
"""Things that a process keeps, those asked for last."""
_T = TypeVar("_T")
_lock = Lock()
_kept: dict[Hashable, tuple[str, Any]] = {}
_of_thread = local()
"""Of a request: `at`, the last entry's digest as it was told or asked first; "" before that."""


def connect() -> None:
    """Asks for the last entry once in each request."""
    request_started.connect(_begin, dispatch_uid="audit.standing.begin")
    request_finished.connect(_end, dispatch_uid="audit.standing.end")


def standing(key: Hashable, read: Callable[[], _T]) -> _T:
    """What `read` returns, kept under `key` until anything changes anywhere."""
    if connection.in_atomic_block or not (at := _at()):
        return read()
    with _lock:
        found = _kept.pop(key, None)
        if found is not None and found[0] == at:
            _kept[key] = found  # as the one asked for last
            return found[1]  # type: ignore[no-any-return]
    # Read after `at`: what changed since is in it, and is at worst read once more.
    value = read()
    with _lock:
        _kept[key] = at, value
        while len(_kept) > MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return value


def told(at: str | None) -> None:
    """The last entry's digest, from whoever asked for it along with something else."""
    if getattr(_of_thread, "at", None) == "":
        _of_thread.at = at or ""


def changed() -> None:
    """An entry was added just now by this thread: the last one is another."""
    if hasattr(_of_thread, "at"):
        _of_thread.at = ""


def forget() -> None:
    """Lets go of everything, and of what this thread was told."""
    with _lock:
        _kept.clear()
    _end()


def _at() -> str:
    found: str = getattr(_of_thread, "at", "")
    if not found:
        found = next(iter(_last()), "")
        if hasattr(_of_thread, "at"):
            _of_thread.at = found
    return found


@compiled
def _last() -> QuerySet[Entry, str]:
    return Entry.objects.order_by("-seq").values_list("digest", flat=True)[:1]


def _begin(**_: object) -> None:
    _of_thread.at = ""


def _end(**_: object) -> None:
    vars(_of_thread).pop("at", None)
