"""Starts a post-mortem from a variant, without a draft."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.db.models import Max
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.models import Team, User
from hansei.accounts.roles import Need
from hansei.accounts.selectors import user_named
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.document import Block, BlockKind, Document, Section
from hansei.domain.draft.dates import policy_dates
from hansei.domain.errors import InputError, NotFound, UsageError
from hansei.domain.event import Event
from hansei.domain.milestones import infer
from hansei.domain.times import zone_named
from hansei.domain.variants import SectionPlan
from hansei.organisation.selectors import general, modules, policy, scale, variants
from hansei.postmortem.access import access_incident
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.change_document import columns_of
from hansei.postmortem.services.follow_up import save_actions, save_dates
from hansei.postmortem.services.save_point import keep_changed
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.encoding import identity
from hansei.timeline.models import Incident
from hansei.timeline.selectors import own_milestones, stored_events

MOST_TITLE, MOST_INCIDENTS = 300, 20
_FIGURES = ("detection", "timeline")
"""The section that shows milestones and figures: the first of these that the variant has."""


def start_post_mortem(
    *,
    actor: Actor,
    title: str,
    variant: str = "",
    module_keys: Sequence[str] = (),
    incidents: Sequence[int] = (),
    owner: str = "",
    severity: str = "",
    services: Sequence[str] = (),
    zone: str = "",
    team_id: int | None = None,
    due: date | None = None,
) -> PostMortem:
    """A working draft with the empty sections of a variant and modules.

    What is not given comes from the first of the `incidents` (by key): title, severity, services,
    zone, and the due day from when to meet over it. Its key events and the milestones that they
    tell stand in the document. `variant` "" is the organisation's usual one. The owner is the
    actor's account where none is named.

    Raises NotFound where the actor may not start one or an incident is not for it to change,
    UsageError for an unknown variant or module, InputError for a title, zone or team that cannot be
    used.
    """
    name = " ".join(storable(title).split())
    plan, extra = _plans(variant, module_keys)
    with writing():
        if not actor.may(Need.CHANGE, team_id=team_id):
            raise NotFound("no post-mortem to start")
        if team_id is not None and not Team.objects.filter(pk=team_id, removed=None).exists():
            raise InputError("there is no such team", place="team")
        if len(incidents) > MOST_INCIDENTS:
            raise InputError(f"a post-mortem has up to {MOST_INCIDENTS} incidents")
        linked = [access_incident(actor, pk, Need.CHANGE) for pk in dict.fromkeys(incidents)]
        first = linked[0] if linked else None
        document = Document(
            title=_titled(name or (first.title if first else "")),
            id=secrets.token_hex(8),
            variant=plan.name,
            zone=_zone(zone or (first.zone if first else "") or general().zone),
            severity=storable(severity or (first.severity if first else "")) or None,
            owner=_owner(actor, owner),
            services=tuple(services) or _services(first),
            modules=tuple(each.key for each in extra),
            sections=_sections((*plan.sections, *extra)),
            **_timeline(first),
        )
        document = msgspec.structs.replace(document, extra=_dates(document))
        user = user_named(owner) if owner else None
        made = _create(
            actor, document, team_id=team_id, due=_due(due, first, document.zone),
            owner_id=user.pk if user else None if owner else actor.user_id,
        )  # fmt: skip
        _begin(made, document, linked, actor)
        return made


def _begin(made: PostMortem, document: Document, linked: Sequence[Incident], actor: Actor) -> None:
    """Links the incidents, reads the actions, and keeps the first revision and its entry."""
    for each in linked:  # one by one: the order of the links is the order of the incidents
        made.incidents.add(each)
    save_dates(made, document)
    save_actions(made, document, revision=made.version, by=str(actor))
    keep_changed(made, actor, always=True)
    record_change(
        actor=actor,
        verb="start post-mortem",
        object_type="post-mortem",
        object_id=made.number,
        changes={
            "version": made.version,
            "document": content_digest(made.document),
            "variant": document.variant,
            "incidents": [each.pk for each in linked],
        },
    )


def _plans(variant: str, keys: Sequence[str]) -> tuple[Any, tuple[SectionPlan, ...]]:
    known, optional = variants(), modules()
    name = variant or general().variant
    if name not in known:
        raise UsageError(f"unknown variant {name!r}: one of {', '.join(known)}")
    strange = [each for each in keys if each not in optional]
    if strange:
        raise UsageError(f"unknown module {strange[0]!r}: one of {', '.join(optional)}")
    plan = known[name]
    extra = tuple(optional[key] for key in dict.fromkeys(keys) if key not in plan.keys)
    return plan, extra


def _titled(title: str) -> str:
    if not 0 < len(title) <= MOST_TITLE:
        raise InputError(f"a title has 1 to {MOST_TITLE} characters", place="title")
    return title


def _zone(name: str) -> str:
    try:
        zone_named(name)
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
    return name


def _services(incident: Incident | None) -> tuple[str, ...]:
    if incident is None:
        return ()
    return tuple(incident.services.order_by("name").values_list("name", flat=True))


def _sections(plans: Sequence[SectionPlan]) -> tuple[Section, ...]:
    keys = [each.key for each in plans]
    figures = next((key for key in _FIGURES if key in keys), None)
    found = []
    for each in plans:
        blocks = []
        if each.key == "timeline":
            blocks.append(Block(kind=BlockKind.TIMELINE))
        if each.key == figures:
            blocks.append(Block(kind=BlockKind.MILESTONES))
        found.append(Section(each.key, each.title, tuple(blocks)))
    return tuple(found)


def _timeline(incident: Incident | None) -> dict[str, Any]:
    """The key events of an incident, and the milestones that people stated or its events tell."""
    events: list[Event] = list(stored_events(incident)) if incident else []
    marks = {**(infer(events) if events else {}), **(own_milestones(incident) if incident else {})}
    evidence = {each for mark in marks.values() for each in mark.events}
    shown = tuple(each for each in events if each.key or each.id in evidence)
    return {"events": shown, "milestones": marks}


def _dates(document: Document) -> dict[str, Any]:
    return policy_dates(
        document.milestones, severity=document.severity, zone=zone_named(document.zone),
        rules=policy(), scale=scale(),
    )  # fmt: skip


def _owner(actor: Actor, owner: str) -> str | None:
    """The name of the owner as readers see it."""
    if owner:
        return " ".join(storable(owner).split())
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    return user.shown_name if user else None


def _due(due: date | None, incident: Incident | None, zone: str) -> date | None:
    if due is not None or incident is None or incident.due_by is None:
        return due
    return incident.due_by.astimezone(zone_named(zone)).date()


def _create(
    actor: Actor, document: Document, *, team_id: int | None, due: date | None, owner_id: int | None
) -> PostMortem:
    last = PostMortem.objects.aggregate(last=Max("number"))["last"] or 0
    return PostMortem.objects.create(
        number=last + 1,
        document_id=document.id,
        source_identity=identity(""),
        team_id=team_id,
        due=due,
        owner_user_id=owner_id,
        created_by=str(actor),
        created=timezone.now(),
        **columns_of(document),
    )
