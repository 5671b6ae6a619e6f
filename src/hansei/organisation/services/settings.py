"""Changes the organisation's settings: each a whole value, compared by its version first."""

from __future__ import annotations

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError
from hansei.domain.learning.uptime import Monitors
from hansei.domain.organisation import (
    General,
    Problem,
    problems_of_general,
    problems_of_policy,
    problems_of_scale,
)
from hansei.domain.policy import Policy
from hansei.domain.severity import Scale
from hansei.organisation import held
from hansei.organisation.access import access_to_change
from hansei.organisation.models import Setting
from hansei.organisation.selectors import (
    GENERAL,
    MONITORS,
    POLICY,
    SCALE,
    policy,
    scale,
    usual_value,
    variants,
)
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_TIED = 2000


def set_general(*, actor: Actor, general: General, version: int) -> int:
    """Sets name, zone and usual variant; the new version.

    `version` is the one that the values were read with (0 for none). Raises NotFound for all but
    administrators, InputError for values that do not hold, Conflict for another version.
    """
    access_to_change(actor)
    problems = list(problems_of_general(general))
    if general.variant not in variants():
        problems.append(Problem("variant", f"there is no variant {general.variant!r} to use"))
    _refuse(problems)
    return _set(actor=actor, key=GENERAL, value=general, version=version)


def set_scale(*, actor: Actor, scale: Scale, version: int) -> int:
    """Sets the severity scale, as `set_general`. What post-mortems say stays as it is written.

    The policy names levels by rank: a scale that is shorter than a rank in it is refused.
    """
    access_to_change(actor)
    problems = list(problems_of_scale(scale))
    if not problems:
        clashes = problems_of_policy(policy(), scale)
        problems += [Problem("levels", f"the policy asks for more: {each.reason}")
                     for each in clashes if each.field.endswith("_rank")]  # fmt: skip
    _refuse(problems)
    return _set(actor=actor, key=SCALE, value=scale, version=version)


def set_policy(*, actor: Actor, policy: Policy, version: int) -> int:
    """Sets when a post-mortem is due, reviewed and looked at again, as `set_general`."""
    access_to_change(actor)
    _refuse(problems_of_policy(policy, scale()))
    return _set(actor=actor, key=POLICY, value=policy, version=version)


def set_monitors(*, actor: Actor, monitors: Monitors, version: int) -> int:
    """Sets which monitors are for which services, as `set_general`."""
    access_to_change(actor)
    if len(monitors.ties) > MOST_TIED:
        raise InputError(f"at most {MOST_TIED:,} monitors are tied", place="monitor")
    return _set(actor=actor, key=MONITORS, value=monitors, version=version)


def undo_setting(*, actor: Actor, key: str, version: int) -> int:
    """Puts back what stood before the change that made this version; the newer version.

    Raises Conflict where it was changed since, NotFound for a stranger or what was never set.
    """
    access_to_change(actor)
    usual = _json(usual_value(key))
    with writing():
        row = Setting.objects.filter(key=key).first()
        if row is None or row.version != version:
            raise Conflict(f"the {key} was changed meanwhile: it cannot be undone any more")
        return _replace(row, row.previous or usual, actor, f"undo change of {key}")


def _set(*, actor: Actor, key: str, value: msgspec.Struct, version: int) -> int:
    text = storable(_json(value))
    with writing():
        row = Setting.objects.filter(key=key).first()
        if row is None:
            row = Setting(key=key, value=_json(usual_value(key)), version=0)
        if row.value == text:
            return row.version
        if row.version != version:
            raise Conflict(f"the {key} was changed meanwhile: look at it before you change it")
        return _replace(row, text, actor, f"set {key}")


def _replace(row: Setting, text: str, actor: Actor, verb: str) -> int:
    before, version = row.value, row.version + 1
    values = {
        "value": text, "previous": before, "version": version, "updated": timezone.now(),
        "updated_by": str(actor),
    }  # fmt: skip
    if not row.version:
        Setting.objects.create(key=row.key, **values)
    elif not Setting.objects.filter(pk=row.pk, version=row.version).update(**values):
        raise Conflict(f"the {row.key} was changed meanwhile")
    held.changed()
    record_change(
        actor=actor, verb=verb, object_type="setting", object_id=row.key,
        changes={"version": version, "before": msgspec.json.decode(before),
                 "after": msgspec.json.decode(text)},
    )  # fmt: skip
    return int(version)


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def _refuse(problems: list[Problem] | tuple[Problem, ...]) -> None:
    if problems:
        raise InputError("; ".join(each.reason for each in problems), place=problems[0].field)
