"""Which incidents an incident is like, why, and what people said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec
from django.db.models import Prefetch, Q

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.errors import NotFound
from hansei.domain.learning.likeness import THRESHOLD, Match, Reason, precision_recall
from hansei.domain.learning.recurrence import Promise, foreseen, should_have_prevented
from hansei.organisation.selectors import today
from hansei.postmortem.access import (
    access_incident,
    access_post_mortem,
    permitted_incident,
    visible_actions,
    visible_incidents,
)
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.selectors.actions import ActionLine, lines_of
from hansei.recurrence.meaning.encoder import installed
from hansei.recurrence.meanings import alike_sentences, refresh
from hansei.recurrence.models import Pair
from hansei.recurrence.past import MOST_MADE, past
from hansei.recurrence.profiles import MOST_COMPARED
from hansei.timeline.models import Incident

PERHAPS = 0.35
"""From here on, below `THRESHOLD`, the likest are shown as perhaps alike."""
MOST_LIKE, _MOST_PERHAPS = 10, 3
_LINKS = PostMortem.incidents.through


class Foreseen(msgspec.Struct, frozen=True, kw_only=True):
    """An action of the earlier incident, and what it says about the later one.

    `should_have` is one that was done before, and is worth opening again.
    """

    line: ActionLine
    name: str
    says: str
    should_have: bool


class Similar(msgspec.Struct, frozen=True, kw_only=True):
    """Another incident beside the one asked about.

    `score` is None where nothing but a person found it. `same` is what people said: None so far.
    `is_earlier` tells whether it began before. `foreseen` is filled for those that are the same.
    """

    incident: int
    title: str
    severity: str
    started: datetime | None
    is_earlier: bool
    services: tuple[str, ...] = ()
    post_mortems: tuple[int, ...] = ()
    score: float | None = None
    why: tuple[Reason, ...] = ()
    same: bool | None = None
    by: str = ""
    foreseen: tuple[Foreseen, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether it is like enough to be shown as such."""
        return self.score is not None and self.score >= THRESHOLD


class Tally(msgspec.Struct, frozen=True):
    """How likeness does on what people said: of `judged` pairs, `same` are.

    `precision` is the share of those found that are, `recall` that of those that are and were
    found; None where nothing says.
    """

    judged: int
    same: int
    precision: float | None
    recall: float | None


class SimilarView(msgspec.Struct, frozen=True, kw_only=True):
    """All that is like an incident.

    `waiting` counts incidents that are not compared yet. `meant` counts those that are compared by
    meaning too: None where no model for it is installed.
    """

    incident: int
    title: str
    confirmed: tuple[Similar, ...]
    likely: tuple[Similar, ...]
    perhaps: tuple[Similar, ...]
    refused: tuple[Similar, ...]
    waiting: int
    meant: int | None
    tally: Tally
    may_change: bool


class PairView(msgspec.Struct, frozen=True, kw_only=True):
    """Two incidents side by side, the later one first, and the actions of the earlier one."""

    later: Similar
    earlier: Similar
    score: float | None
    why: tuple[Reason, ...]
    same: bool | None
    by: str
    actions: tuple[Foreseen, ...]
    may_change: bool


def similar(*, actor: Actor, incident: int, wait: bool = False) -> SimilarView:
    """What an incident is like, of those that the actor may read. Raises NotFound.

    `wait`: all incidents are compared, however many no job came to yet, and some hundred more by
    meaning where a model is installed.
    """
    asked = access_incident(actor, incident)
    if wait:
        refresh(MOST_MADE)
    found, waiting = past(asked.pk, most=MOST_COMPARED if wait else MOST_MADE)
    profile = found.profile(str(asked.pk))
    matches = found.like(profile, least=PERHAPS, most=50) if profile else []
    said = _said(asked.pk)
    scores = {int(each.id): each for each in matches}
    rows = _rows({*scores, *said}, actor=actor)
    quoted = alike_sentences(asked.pk, [pk for pk in rows if pk in scores and scores[pk].meant])
    shown = [
        _similar(asked, row, scores.get(pk), said.get(pk), quoted.get(pk))
        for pk, row in rows.items()
    ]
    shown.sort(key=lambda each: (-(each.score or 0), each.incident))
    confirmed = [each for each in shown if each.same]
    fresh = [each for each in shown if each.same is None]
    return SimilarView(
        incident=asked.pk,
        title=asked.title,
        confirmed=tuple(_with_foreseen(each, asked, actor=actor) for each in confirmed),
        likely=tuple(each for each in fresh if each.is_likely)[:MOST_LIKE],
        perhaps=tuple(each for each in fresh if not each.is_likely)[:_MOST_PERHAPS],
        refused=tuple(each for each in shown if each.same is False),
        waiting=waiting,
        meant=len(found.meanings) if installed() else None,
        tally=tally(actor=actor),
        may_change=permitted_incident(actor, asked, Need.CHANGE),
    )


def incident_of(*, actor: Actor, reference: str) -> int:
    """The first incident that a post-mortem is about. Raises NotFound."""
    found = access_post_mortem(actor, reference).incidents.order_by("pk").first()
    if found is None:
        raise NotFound(f"{reference} is about no incident")
    return found.pk


