"""Until when anybody watched, so that the silence after an archive is not taken for calm."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.learning.facts import Facts, Flag, LinkKind, instant, micros
from hansei.learning.selectors.chosen import EVERYTHING, Chosen, chosen_facts

if TYPE_CHECKING:
    import numpy


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """How many incidents of two times may be compared, near misses apart.

    The later time ends at `until`, where the last who watched stopped to. `left_out` incidents are
    in neither count: nothing was observed of their services after `ended`.
    """

    before: int
    after: int
    until: datetime
    left_out: int = 0
    ended: datetime | None = None


def observed_until(
    *,
    actor: Actor,
    chosen: Chosen = EVERYTHING,
    services: Collection[int] | None = None,
    incidents: Collection[int] | None = None,
) -> datetime | None:
    """Until when anybody watched the chosen incidents' services, at whatever time they were.

    `services` and `incidents` are keys that choose instead. None where somebody still does, and
    where there is no incident that would tell.
    """
    import numpy

    from hansei.domain.learning.watch import STILL, ends

    whole = chosen_facts(actor=actor)
    if services is not None:
        positions, keys = whole.links(LinkKind.SERVICE)
        places = positions[numpy.isin(keys, list(services))]
    elif incidents is not None:
        places = numpy.flatnonzero(numpy.isin(whole.column("incident"), list(incidents)))
    else:
        timeless = msgspec.structs.replace(chosen, since=None, until=None)
        places = _places(whole, chosen_facts(actor=actor, chosen=timeless))
    last = int(ends(whole)[places].max()) if len(places) else STILL
    return None if last == STILL else instant(last)


def watched_alike(*, actor: Actor, before: Chosen, after: Chosen, now: datetime) -> Watched:
    """The incidents of two times, the later of which ends `now` at the latest."""
    from hansei.domain.learning.watch import compared

    whole = chosen_facts(actor=actor)
    until = min(after.until or now, now)
    found = compared(
        whole,
        _places(whole, _counted(chosen_facts(actor=actor, chosen=before))),
        _places(whole, _counted(chosen_facts(actor=actor, chosen=after))),
        micros(until),
    )
    return Watched(
        before=found.before,
        after=found.after,
        until=instant(found.until) or until,
        left_out=found.left_out,
        ended=None if found.ended is None else instant(found.ended),
    )


def _counted(found: Facts) -> Facts:
    return found.where((found.column("flags") & int(Flag.ARCHIVED | Flag.NEAR_MISS)) == 0)


def _places(whole: Facts, some: Facts) -> numpy.ndarray:
    """Where some incidents stand among all."""
    import numpy

    return numpy.searchsorted(whole.column("incident"), some.column("incident"))
