"""Which incidents a question is about, and what they can be grouped by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.models import Team
from hansei.domain.coverage import FactorType
from hansei.domain.learning.facts import UNKNOWN, Earlier, Facts, LinkKind, micros
from hansei.domain.severity import Scale
from hansei.learning.access import Seen, seen
from hansei.learning.held import facts
from hansei.learning.models import Word
from hansei.organisation.selectors import scale
from hansei.project.bulk import storable
from hansei.timeline.models import Service

if TYPE_CHECKING:
    import numpy

NOT_KNOWN = "unknown"
_CAUSES = tuple(FactorType)


class By(StrEnum):
    """What figures are grouped by. `CAUSE` is the type of a contributing factor."""

    ALL = "all"
    SERVICE = "service"
    TEAM = "team"
    SEVERITY = "severity"
    CAUSE = "cause"
    MONTH = "month"
    QUARTER = "quarter"


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which incidents: of several services, teams, severities or causes one is enough.

    Severities are levels of the scale or wordings, causes types of factors ("trigger"). `since`
    (inclusive) and `until` (exclusive) bound the earliest instant known of an incident.
    """

    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Chosen()
Names: TypeAlias = tuple[tuple[int, str], ...]
"""Names by key."""
Group: TypeAlias = tuple[str, "numpy.ndarray"]
"""A group's name with the positions of its incidents."""
_Grouping: TypeAlias = Callable[[Facts, dict[int, str]], Iterator[Group]]
_MOST_HELD = 8
"""Choices that are held beside the whole."""


class _Wanted(NamedTuple):
    """What is chosen, by keys: kinds of links, with whether those linked to nothing count too."""

    links: tuple[tuple[LinkKind, frozenset[int], bool], ...]
    severities: frozenset[int] | None


def chosen_facts(*, actor: Actor, chosen: Chosen = EVERYTHING) -> Facts:
    """The facts of the chosen incidents that the actor may read."""
    since = micros(chosen.since)
    until = None if chosen.until is None else micros(chosen.until)
    whole = facts(since=since, until=until)
    key = (seen(actor), since, until, _wanted(chosen))
    held: dict[object, Facts] = whole.memo.setdefault("chosen", {})
    found = held.get(key)
    if found is None:
        found = _narrowed(whole, *key)
        before = whole.memo.get("choices", {}).get(key)
        if before is not None and found is not whole:
            memo, old, changed = before
            found.earlier = Earlier(memo, old, found.only(changed))
        while len(held) >= _MOST_HELD:
            held.pop(next(iter(held)), None)
        held[key] = found
    return found


def _narrowed(found: Facts, who: Seen, since: int, until: int | None, wanted: _Wanted) -> Facts:
    mask = who.mask(found.column("incident"))
    if mask is not None:
        found = found.where(mask)
    first = found.column("first")
    if since != UNKNOWN:
        found = found.where(first >= since)
    if until is not None:
        first = found.column("first")
        found = found.where((first < until) & (first != UNKNOWN))
    for kind, keys, unlinked in wanted.links:
        found = _linked(found, kind, keys, unlinked)
    return found if wanted.severities is None else _of_severities(found, wanted.severities)


def named(by: By) -> Names:
    """The names of the groups by their keys, as they are now."""
    return tuple(_NAMES[by]().items()) if by in _NAMES else ()


def grouped(found: Facts, by: By, names: Names | None = None) -> Iterator[Group]:
    """The groups of incidents in order of their names; of several services each has it.

    What belongs to none stands under "unknown"; without an instant it is in no month. `names` are
    those of `named`, for who has them already.
    """
    import numpy

    if by is By.ALL:
        if len(found):
            yield "", numpy.arange(len(found))
        return
    known = dict(named(by) if names is None else names)
    yield from sorted(_GROUPS[by](found, known), key=lambda each: each[0])


def severity_of(scale_: Scale, text: str) -> str:
    """The level that a wording names, else the wording."""
    level = scale_.level(text)
    return level.name if level else text or NOT_KNOWN


