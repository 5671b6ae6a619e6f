"""What was made of all that stands, kept by the process until anything changes.

Every change leaves an entry in the audit trail, and the last one has a digest of its own: as long
as it stays the last, what a dashboard says stays true. Facts that were told later and what monitors
measured leave none and are asked beside it; so is the day.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from hansei.accounts.actor import Actor
from hansei.audit.selectors import head
from hansei.learning.access import sight
from hansei.learning.held import stamp
from hansei.learning.models import Observation
from hansei.organisation.selectors import today

MOST_KEPT = 128
"""Things that a process keeps, those asked for last: pages are some ten kilobytes each."""
_T = TypeVar("_T")
_lock = Lock()
_places: dict[Hashable, _Place] = {}


class _Place:
    """Where one thing is kept: made by one thread at a time, which the others wait for."""

    def __init__(self) -> None:
        self.turn = Lock()
        self.stands: Hashable = None
        self.value: Any = None


def kept(*, actor: Actor, asked: Hashable, make: Callable[[], _T], until: Hashable = None) -> _T:
    """What `make` returns for all who read what the actor reads and ask for the same.

    `asked` has to tell apart whatever `make` looks at besides the store and the actor's sight, such
    as the language; `until` is that of which another value makes it anew, such as the minute.
    """
    stands = _stands(until)
    place = _place((sight(actor), asked))
    with place.turn:
        if place.stands != stands:
            place.value = make()
            place.stands = stands
        value: _T = place.value
        return value


def forget() -> None:
    """Lets go of everything."""
    with _lock:
        _places.clear()


def _stands(until: Hashable) -> Hashable:
    newest = Observation.objects.order_by("-pk").values_list("pk", flat=True).first()
    return head().digest, stamp(), newest, today(), until


def _place(key: Hashable) -> _Place:
    with _lock:
        place = _places.pop(key) if key in _places else _Place()
        _places[key] = place
        while len(_places) > MOST_KEPT:
            _places.pop(next(iter(_places)))
        return place
