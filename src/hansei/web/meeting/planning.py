"""Before the meeting: whom to ask, and where people meet."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.domain.errors import HanseiError, InputError
from hansei.domain.meeting.invitees import Role
from hansei.meeting.services.invite import invite_to_review, uninvite
from hansei.meeting.services.run import choose_place
from hansei.web.meeting.answers import done, refused
from hansei.web.pages import Request
from hansei.web.queries import address as with_query
from hansei.web.status.answers import address, given


@require_POST
def invite(request: Request, number: int, review: int) -> HttpResponse:
    """Asks somebody to come; the calendar file names them."""
    try:
        made = invite_to_review(
            actor=request.actor, number_or_id=number, review=review,
            role=_role(given(request, "role")), name=given(request, "name"),
        )  # fmt: skip
    except HanseiError as error:
        return refused(request, number, error)
    undo = address("review-invitee-off", number, review, made.pk)
    said = gettext("%(name)s is asked to come.") % {"name": made.name}
    return done(request, number, review, said, undo=undo)


@require_POST
def take_off(request: Request, number: int, review: int, invitee: int) -> HttpResponse:
    """Takes somebody off the list."""
    gone = uninvite(actor=request.actor, number_or_id=number, review=review, invitee=invitee)
    undo = with_query(
        reverse("review-invitees", args=(number, review)), {"role": gone.role, "name": gone.name}
    )
    said = gettext("%(name)s is not asked any more.") % {"name": gone.name}
    return done(request, number, review, said, undo=undo)


@require_POST
def place(request: Request, number: int, review: int) -> HttpResponse:
    """Where people meet."""
    chosen = given(request, "place")
    try:
        choose_place(actor=request.actor, number_or_id=number, review=review, place=chosen)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise InputError("choose a role", place="role") from None
