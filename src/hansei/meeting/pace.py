"""The clock of a stored meeting."""

from __future__ import annotations

import msgspec
from django.utils import timezone

from hansei.domain.meeting.pacing import Pace
from hansei.meeting.models import Meeting

_decode = msgspec.json.Decoder(tuple[float, ...]).decode


def pace_of(meeting: Meeting) -> Pace:
    """Where a started meeting is."""
    now = timezone.now()
    return Pace(
        minutes=meeting.minutes,
        started=meeting.started or now,
        item=meeting.item,
        since=meeting.item_since or now,
        spent=_decode(meeting.spent),
    )
