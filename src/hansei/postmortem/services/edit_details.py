"""Changes what is told about a post-mortem outside of its sections."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.accounts.selectors import user_named
from hansei.domain.errors import Conflict, InputError
from hansei.domain.times import zone_named
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.writing import Details, details_digest, details_of
from hansei.postmortem.services.change_document import change_document
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.models import Incident
from hansei.timeline.services.follow_details import follow_details

MOST_TITLE, MOST_NAME, MOST_SERVICES = 300, 200, 50


def edit_details(
    *, actor: Actor, number_or_id: int | str, details: Details, base: str
) -> PostMortem:
    """The post-mortem with these details over those whose digest is `base`.

    An owner is an account where `owner_id` names one or the name is that of one person; else it
    is the name alone. Saying the same again changes nothing. An incident that this post-mortem
    alone is about takes the severity and the services over.

    Raises Conflict where the details are others by now, InputError naming the field that cannot be
    taken, and NotFound where the actor may not change it.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        stood = details_of(standing)
        wanted = _with_owner(_checked(details))
        if wanted == stood:
            return standing
        if base != details_digest(stood):
            raise Conflict(f"the details of {standing.reference} were changed meanwhile")
        changed = {
            name: value
            for name, value in msgspec.to_builtins(wanted).items()
            if value != msgspec.to_builtins(stood)[name]
        }
        document = msgspec.structs.replace(
            document_of(standing),
            title=wanted.title,
            owner=wanted.owner or None,
            severity=wanted.severity or None,
            zone=wanted.zone,
            services=wanted.services,
        )
        made = change_document(
            standing, document, actor=actor, verb="edit details", changes=changed,
            columns={"owner_user_id": wanted.owner_id, "due": wanted.due},
        )  # fmt: skip
        incident = _sole_incident(standing) if {"severity", "services"} & changed.keys() else None
        if incident is not None:
            follow_details(
                incident,
                severity=wanted.severity if "severity" in changed else None,
                services=wanted.services if "services" in changed else None,
            )
        return made


def _sole_incident(standing: PostMortem) -> Incident | None:
    """The incident, where one post-mortem and one incident have only each other."""
    about = list(standing.incidents.all()[:2])
    if len(about) != 1 or about[0].post_mortems.count() != 1:
        return None
    return about[0]


def _checked(details: Details) -> Details:
    title = _line(details.title)
    if not 0 < len(title) <= MOST_TITLE:
        raise InputError(f"a title has 1 to {MOST_TITLE} characters", place="title")
    zone = _line(details.zone) or "UTC"
    try:
        zone_named(zone)
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
    services = tuple(dict.fromkeys(_line(each) for each in details.services if _line(each)))
    if len(services) > MOST_SERVICES:
        raise InputError(f"up to {MOST_SERVICES} services can be named", place="services")
    found = msgspec.structs.replace(
        details, title=title, zone=zone, services=services,
        owner=_line(details.owner), severity=_line(details.severity),
    )  # fmt: skip
    for place, names in (
        ("owner", (found.owner,)), ("severity", (found.severity,)), ("services", services),
    ):  # fmt: skip
        if any(len(each) > MOST_NAME for each in names):
            raise InputError(f"a name has up to {MOST_NAME} characters", place=place)
    return found


def _line(text: str) -> str:
    return " ".join(storable(text).split())


def _with_owner(details: Details) -> Details:
    if details.owner_id is not None:
        user = User.objects.filter(pk=details.owner_id, is_active=True).first()
        if user is None:
            raise InputError("there is no such person", place="owner")
        return msgspec.structs.replace(details, owner=user.shown_name)
    user = user_named(details.owner) if details.owner else None
    if user is None:
        return details
    return msgspec.structs.replace(details, owner=user.shown_name, owner_id=user.pk)