def month_name(month: int) -> str:
    """ "2026-03"."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def quarter_name(month: int) -> str:
    """ "2026Q1"."""
    return f"{month // 12:04d}Q{month % 12 // 3 + 1}"


def _by_link(kind: LinkKind) -> _Grouping:
    def groups(found: Facts, names: dict[int, str]) -> Iterator[Group]:
        from hansei.domain.learning.figures import groups_by_link, unlinked

        positions, keys = found.links(kind)
        for key, rows in groups_by_link(positions, keys):
            yield names.get(key, NOT_KNOWN), rows
        rest = unlinked(len(found), positions)
        if len(rest):
            yield NOT_KNOWN, rest

    return groups


def _by_severity(found: Facts, names: dict[int, str]) -> Iterator[Group]:
    import numpy

    from hansei.domain.learning.figures import groups_by_value

    parts: dict[str, list[numpy.ndarray]] = {}
    for key, rows in groups_by_value(found.column("severity")):
        parts.setdefault(names.get(key, NOT_KNOWN), []).append(rows)
    for name, pieces in parts.items():
        yield name, numpy.sort(numpy.concatenate(pieces))


def _by_period(name: Callable[[int], str], months: int) -> _Grouping:
    def groups(found: Facts, names: dict[int, str]) -> Iterator[Group]:  # noqa: ARG001
        from hansei.domain.learning.figures import groups_by_value

        for key, rows in groups_by_value(found.column("month") // months):
            if key >= 0:
                yield name(key * months), rows

    return groups


def service_names() -> dict[int, str]:
    """The names of services by key."""
    return dict(Service.objects.values_list("pk", "name"))


def team_names() -> dict[int, str]:
    """The names of teams by key."""
    return dict(Team.objects.values_list("pk", "name"))


def cause_names() -> dict[int, str]:
    """The types of factors by their place."""
    return {place: each.value for place, each in enumerate(_CAUSES, start=1)}


def severity_names() -> dict[int, str]:
    """The levels that wordings name by their key, 0 for none."""
    levels = scale()
    words = Word.objects.values_list("pk", "text")
    return {0: NOT_KNOWN} | {key: severity_of(levels, text) for key, text in words}


_NAMES: dict[By, Callable[[], dict[int, str]]] = {
    By.SERVICE: service_names,
    By.TEAM: team_names,
    By.CAUSE: cause_names,
    By.SEVERITY: severity_names,
}
_GROUPS: dict[By, _Grouping] = {
    By.SERVICE: _by_link(LinkKind.SERVICE),
    By.TEAM: _by_link(LinkKind.TEAM),
    By.CAUSE: _by_link(LinkKind.CAUSE),
    By.SEVERITY: _by_severity,
    By.MONTH: _by_period(month_name, 1),
    By.QUARTER: _by_period(quarter_name, 3),
}


def _wanted(chosen: Chosen) -> _Wanted:
    """What is chosen, by keys."""
    links = []
    for kind, names, asked in (
        (LinkKind.SERVICE, service_names, chosen.services),
        (LinkKind.TEAM, team_names, chosen.teams),
        (LinkKind.CAUSE, cause_names, chosen.causes),
    ):
        if asked:
            wanted = {storable(each) for each in asked}
            keys = frozenset(key for key, name in names().items() if name in wanted)
            links.append((kind, keys, NOT_KNOWN in wanted))
    severities = None
    if chosen.severities:
        levels = scale()
        wanted = {severity_of(levels, each) for each in chosen.severities}
        severities = frozenset(key for key, name in severity_names().items() if name in wanted)
    return _Wanted(tuple(links), severities)


def _linked(found: Facts, kind: LinkKind, wanted: frozenset[int], unlinked: bool) -> Facts:
    """Those that are linked to one of these keys; with `unlinked` those linked to nothing too."""
    import numpy

    positions, keys = found.links(kind)
    kept = numpy.zeros(len(found), dtype=bool)
    kept[positions[numpy.isin(keys, list(wanted))]] = True
    if unlinked:
        free = numpy.ones(len(found), dtype=bool)
        free[positions] = False
        kept |= free
    return found.where(kept)


def _of_severities(found: Facts, wanted: frozenset[int]) -> Facts:
    import numpy

    return found.where(numpy.isin(found.column("severity"), list(wanted)))
