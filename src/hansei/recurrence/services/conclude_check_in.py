"""Closes the look after 30, 60 or 90 days with a verdict on every action, and opens it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.actions import Stage
from hansei.domain.errors import InputError, NotFound
from hansei.domain.learning.looks import ActionVerdict, Unsaid, effect_of, refusal
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Action, CheckIn, PostMortem
from hansei.postmortem.selectors.actions import standing_of
from hansei.postmortem.selectors.dates import counted_today
from hansei.postmortem.services.action_change import change_action
from hansei.postmortem.services.actions_undo import put_back
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.recurrence.models import Judgement, Look
from hansei.recurrence.selectors.check_ins import figures_today

MOST_NOTE = 4000
MOST_SHOWN = 2000


class Spoken(NamedTuple):
    """What a person says of an action: the verdict, and what shows it."""

    verdict: ActionVerdict | None
    note: str = ""


def conclude_check_in(
    *, actor: Actor, number_or_id: int | str, number: int, verdicts: Mapping[int, Spoken],
    note: str = "",
) -> CheckIn:  # fmt: skip
    """Closes a check-in with the figures of this day and what a person says of each action.

    An action that somebody verified is judged by it too. Raises InputError for too long a note,
    `Unsaid` where an action that is not cancelled has no verdict or one that it cannot have, and
    NotFound for a check-in that is not there or closed, or may not be changed.
    """
    told = storable(note).strip()
    if len(told) > MOST_NOTE:
        raise InputError(f"a note has up to {MOST_NOTE:,} characters", place="note")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _check_in(standing, number, closed=False)
        spoken = _checked(standing, verdicts)
        found.judgements.all().delete()
        for action, verdict, shown in spoken:
            moved = _judged(action, verdict, shown, actor=actor)
            Judgement.objects.create(
                check_in=found, action=action, verdict=verdict, note=shown, moved=moved
            )
        counted = counted_today(standing, told)
        found.figures = msgspec.json.encode(counted).decode()
        found.closed, found.closed_by = timezone.now(), str(actor)
        found.save(update_fields=["figures", "closed", "closed_by"])
        figures = figures_today(actor=actor, number_or_id=standing.number)
        Look.objects.update_or_create(
            check_in=found, defaults={"figures": msgspec.json.encode(figures).decode()}
        )
        record_change(
            actor=actor, verb="close check-in", object_type="post-mortem",
            object_id=standing.number,
            changes={
                "check_in": number, **msgspec.to_builtins(counted),
                "verdicts": {str(action.pk): verdict for action, verdict, _ in spoken},
            },
        )  # fmt: skip
        return found


def reopen_check_in(*, actor: Actor, number_or_id: int | str, number: int) -> CheckIn:
    """Opens a closed check-in again. What was said stays to go on from.

    Effects that closing it judged are taken back, unless something else was done to the action
    since. Raises NotFound as above.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _check_in(standing, number, closed=True)
        for each in found.judgements.exclude(moved=0).select_related("action__post_mortem"):
            put_back(each.action, version=each.moved, actor=actor, verb="undo change of action")
        found.judgements.update(moved=0)
        found.closed, found.closed_by = None, ""
        found.save(update_fields=["closed", "closed_by"])
        record_change(
            actor=actor, verb="reopen check-in", object_type="post-mortem",
            object_id=standing.number, changes={"check_in": number},
        )  # fmt: skip
        return found


def _check_in(standing: PostMortem, number: int, *, closed: bool) -> CheckIn:
    found = standing.check_ins.filter(number=number, closed__isnull=not closed).first()
    if found is None:
        raise NotFound(f"no check-in {number}")
    return found


def _checked(
    standing: PostMortem, verdicts: Mapping[int, Spoken]
) -> list[tuple[Action, ActionVerdict, str]]:
    found, reasons = [], {}
    rows = standing.actions.select_related("post_mortem", "owner_user").order_by("position", "pk")
    for action in rows:
        stage = standing_of(action).stage
        if stage is Stage.CANCELLED:
            continue
        verdict, note = verdicts.get(action.pk, Spoken(None))
        shown = storable(note).strip()
        reason = refusal(verdict, stage, shown)
        if len(shown) > MOST_SHOWN:
            reason = f"at most {MOST_SHOWN:,} characters"
        if verdict is None or reason:
            reasons[action.pk] = reason
        else:
            found.append((action, verdict, shown))
    if reasons:
        raise Unsaid(reasons)
    return found


def _judged(action: Action, verdict: ActionVerdict, shown: str, *, actor: Actor) -> int:
    """Judges a verified action by what was said; the version that it made, 0 for none."""
    effect = effect_of(verdict, standing_of(action).stage)
    if effect is None or (action.effect, action.effect_note) == (effect.value, shown):
        return 0
    values = {
        "effect": effect.value, "effect_at": timezone.now(), "effect_by": str(actor),
        "effect_note": shown,
    }  # fmt: skip
    return change_action(action, values, actor=actor, verb="judge action").version
