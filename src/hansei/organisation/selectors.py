"""Reads what the organisation set for itself.

    general(), scale(), policy(), monitors()
                                      values, the usual ones until somebody sets others
    variants(), modules()             what a post-mortem can be started with
    templates(actor=...)              every template there is, for the pages

Within one request each is read once. Values are no secret within the organisation: what shows one
to an actor has to be reached by the actor first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias, TypeVar

import msgspec
from django.db.models import QuerySet
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.standing import standing
from hansei.domain.errors import NotFound
from hansei.domain.learning.uptime import Monitors
from hansei.domain.organisation import General
from hansei.domain.policy import USUAL_POLICY, Policy
from hansei.domain.severity import USUAL_SCALE, Scale
from hansei.domain.template_text import TemplateKind
from hansei.domain.times import zone_named
from hansei.domain.variants import SectionPlan, Variant
from hansei.organisation.access import access_settings, may_change
from hansei.organisation.held import held
from hansei.organisation.models import Setting, Template, TemplateRevision
from hansei.organisation.templates import Entry as Entry
from hansei.organisation.templates import Origin as Origin
from hansei.organisation.templates import every_template, usable_modules, usable_variants
from hansei.project.bulk import storable
from hansei.project.compiled import compiled

GENERAL, SCALE, POLICY, MONITORS = "general settings", "severity scale", "policy", "monitors"
_Value: TypeAlias = General | Scale | Policy | Monitors
_USUAL: Mapping[str, _Value] = {
    GENERAL: General(), SCALE: USUAL_SCALE, POLICY: USUAL_POLICY, MONITORS: Monitors(),
}  # fmt: skip
_T = TypeVar("_T", General, Scale, Policy, Monitors)


class Versions(NamedTuple):
    """The versions that changes of the settings have to name; 0 for one that was never set."""

    general: int
    scale: int
    policy: int
    monitors: int


def general() -> General:
    """Name, zone and usual variant."""
    return _value(GENERAL, General)


def scale() -> Scale:
    """The severity scale."""
    return _value(SCALE, Scale)


def policy() -> Policy:
    """When a post-mortem is due, reviewed and looked at again."""
    return _value(POLICY, Policy)


def monitors() -> Monitors:
    """Which monitors people tied to services."""
    return _value(MONITORS, Monitors)


def usual_value(key: str) -> _Value:
    """What holds under a key until somebody sets something else. Raises NotFound."""
    if key not in _USUAL:
        raise NotFound(f"no setting {key}")
    return _USUAL[key]


def versions() -> Versions:
    """What `general`, `scale`, `policy` and `monitors` have for a version."""
    rows = _settings()
    return Versions(*(rows[key].version if key in rows else 0 for key in _USUAL))


def today() -> date:
    """The day in the organisation's zone."""
    return timezone.localdate(timezone=zone_named(general().zone))


def variants() -> Mapping[str, Variant]:
    """The variants by name that a post-mortem can be started with; the usual order."""
    return held("variants", lambda: usable_variants(_templates()))


def modules() -> Mapping[str, SectionPlan]:
    """The modules by key that can be added to a variant."""
    return held("modules", lambda: usable_modules(_templates()))


def templates(*, actor: Actor) -> tuple[Entry, ...]:
    """Every template there is. Raises NotFound for strangers."""
    access_settings(actor)
    return _templates()


def template(*, actor: Actor, key: int) -> Entry:
    """One of the organisation's own by its key. Raises NotFound."""
    for each in templates(actor=actor):
        if each.key == key != 0:
            return each
    raise NotFound(f"no template {key}")


def revisions(*, actor: Actor, key: int) -> QuerySet[TemplateRevision]:
    """The earlier texts of an own template, newest first. Raises NotFound for strangers."""
    access_settings(actor)
    return TemplateRevision.objects.filter(template=key).order_by("-number")


def changeable(*, actor: Actor) -> bool:
    """Whether the actor may change settings and templates."""
    return may_change(actor)


def extendable(*, besides: str = "") -> Mapping[str, Variant]:
    """The variants in use that another one, called `besides`, may extend."""
    return {
        each.name: Variant(each.name, each.title, each.purpose, each.sections)
        for each in _templates()
        if each.kind is TemplateKind.VARIANT
        and each.usable and not each.extends and each.name != besides
    }  # fmt: skip


def extended_by(*, name: str) -> list[str]:
    """The names of the own variants in use that extend this one."""
    return [
        each.name
        for each in _templates()
        if each.key and each.extends == name and not each.archived
    ]


def is_taken(*, kind: str, name: str) -> bool:
    """Whether an own template has this name, in use or archived."""
    return Template.objects.filter(kind=kind, name=storable(name)).exists()


def _templates() -> tuple[Entry, ...]:
    return held("templates", lambda: every_template(standing("templates", _own)))


def _own() -> list[Template]:
    return [*Template.objects.order_by("name", "pk")]


def _settings() -> Mapping[str, Setting]:
    return held(
        "settings", lambda: standing("settings", lambda: {each.key: each for each in _rows()})
    )


@compiled
def _rows() -> QuerySet[Setting]:
    return Setting.objects.all()


def _value(key: str, kind: type[_T]) -> _T:
    row = _settings().get(key)
    value = usual_value(key) if row is None else msgspec.json.decode(row.value, type=kind)
    assert isinstance(value, kind)
    return value