def pair(*, actor: Actor, incident: int, other: int) -> PairView:
    """Two incidents beside each other. Raises NotFound, for an incident beside itself too."""
    later, earlier = in_order(actor=actor, incident=incident, other=other)
    found, _ = past(later.pk)
    one, two = found.profile(str(later.pk)), found.profile(str(earlier.pk))
    score, why = (found.score(one, two), found.why(one, two)) if one and two else (None, ())
    if one and two and found.meant(one, two):
        why = _with_meaning(why, alike_sentences(later.pk, [earlier.pk]).get(earlier.pk))
    said = Pair.objects.filter(later=later, earlier=earlier).first()
    rows = _rows((later.pk, earlier.pk), actor=actor)
    return PairView(
        later=_similar(earlier, rows[later.pk], None, None),
        earlier=_similar(later, rows[earlier.pk], None, None),
        score=score,
        why=why,
        same=said.same if said else None,
        by=said.by.partition(":")[2] if said else "",
        actions=_foreseen(earlier, later, actor=actor),
        may_change=permitted_incident(actor, later, Need.CHANGE),
    )


def in_order(*, actor: Actor, incident: int, other: int) -> tuple[Incident, Incident]:
    """The later and the earlier of two incidents that the actor may read. Raises NotFound."""
    if incident == other:
        raise NotFound(f"no incident {other} beside itself")
    found = access_incident(actor, incident), access_incident(actor, other)
    earlier, later = sorted(found, key=lambda each: (_when(each), each.pk))
    return later, earlier


def score_of(later: Incident, earlier: Incident) -> float | None:
    """How like two incidents are that were reached through access."""
    found, _ = past(later.pk)
    one, two = found.profile(str(later.pk)), found.profile(str(earlier.pk))
    return found.score(one, two) if one and two else None


def tally(*, actor: Actor) -> Tally:
    """How likeness does on all pairs that people judged and the actor may read."""
    readable = visible_incidents(actor, Incident.objects.all()).values("pk")
    rows = Pair.objects.filter(later__in=readable, earlier__in=readable)
    judged = [(score or 0.0, same) for score, same in rows.values_list("score", "same")]
    precision, recall = precision_recall(judged, THRESHOLD)
    return Tally(len(judged), sum(same for _, same in judged), precision, recall)


def _said(incident: int) -> dict[int, Pair]:
    rows = Pair.objects.filter(Q(later=incident) | Q(earlier=incident))
    return {each.earlier_id if each.later_id == incident else each.later_id: each for each in rows}


def _rows(keys: Collection[int], *, actor: Actor) -> Mapping[int, Incident]:
    """By their keys, with services and the post-mortems that the actor may read: all of them,
    as an incident with a hidden one is hidden too.
    """
    rows = visible_incidents(actor, Incident.objects.filter(pk__in=keys))
    numbers = Prefetch("post_mortems", PostMortem.objects.order_by("number").only("number"))
    found = rows.prefetch_related("services", numbers)
    return {each.pk: each for each in found.only("title", "severity", "started", "created")}


def _similar(
    asked: Incident, row: Incident, match: Match | None, said: Pair | None,
    quoted: tuple[str, str] | None = None,
) -> Similar:  # fmt: skip
    return Similar(
        incident=row.pk, title=row.title, severity=row.severity, started=row.started,
        is_earlier=(_when(row), row.pk) < (_when(asked), asked.pk),
        services=tuple(sorted(each.name for each in row.services.all())),
        post_mortems=tuple(each.number for each in row.post_mortems.all()),
        score=match.score if match else None,
        why=_with_meaning(match.why, quoted) if match else (),
        same=said.same if said else None, by=said.by.partition(":")[2] if said else "",
    )  # fmt: skip


def _with_meaning(
    why: tuple[Reason, ...], quoted: tuple[str, str] | None
) -> tuple[Reason, ...]:  # fmt: skip
    """What two incidents share, with two sentences that say the same before the words alone."""
    if quoted is None:
        return why
    signals = tuple(each for each in why if each.kind != "words")
    words = tuple(each for each in why if each.kind == "words")
    return (*signals, Reason("meaning", tuple(dict.fromkeys(quoted))), *words)


def _when(incident: Incident) -> datetime:
    return incident.started or incident.created


def _with_foreseen(found: Similar, asked: Incident, *, actor: Actor) -> Similar:
    if not found.is_earlier:
        return found
    earlier = Incident(pk=found.incident)
    return msgspec.structs.replace(found, foreseen=_foreseen(earlier, asked, actor=actor))


def _foreseen(earlier: Incident, later: Incident, *, actor: Actor) -> tuple[Foreseen, ...]:
    """The actions that the earlier incident led to, those that say something first."""
    written = _LINKS.objects.filter(incident=earlier.pk).values("postmortem")
    rows = visible_actions(actor, Action.objects.filter(post_mortem__in=written))
    order = dict(rows.values_list("pk", "position"))
    found = (
        _told(each, order[each.pk], again=_when(later))
        for each in lines_of(rows.order_by("post_mortem", "position", "pk"))
    )
    return tuple(sorted(found, key=lambda each: (not each.says, not each.should_have)))


def _told(line: ActionLine, position: int, *, again: datetime) -> Foreseen:
    promise = Promise(
        number=position + 1, reference=line.reference, stage=line.stage, due=line.due,
        completed=line.completed, pk=line.pk, text=line.text,
    )  # fmt: skip
    return Foreseen(
        line=line,
        name=promise.name,
        says=foreseen(promise, again=again, today=today()),
        should_have=should_have_prevented(promise, again=again),
    )
