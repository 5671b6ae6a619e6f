"""The meeting over a post-mortem."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.domain.errors import HanseiError, InputError, NotFound
from hansei.domain.times import utc_text, zone_or_utc
from hansei.meeting.selectors.calendar import review_calendar
from hansei.outputs.registry import output
from hansei.postmortem.selectors import post_mortem
from hansei.postmortem.selectors.dates import reviews_of
from hansei.postmortem.services.schedule_review import cancel_review, hold_review, schedule_review
from hansei.web.pages import Request, notice
from hansei.web.queries import whole
from hansei.web.status.answers import address, again, back, given


@require_POST
def plan(request: Request, number: int, review: int | None = None) -> HttpResponse:
    """Plans a meeting, or moves one. The form's times are on the clocks of the post-mortem."""
    found = post_mortem(actor=request.actor, number_or_id=number)
    before = next((each for each in reviews_of(found) if each.pk == review), None)
    start, minutes = given(request, "start"), given(request, "minutes")
    typed = {"review": review or 0, "start": start, "minutes": minutes}
    try:
        made = schedule_review(
            actor=request.actor,
            number_or_id=number,
            start=_instant(start, found.zone),
            minutes=whole(minutes) or 0,
            review=review,
            reason=given(request, "reason"),
        )
    except NotFound:
        raise
    except HanseiError as error:
        return again(request, number, error, typed, field="start")
    if before is None:
        undo = address("review-cancellation", number, made.pk)
        notice(request, gettext("The meeting is planned."), undo=undo)
    else:
        undo = address(
            "review", number, made.pk, start=utc_text(before.start), minutes=before.minutes,
            reason=before.reason,
        )  # fmt: skip
        notice(request, gettext("The meeting is moved."), undo=undo)
    return back(request, number)


@require_POST
def cancel(request: Request, number: int, review: int) -> HttpResponse:
    """Takes a planned meeting out."""
    gone = cancel_review(actor=request.actor, number_or_id=number, review=review)
    undo = address(
        "reviews", number, start=utc_text(gone.start), minutes=gone.minutes, reason=gone.reason
    )
    notice(request, gettext("The meeting is cancelled."), undo=undo)
    return back(request, number)


@require_POST
def hold(request: Request, number: int, review: int) -> HttpResponse:
    """Notes that the meeting took place, or did not."""
    held = given(request, "held") != "no"
    hold_review(actor=request.actor, number_or_id=number, review=review, held=held)
    undo = address("review-held", number, review, **({"held": "no"} if held else {}))
    said = gettext("The meeting was held.") if held else gettext("The meeting is still to be held.")
    notice(request, said, undo=undo)
    return back(request, number)


@require_safe
def calendar(request: Request, number: int, review: int) -> HttpResponse:
    """The meeting for a calendar; a moved one stays the same meeting there."""
    data = review_calendar(actor=request.actor, number_or_id=number, review=review)
    response = HttpResponse(data, content_type=output("ics").media_type)
    response["Content-Disposition"] = f'attachment; filename="PM-{number}-review.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _instant(text: str, zone: str) -> datetime:
    """The instant of a form's local time, or of a time that names its zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("say when, as in 2026-03-31 14:00", place="start") from None
    return at if at.tzinfo else at.replace(tzinfo=zone_or_utc(zone))
