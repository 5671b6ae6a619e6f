"""The clock of a stored meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.db.models import Max
from django.utils import timezone

from hansei.domain.meeting.pacing import LEFT_OPEN_S, Pace
from hansei.meeting.models import Meeting
from hansei.postmortem.models import Action

_decode = msgspec.json.Decoder(tuple[float, ...]).decode


def pace_of(meeting: Meeting) -> Pace:
    """Where a started meeting is."""
    now = timezone.now()
    since = meeting.item_since or now
    return Pace(
        minutes=meeting.minutes,
        started=meeting.started or now,
        item=meeting.item,
        since=since,
        spent=_decode(meeting.spent),
        last=_last(meeting, since, now),
    )


def _last(meeting: Meeting, since: datetime, now: datetime) -> datetime:
    """When somebody last did something in it; nobody asks as long as the item is young.

    Coming and going is nothing: whoever looks in the next morning finds it left open.
    """
    quiet = timedelta(seconds=LEFT_OPEN_S)
    if now - since <= quiet:
        return since
    told = (
        meeting.entries.aggregate(at=Max("at")),
        meeting.ticks.aggregate(at=Max("at")),
        meeting.attendees.aggregate(at=Max("spoke")),
    )
    last = max([since, *(each["at"] for each in told if each["at"] is not None)])
    # Actions are the post-mortem's: those that were added later are no part of the meeting.
    added = Action.objects.filter(
        post_mortem=meeting.post_mortem_id, created__gt=last, created__lte=last + quiet
    )
    newest: datetime | None = added.aggregate(at=Max("created"))["at"]
    return newest or last
