"""Asks for what is made of uploaded files: a draft, or post-mortems that were written elsewhere.

`running` does it, when a runner takes up the job.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError
from hansei.domain.incident import LONGEST_SERVICE, LONGEST_TITLE
from hansei.domain.times import zone_named
from hansei.drafting import answers
from hansei.drafting.models import DraftRequest
from hansei.drafting.uploads import Listed, listed
from hansei.jobs.queue import enqueue
from hansei.postmortem.access import access_incident
from hansei.project.bulk import storable
from hansei.project.transactions import writing

TASK, ADOPTING = "drafting.draft", "drafting.adopt"


class AdoptionRequest(NamedTuple):
    """Whose upload is to be adopted, and how it is read.

    `zone` is that of bare times, "" for the organisation's, and `service` that of reports which
    name none.
    """

    upload: str
    owner: int
    zone: str
    service: str


def request_draft(
    *, actor: Actor, upload: str, title: str = "", zone: str = "", incident: int | None = None
) -> DraftRequest:
    """A draft of what was uploaded, to be made by a runner.

    `zone` is that of bare times, "" for the organisation's. The files are added to the `incident`
    where one is given. Asking again for the same upload gives the first request.

    Raises NotFound for an upload or an incident that the actor may not use, and InputError with
    the field as its place.
    """
    arrived = _arrived(actor, upload)
    assert actor.user_id is not None, "an upload belongs to an account"
    named = " ".join(storable(title).split())
    if len(named) > LONGEST_TITLE:
        raise InputError(f"at most {LONGEST_TITLE} characters", place="title")
    _sound_zone(zone)
    with writing():
        asked = DraftRequest.objects.filter(upload=upload, owner=actor.user_id).first()
        if asked is not None:
            return asked
        addition = None if incident is None else access_incident(actor, incident, Need.CHANGE)
        made = DraftRequest.objects.create(
            name=secrets.token_hex(16),
            owner_id=actor.user_id,
            upload=upload,
            title=named,
            zone=zone,
            addition=addition,
            total=len(arrived.files),
        )
        enqueue(TASK, {"request": made.pk}, key=f"{TASK}:{made.pk}")
        record_change(
            actor=actor,
            verb="ask for draft",
            object_type="draft",
            object_id=made.pk,
            changes={
                "files": len(arrived.files),
                "content": arrived.digest(),
                "incident": addition.pk if addition else None,
            },
        )
        return made


def request_adoption(
    *, actor: Actor, upload: str, zone: str = "", service: str = ""
) -> AdoptionRequest | None:
    """Has the post-mortems in an upload adopted by a runner; None where that was asked before.

    Raises NotFound for an upload that the actor may not use, and InputError with the field as its
    place.
    """
    listed(actor, upload)
    if answers.told(upload) is not None:
        return None
    arrived = _arrived(actor, upload)
    assert actor.user_id is not None, "an upload belongs to an account"
    named = " ".join(storable(service).split())
    if len(named) > LONGEST_SERVICE:
        raise InputError(f"at most {LONGEST_SERVICE} characters", place="service")
    _sound_zone(zone)
    asked = AdoptionRequest(upload, actor.user_id, zone, named)
    with writing():
        job = enqueue(ADOPTING, asked._asdict(), key=f"{ADOPTING}:{upload}")
        record_change(
            actor=actor,
            verb="ask for adoption",
            object_type="adoption",
            object_id=job,
            changes={"files": len(arrived.files), "content": arrived.digest(), "service": named},
        )
    answers.ask(upload)
    return asked


def _arrived(actor: Actor, upload: str) -> Listed:
    arrived = listed(actor, upload)
    if not any(each.stored for each in arrived.files):
        raise InputError("none of these files can be read", place="files")
    return arrived


def _sound_zone(zone: str) -> None:
    try:
        zone_named(zone or "UTC")
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
