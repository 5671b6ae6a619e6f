"""Asks for a draft of uploaded files. `running` does it, when a runner takes up the job."""

from __future__ import annotations

import secrets

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError
from hansei.domain.incident import LONGEST_TITLE
from hansei.domain.times import zone_named
from hansei.drafting.models import DraftRequest
from hansei.drafting.uploads import listed
from hansei.jobs.queue import enqueue
from hansei.postmortem.access import access_incident
from hansei.project.bulk import storable
from hansei.project.transactions import writing

TASK = "drafting.draft"


def request_draft(
    *, actor: Actor, upload: str, title: str = "", zone: str = "", incident: int | None = None
) -> DraftRequest:
    """A draft of what was uploaded, to be made by a runner.

    `zone` is that of bare times, "" for the organisation's. The files are added to the `incident`
    where one is given. Asking again for the same upload gives the first request.

    Raises NotFound for an upload or an incident that the actor may not use, and InputError with
    the field as its place.
    """
    arrived = listed(actor, upload)
    assert actor.user_id is not None, "an upload belongs to an account"
    if not any(each.stored for each in arrived.files):
        raise InputError("none of these files can be read", place="files")
    named = " ".join(storable(title).split())
    if len(named) > LONGEST_TITLE:
        raise InputError(f"at most {LONGEST_TITLE} characters", place="title")
    try:
        zone_named(zone or "UTC")
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
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
