"""Everything about one action, for its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from hansei.accounts.actor import Actor, ActorKind
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.domain.actions import Move, refusal
from hansei.postmortem.access import access_action, access_post_mortem, permitted_action
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.action_history import Happening, history_of
from hansei.postmortem.selectors.actions import ActionLine, lines_of, standing_of
from hansei.reading.extract import stated_factors


class Shown(NamedTuple):
    """A factor or piece of evidence: its key or number, and its wording."""

    key: str
    text: str


class Step(msgspec.Struct, frozen=True):
    """What somebody found after the work: when, by whom, and in which words."""

    at: datetime | None = None
    by: str = ""
    note: str = ""


class ActionView(msgspec.Struct, frozen=True, kw_only=True):
    """An action with what it answers, what was found of it, and what the actor may do now.

    `refused` says why a move that others may make is not for this actor. `shown_with` is the
    evidence of the verification, `evidence` and `factors` are all of the post-mortem's.
    """

    line: ActionLine
    completed: Step
    verified: Step
    judged: Step
    shown_with: Shown | None
    may_change: bool
    moves: tuple[Move, ...]
    refused: Mapping[Move, str]
    answered: tuple[Shown, ...]
    factors: tuple[Shown, ...]
    evidence: tuple[Shown, ...]
    history: tuple[Happening, ...]
    names: Mapping[str, str]


def action_view(*, actor: Actor, pk: int) -> ActionView:
    """One action. Raises NotFound."""
    action = access_action(actor, pk)
    (line,) = lines_of(Action.objects.filter(pk=action.pk))
    standing = standing_of(action)
    may = permitted_action(actor, action, Need.CHANGE)
    moves = standing.moves if may else ()
    refused = {each: refusal(each, standing, by=str(actor)) for each in moves}
    factors = factors_told(action.post_mortem) if action.post_mortem else ()
    history = history_of(action)
    actors = (action.completed_by, action.verified_by, action.effect_by, *(e.by for e in history))
    return ActionView(
        line=line,
        completed=Step(action.completed, action.completed_by),
        verified=Step(action.verified, action.verified_by, action.verified_how),
        judged=Step(action.effect_at, action.effect_by, action.effect_note),
        shown_with=_shown_with(action),
        may_change=may,
        moves=moves,
        refused={each: reason for each, reason in refused.items() if reason},
        answered=tuple(each for each in factors if each.key in line.answers),
        factors=factors,
        evidence=evidence_told(action.post_mortem) if action.post_mortem else (),
        history=history,
        names=actor_names(actors),
    )


def factors_of_post_mortem(*, actor: Actor, number_or_id: int | str) -> tuple[Shown, ...]:
    """The contributing factors of a post-mortem that an action can answer. Raises NotFound."""
    return factors_told(access_post_mortem(actor, number_or_id))


def factors_told(post_mortem: PostMortem) -> tuple[Shown, ...]:
    """The factors of a post-mortem that was reached through access."""
    return tuple(Shown(each.key, each.text) for each in stated_factors(document_of(post_mortem)))


def evidence_told(post_mortem: PostMortem) -> tuple[Shown, ...]:
    """The numbered evidence of a post-mortem that was reached through access."""
    rows = post_mortem.evidence.filter(removed=None, number__isnull=False).order_by("number")
    return tuple(Shown(str(number), title) for number, title in rows.values_list("number", "title"))


def actor_names(actors: Iterable[str]) -> Mapping[str, str]:
    """How readers know those whom the trail names ("user:login"). One query."""
    found = {}
    logins = {}
    for each in filter(None, actors):
        kind, _, name = each.partition(":")
        found[each] = name or each
        if kind == ActorKind.USER:
            logins[name] = each
    if logins:
        for user in User.objects.filter(username__in=list(logins)):
            found[logins[user.username]] = user.shown_name
    return found


def _shown_with(action: Action) -> Shown | None:
    row = action.verified_with
    return Shown(str(row.number), row.title) if row else None
