"""One check-in with all that a person needs to close it, and what was said when it was closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.actions import Stage
from hansei.domain.errors import NotFound
from hansei.domain.learning.effect import (
    Comparison,
    Happened,
    Said,
    compared,
    said_of_duration,
    said_of_rate,
)
from hansei.domain.learning.looks import ActionVerdict, Horizon, horizon_of, verdicts_for
from hansei.organisation.selectors import policy, today
from hansei.postmortem.access import access_post_mortem, permitted, visible_incidents
from hansei.postmortem.models import Action, CheckIn, PostMortem
from hansei.postmortem.selectors.action_view import actor_names
from hansei.postmortem.selectors.actions import ActionLine, lines_of
from hansei.postmortem.selectors.dates import Counted, LookedAt, check_ins_of, counted_today
from hansei.recurrence.models import Look, Pair
from hansei.recurrence.selectors.population import (
    beginning,
    first_known,
    happened,
    services_of,
)
from hansei.timeline.models import Incident


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one day: actions, incidents of the same services since, and repeats.

    `repeats` counts incidents that people called this one again.
    """

    day: date
    counted: Counted
    services: tuple[str, ...]
    since: Comparison
    repeats: int = 0

    @property
    def said(self) -> tuple[Said, ...]:
        """What they say: how often, detection, resolution."""
        return (
            said_of_rate(self.since.rate),
            said_of_duration(self.since.detect, "detection"),
            said_of_duration(self.since.resolve, "resolution"),
        )


class ActionLook(msgspec.Struct, frozen=True, kw_only=True):
    """One action at a check-in. `effect` is None while it is not done.

    `verdict` and `note` are what was said of it at this check-in, `before` at the one before.
    """

    line: ActionLine
    effect: Comparison | None = None
    verdict: ActionVerdict | None = None
    note: str = ""
    before: ActionVerdict | None = None

    @property
    def said(self) -> Said | None:
        """What the incidents before and after it say."""
        return said_of_rate(self.effect.rate) if self.effect else None

    @property
    def offered(self) -> Sequence[ActionVerdict]:
        """What may be said of it now."""
        return verdicts_for(self.line.stage)


class CheckInView(msgspec.Struct, frozen=True, kw_only=True):
    """A check-in. `figures` are those of the day on which it was closed, else today's."""

    number: int
    reference: str
    title: str
    status: str
    check_in: int
    days: int
    horizon: Horizon
    day: date
    today: date
    landed: datetime
    closed: datetime | None
    closed_by: str
    note: str
    figures: DayFigures
    actions: tuple[ActionLook, ...]
    others: tuple[LookedAt, ...]
    may_change: bool

    @property
    def late_days(self) -> int:
        """How many days past its day; below 0 while that is ahead."""
        return (self.today - self.day).days


_decode = msgspec.json.Decoder(DayFigures).decode


def check_in_view(*, actor: Actor, number_or_id: int | str, number: int) -> CheckInView:
    """A check-in by its number. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id)
    row = found.check_ins.filter(number=number).first()
    if row is None:
        raise NotFound(f"no check-in {number}")
    others = tuple(check_ins_of(found))
    looked = next(each for each in others if each.number == number)
    days, now = _days(found, row), timezone.now()
    landed = landing(found)
    kept = Look.objects.filter(check_in=row).first() if row.closed else None
    first = first_known(actor=actor)
    actions, population = _action_looks(found, row, actor=actor, first=first, now=row.closed or now)
    return CheckInView(
        number=found.number,
        reference=found.reference,
        title=found.title,
        status=found.status,
        check_in=number,
        days=days,
        horizon=horizon_of(days),
        day=row.day,
        today=today(),
        landed=landed,
        closed=row.closed,
        closed_by=next(iter(actor_names([row.closed_by]).values()), ""),
        note=looked.counted.note if looked.counted else "",
        figures=_decode(kept.figures)
        if kept
        else _figures(found, population, now, actor=actor, first=first),
        actions=actions,
        others=others,
        may_change=permitted(actor, found, Need.CHANGE),
    )


def figures_today(*, actor: Actor, number_or_id: int | str) -> DayFigures:
    """The figures of this day for a post-mortem. Raises NotFound."""
    found, now = access_post_mortem(actor, number_or_id), timezone.now()
    first = first_known(actor=actor)
    population = _population(found, [landing(found)], now, actor=actor, first=first)
    return _figures(found, population, now, actor=actor, first=first)


def _figures(
    found: PostMortem, population: Sequence[Happened], now: datetime, *, actor: Actor,
    first: datetime | None,
) -> DayFigures:  # fmt: skip
    landed = landing(found)
    own = list(found.incidents.values_list("pk", flat=True))
    return DayFigures(
        day=today(),
        counted=counted_today(found),
        services=tuple(services_of(found).values()),
        since=compared(population, landed=landed, since=beginning(first, landed),
                       until=max(now, landed), left_out=own),
        repeats=_repeats(own, actor=actor),
    )  # fmt: skip


def _action_looks(
    found: PostMortem, row: CheckIn, *, actor: Actor, first: datetime | None, now: datetime
) -> tuple[tuple[ActionLook, ...], list[Happened]]:
    """The actions that are not cancelled, and the incidents that theirs are compared over."""
    lines = lines_of(Action.objects.filter(post_mortem=found).order_by("position", "pk"))
    lines = [each for each in lines if each.stage is not Stage.CANCELLED]
    landings = [landing(found), *(each.completed for each in lines if each.completed)]
    population = _population(found, landings, now, actor=actor, first=first)
    own = frozenset(found.incidents.values_list("pk", flat=True))
    said = {each.action_id: each for each in row.judgements.all()}
    before = _said_before(found, row)
    looks = []
    for line in lines:
        effect = None
        if line.completed and line.completed < now:
            since = beginning(first, line.completed)
            effect = compared(
                population, landed=line.completed, since=since, until=now, left_out=own
            )
        told = said.get(line.pk)
        looks.append(ActionLook(
            line=line, effect=effect, verdict=ActionVerdict(told.verdict) if told else None,
            note=told.note if told else "", before=before.get(line.pk),
        ))  # fmt: skip
    return tuple(looks), population


def _repeats(own: Sequence[int], *, actor: Actor) -> int:
    later = visible_incidents(actor, Incident.objects.all()).values("pk")
    return Pair.objects.filter(earlier__in=own, later__in=later, same=True).count()


def landing(found: PostMortem) -> datetime:
    """From when on a post-mortem may have changed something: when it was published."""
    return found.published or found.created


def _population(
    found: PostMortem, landings: Sequence[datetime], now: datetime, *, actor: Actor,
    first: datetime | None,
) -> list[Happened]:  # fmt: skip
    services = services_of(found)
    if not services:
        return []
    since = min(beginning(first, each) for each in landings)
    return happened(actor=actor, since=since, until=now, services=services)


def _said_before(found: PostMortem, row: CheckIn) -> Mapping[int, ActionVerdict]:
    earlier = found.check_ins.filter(number__lt=row.number, closed__isnull=False)
    rows = earlier.order_by("number").values_list("judgements__action", "judgements__verdict")
    return {action: ActionVerdict(verdict) for action, verdict in rows if action is not None}


def _days(found: PostMortem, row: CheckIn) -> int:
    planned = policy().check_in_days
    if row.number <= len(planned):
        return planned[row.number - 1]
    return max(1, (row.day - landing(found).date()).days)
