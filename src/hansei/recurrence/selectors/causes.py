"""The contributing factors that post-mortems state, as people put them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.learning.causes import Alike, Wording, roots, suggested
from hansei.domain.learning.likeness import Past
from hansei.postmortem.access import visible_incidents
from hansei.recurrence.models import SameCause
from hansei.recurrence.past import past
from hansei.recurrence.profiles import MOST_COMPARED
from hansei.timeline.models import Incident

MOST_SHOWN = 200
_MOST_COMPARED = 1000


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A wording within a cause. `said` is the key of what somebody said of it, None for nothing."""

    says: str
    incidents: int
    said: int | None = None
    by: str = ""
    at: datetime | None = None


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Wordings that count as one, the one that gives it its name first."""

    name: str
    says: str
    incidents: int
    wordings: tuple[Counted, ...]


class CausesView(msgspec.Struct, frozen=True, kw_only=True):
    """The causes of the incidents that the actor may read, those of most incidents first.

    `suggested` may be the same; `more` counts causes that are not shown.
    """

    causes: tuple[Cause, ...]
    suggested: tuple[Alike, ...]
    more: int
    may_change: bool


def causes(*, actor: Actor) -> CausesView:
    """All that the newest 20,000 incidents name, as far as the actor may read them."""
    wordings = readable_wordings(actor=actor)
    said = {each.wording: each for each in SameCause.objects.all()}
    of = roots(wordings, {name: each.counts_as for name, each in said.items()})
    together: dict[str, list[Wording]] = defaultdict(list)
    for name, root in of.items():
        together[root].append(wordings[name])
    found = [_cause(root, group, said) for root, group in together.items()]
    found.sort(key=lambda each: (-each.incidents, each.says))
    compared = sorted(wordings.values(), key=lambda each: -max(each.incidents))[:_MOST_COMPARED]
    return CausesView(
        causes=tuple(found[:MOST_SHOWN]),
        suggested=tuple(suggested(compared, apart=of)),
        more=max(0, len(found) - MOST_SHOWN),
        may_change=actor.may(Need.CHANGE),
    )


def readable_wordings(*, actor: Actor) -> dict[str, Wording]:
    """The factors of the incidents that the actor may read, by their names."""
    newest = visible_incidents(actor, Incident.objects.order_by("-pk")).values_list("pk", flat=True)
    readable = list(newest[:MOST_COMPARED])
    held, _ = past(readable[0] if readable else 0)
    return wordings_of(readable, held)


def wordings_of(incidents: list[int], held: Past) -> dict[str, Wording]:
    """The factors of incidents by their names, each as it was worded first in their order."""
    says: dict[str, str] = {}
    naming: dict[str, set[int]] = defaultdict(set)
    for pk in incidents:
        profile = held.profile(str(pk))
        for name in profile.factors if profile else ():
            says.setdefault(name, profile.spelt.get(name, name) if profile else name)
            naming[name].add(pk)
    return {
        name: Wording(name=name, says=text, incidents=frozenset(naming[name]))
        for name, text in says.items()
    }


def said_causes() -> dict[str, str]:
    """What people said: the name of a wording and that of the one which it counts as."""
    return dict(SameCause.objects.values_list("wording", "counts_as"))


def _cause(root: str, group: list[Wording], said: Mapping[str, SameCause]) -> Cause:
    group.sort(key=lambda each: (each.name != root, -len(each.incidents), each.says))
    # The wording that gives the name may stand where this reader cannot see it.
    named = next((each.says for each in group if each.name == root), group[0].says)
    counted = tuple(_counted(each, said.get(each.name)) for each in group)
    incidents = frozenset[int]().union(*(each.incidents for each in group))
    return Cause(name=root, says=named, incidents=len(incidents), wordings=counted)


def _counted(wording: Wording, said: SameCause | None) -> Counted:
    number = len(wording.incidents)
    if said is None:
        return Counted(says=wording.says, incidents=number)
    by = said.by.partition(":")[2]
    return Counted(says=wording.says, incidents=number, said=said.pk, by=by, at=said.at)
