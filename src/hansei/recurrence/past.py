"""The profiles of past incidents in memory, read again once there are new ones.

Vectors of what they mean are there where a model is installed, and as far as the work beside the
pages, or whoever asks with `meanings.refresh`, made them: a page does not wait for a model.
"""

from __future__ import annotations

from threading import Lock

import msgspec

from hansei.domain.learning.likeness import Past
from hansei.domain.learning.likeness import Profile as Compared
from hansei.recurrence.meanings import held
from hansei.recurrence.models import Profile
from hansei.recurrence.profiles import MOST_COMPARED, made, stale

MOST_MADE = 200
"""Profiles that a reader makes for itself where they are not kept yet."""
_decode = msgspec.json.Decoder(Compared).decode
_lock = Lock()
_held: dict[str, Past] = {}


def past(asked: int, *, most: int = MOST_MADE) -> tuple[Past, int]:
    """The past incidents with the one asked about, and how many are not compared yet.

    What changed since it was kept is made again here, up to `most`; nothing is written.
    """
    found = _kept()
    waiting = [each.incident for each in stale()]
    if not waiting:
        return found, 0
    waiting.sort(key=lambda each: each != asked)
    fresh = {each.id: each for each in made(waiting[:most]).values()}
    kept = (each for each in found.profiles if each.id not in fresh)
    return Past((*kept, *fresh.values()), held()), max(0, len(waiting) - most)


def _kept() -> Past:
    newest = Profile.objects.order_by("-pk").values_list("pk", "made_of").first()
    meanings, key = held(), f"{newest} {Profile.objects.count()}"
    with _lock:
        if key not in _held or _held[key].meanings is not meanings:
            bodies = Profile.objects.order_by("-incident").values_list("body", flat=True)
            found = Past((_decode(each) for each in bodies[:MOST_COMPARED]), meanings)
            _held.clear()
            _held[key] = found
        return _held[key]
