"""A meeting as a file for calendars."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound
from hansei.domain.times import zone_or_utc
from hansei.meeting.selectors.planning import invitation_lines
from hansei.outputs.base import Dossier
from hansei.outputs.ics.review import INVITEES
from hansei.outputs.registry import output
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.selectors.dates import reviews_of


def review_calendar(*, actor: Actor, number_or_id: int | str, review: int) -> bytes:
    """The iCalendar of a meeting; a moved one stays the same meeting there. Raises NotFound."""
    found = post_mortem(actor=actor, number_or_id=number_or_id)
    meeting = next((each for each in reviews_of(found) if each.pk == review), None)
    if meeting is None:
        raise NotFound(f"no review {review}")
    document = document_of(found)
    stood = document.extra.get("review")
    told = {
        "start": meeting.start.astimezone(zone_or_utc(document.zone)),
        "minutes": meeting.minutes,
        "invitees": invitation_lines(meeting)
        or (stood.get("invitees") if isinstance(stood, dict) else None)
        or list(INVITEES),
        "key": f"review {meeting.pk}",
        "sequence": found.version,
    }
    document = msgspec.structs.replace(document, extra={**document.extra, "review": told})
    return output("ics").render(Dossier(document=document))
