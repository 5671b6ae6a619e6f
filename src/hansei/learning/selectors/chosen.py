"""Which incidents a question is about, and what they can be grouped by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.models import Team
from hansei.domain.coverage import FactorType
from hansei.domain.learning.facts import UNKNOWN, Facts, LinkKind, micros
from hansei.domain.severity import Scale
from hansei.learning.access import seen
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
Group = tuple[str, "numpy.ndarray"]
"""A group's name with the positions of its incidents."""


def chosen_facts(*, actor: Actor, chosen: Chosen = EVERYTHING) -> Facts:
    """The facts of the chosen incidents that the actor may read."""
    since = micros(chosen.since)
    until = None if chosen.until is None else micros(chosen.until)
    found = facts(since=since, until=until)
    mask = seen(actor).mask(found.column("incident"))
    if mask is not None:
        found = found.where(mask)
    first = found.column("first")
    if since != UNKNOWN:
        found = found.where(first >= since)
    if until is not None:
        first = found.column("first")
        found = found.where((first < until) & (first != UNKNOWN))
    return _narrowed(found, chosen)


def grouped(found: Facts, by: By) -> Iterator[Group]:
    """The groups of incidents in order of their names; of several services each has it.

    What belongs to none stands under "unknown"; without an instant it is in no month.
    """
    import numpy

    if by is By.ALL:
        if len(found):
            yield "", numpy.arange(len(found))
        return
    yield from sorted(_GROUPS[by](found), key=lambda each: each[0])


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


def _by_link(
    kind: LinkKind, names: Callable[[], dict[int, str]]
) -> Callable[[Facts], Iterator[Group]]:
    def groups(found: Facts) -> Iterator[Group]:
        from hansei.domain.learning.figures import groups_by_link, unlinked

        known = names()
        positions, keys = found.links(kind)
        for key, rows in groups_by_link(positions, keys):
            yield known.get(key, NOT_KNOWN), rows
        rest = unlinked(len(found), positions)
        if len(rest):
            yield NOT_KNOWN, rest

    return groups


def _by_severity(found: Facts) -> Iterator[Group]:
    import numpy

    from hansei.domain.learning.figures import groups_by_value

    words, levels = severity_words(), scale()
    parts: dict[str, list[numpy.ndarray]] = {}
    for key, rows in groups_by_value(found.column("severity")):
        parts.setdefault(severity_of(levels, words.get(key, "")), []).append(rows)
    for name, pieces in parts.items():
        yield name, numpy.sort(numpy.concatenate(pieces))


def _by_period(name: Callable[[int], str], months: int) -> Callable[[Facts], Iterator[Group]]:
    def groups(found: Facts) -> Iterator[Group]:
        from hansei.domain.learning.figures import groups_by_value

        column = found.column("month")
        for key, rows in groups_by_value(column // months):
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


def severity_words() -> dict[int, str]:
    """The wordings of severities by key."""
    return dict(Word.objects.values_list("pk", "text"))


_GROUPS: dict[By, Callable[[Facts], Iterator[Group]]] = {
    By.SERVICE: _by_link(LinkKind.SERVICE, service_names),
    By.TEAM: _by_link(LinkKind.TEAM, team_names),
    By.CAUSE: _by_link(LinkKind.CAUSE, cause_names),
    By.SEVERITY: _by_severity,
    By.MONTH: _by_period(month_name, 1),
    By.QUARTER: _by_period(quarter_name, 3),
}


def _narrowed(found: Facts, chosen: Chosen) -> Facts:
    for kind, names, wanted in (
        (LinkKind.SERVICE, service_names, chosen.services),
        (LinkKind.TEAM, team_names, chosen.teams),
        (LinkKind.CAUSE, cause_names, chosen.causes),
    ):
        if wanted:
            found = _linked(found, kind, names(), {storable(each) for each in wanted})
    if chosen.severities:
        found = _of_severities(found, chosen.severities)
    return found


def _linked(found: Facts, kind: LinkKind, names: dict[int, str], wanted: set[str]) -> Facts:
    import numpy

    positions, keys = found.links(kind)
    right = [key for key, name in names.items() if name in wanted]
    kept = numpy.zeros(len(found), dtype=bool)
    kept[positions[numpy.isin(keys, right)]] = True
    if NOT_KNOWN in wanted:
        free = numpy.ones(len(found), dtype=bool)
        free[positions] = False
        kept |= free
    return found.where(kept)


def _of_severities(found: Facts, wanted: tuple[str, ...]) -> Facts:
    import numpy

    levels = scale()
    names = {severity_of(levels, each) for each in wanted}
    words = {0: "", **severity_words()}
    right = [key for key, text in words.items() if severity_of(levels, text) in names]
    return found.where(numpy.isin(found.column("severity"), right))
