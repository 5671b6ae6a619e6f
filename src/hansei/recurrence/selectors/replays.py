"""What open actions would have changed of the past, and the backlog in the order of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db.models import Q
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.document import ActionStatus
from hansei.domain.learning.effect import Happened
from hansei.domain.learning.likeness import THRESHOLD
from hansei.domain.learning.replay import Assumptions, Reach, Replay, replay
from hansei.postmortem.access import access_action, visible_actions
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.selectors.actions import ActionLine, lines_of
from hansei.recurrence.models import Pair
from hansei.recurrence.past import past
from hansei.recurrence.selectors.population import happened
from hansei.timeline.models import Incident

MOST_ACTIONS = 500
"""Open actions that are ranked, those due first; more are told as left out."""
_MOST_LIKE = 100
_LINKS = PostMortem.incidents.through
_OPEN = (ActionStatus.PLANNED, ActionStatus.IN_PROGRESS)


class Stake(msgspec.Struct, frozen=True, kw_only=True):
    """An action with what it would have changed."""

    line: ActionLine
    replay: Replay


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """Open actions by the time that each would have spared. `left_out` were not computed."""

    assumptions: Assumptions
    stakes: tuple[Stake, ...]
    left_out: int


def stake_of(*, actor: Actor, pk: int, assumptions: Assumptions) -> Stake:
    """What one action would have changed. Raises NotFound."""
    action = access_action(actor, pk)
    lines = lines_of(Action.objects.filter(pk=action.pk))
    (found,) = _stakes(lines, assumptions, actor=actor)
    return found


def backlog(*, actor: Actor, assumptions: Assumptions) -> Backlog:
    """All open actions, the one that would have spared the most time first.

    The queries are the same however many actions there are.
    """
    rows = visible_actions(actor, Action.objects.filter(status__in=_OPEN)).order_by("due", "pk")
    lines = lines_of(rows[:MOST_ACTIONS])
    stakes = _stakes(lines, assumptions, actor=actor)
    stakes.sort(key=lambda each: (-each.replay.spared, each.line.due is None, each.line.pk))
    more = rows.count() - len(lines) if len(lines) == MOST_ACTIONS else 0
    return Backlog(assumptions=assumptions, stakes=tuple(stakes), left_out=max(0, more))


def _stakes(
    lines: Sequence[ActionLine], assumptions: Assumptions, *, actor: Actor
) -> list[Stake]:  # fmt: skip
    now = timezone.now()
    since = now - timedelta(days=assumptions.days)
    own = _incidents_of(lines)
    every = {incident for incidents in own.values() for incident in incidents}
    reached = {
        Reach.OWN: _only_own, Reach.SERVICES: _of_services, Reach.SIMILAR: _alike,
    }[assumptions.reach](every, since)  # fmt: skip
    keys = {key for incident in every for key in reached.get(incident, (incident,))}
    known = _known(keys, since, now, actor=actor)
    return [
        Stake(
            line=line,
            replay=replay(
                _touched(own.get(line.post_mortem_id or 0, ()), reached, known),
                action_class=line.action_class, assumptions=assumptions,
            ),
        )
        for line in lines
    ]  # fmt: skip


def _touched(
    own: Iterable[int], reached: Mapping[int, Collection[int]], known: Mapping[int, Happened]
) -> list[Happened]:
    keys = {key for incident in own for key in (incident, *reached.get(incident, ()))}
    return [known[key] for key in sorted(keys) if key in known]


def _known(
    keys: Collection[int], since: datetime, now: datetime, *, actor: Actor
) -> dict[int, Happened]:  # fmt: skip
    found = happened(actor=actor, since=since, until=now, incidents=keys)
    return {each.id: each for each in found}


def _incidents_of(lines: Sequence[ActionLine]) -> Mapping[int, list[int]]:
    """The incidents of each post-mortem that the actions come from, by its key."""
    keys = {each.post_mortem_id for each in lines if each.post_mortem_id}
    found: dict[int, list[int]] = defaultdict(list)
    links = _LINKS.objects.filter(postmortem__in=keys).order_by("pk")
    for post_mortem, incident in links.values_list("postmortem_id", "incident_id"):
        found[post_mortem].append(incident)
    return found


_Reached = Mapping[int, Collection[int]]


def _only_own(every: Collection[int], since: datetime) -> _Reached:  # noqa: ARG001 - as the others
    return {each: (each,) for each in every}


def _of_services(every: Collection[int], since: datetime) -> _Reached:
    of = Incident.services.through.objects.filter(incident__in=every)
    services: dict[int, list[int]] = defaultdict(list)
    for incident, service in of.values_list("incident_id", "service_id"):
        services[service].append(incident)
    found: dict[int, set[int]] = defaultdict(set)
    rows = Incident.services.through.objects.filter(
        service__in=list(services), incident__started__gte=since
    )
    for incident, service in rows.values_list("incident_id", "service_id"):
        for own in services[service]:
            found[own].add(incident)
    return found


def _alike(every: Collection[int], since: datetime) -> _Reached:  # noqa: ARG001 - as the others
    if not every:
        return {}
    found, _waiting = past(max(every))
    reached: dict[int, set[int]] = {}
    for incident in every:
        profile = found.profile(str(incident))
        matches = found.like(profile, least=THRESHOLD, most=_MOST_LIKE) if profile else []
        reached[incident] = {incident, *(int(each.id) for each in matches)}
    rows = Pair.objects.filter(Q(later__in=every) | Q(earlier__in=every))
    for later, earlier, same in rows.values_list("later_id", "earlier_id", "same"):
        for own, other in ((later, earlier), (earlier, later)):
            if own in reached:
                (reached[own].add if same else reached[own].discard)(other)
    return reached
