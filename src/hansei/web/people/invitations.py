"""Invitations: those that are open, and a new one, whose link is shown once."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Role
from hansei.accounts.selectors import invitations, teams
from hansei.accounts.services.invite import Invited, invite, renew_invitation, revoke_invitation
from hansei.domain.errors import InputError, NotFound, UsageError
from hansei.web.pages import notice, render
from hansei.web.people.asked import actor_of, asked, asked_number, asked_role, role_options
from hansei.web.replies import absolute, see

_log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def open_ones(request: HttpRequest) -> HttpResponse:
    """The invitations that were not accepted yet; posting makes another one."""
    actor = actor_of(request)
    _invites(actor)
    if request.method != "POST":
        return _page(request)
    values = {"email": asked(request, "email"), "role": asked(request, "role"),
              "team": asked(request, "team")}  # fmt: skip
    try:
        made = invite(
            actor=actor,
            role=asked_role(request),
            email=values["email"],
            team_id=asked_number(request, "team"),
        )
    except InputError as error:
        return _page(request, values=values, problems={error.place: error.reason})
    except UsageError as error:
        return _page(request, values=values, problems={"role": str(error)})
    return _shown(request, made)


@require_POST
def revocation(request: HttpRequest, invitation: int) -> HttpResponse:
    """Closes an invitation."""
    revoke_invitation(actor=actor_of(request), invitation_id=invitation)
    notice(request, gettext("The invitation is withdrawn: its link opens nothing any more."))
    return see("invitations")


@require_POST
def renewal(request: HttpRequest, invitation: int) -> HttpResponse:
    """Gives an invitation a new link and seven more days."""
    return _shown(request, renew_invitation(actor=actor_of(request), invitation_id=invitation))


def _invites(actor: Actor) -> None:
    """Raises NotFound for who invites nobody."""
    if not actor.is_administrator and not _led(actor):
        raise NotFound("no invitations")


def _led(actor: Actor) -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in teams(actor=actor) if actor.leads(each.id)]


def _shown(request: HttpRequest, made: Invited) -> HttpResponse:
    link = absolute(request, reverse("invitation", args=[made.secret]))
    mailed = _mailed(request, made.invitation.email, link)
    response = _page(request, link=link, mailed=mailed)
    response.headers["Cache-Control"] = "no-store"
    return response


def _mailed(request: HttpRequest, email: str, link: str) -> bool | None:
    """Whether the link went out by mail; None where nobody asked for that."""
    if not email or not settings.MAIL_IS_ON:
        return None
    text = gettext(
        "Hello,\n\n%(name)s invites you to write and follow up post-mortems.\n\n%(link)s\n\n"
        "The link works once, within seven days.\n"
    ) % {"name": request.user.shown_name, "link": link}  # type: ignore[union-attr]
    try:
        send_mail(gettext("Hansei: an invitation"), text, None, [email])
    except OSError as error:  # smtplib's errors are among them
        _log.warning("an invitation could not be mailed: %s", type(error).__name__)
        return False
    return True


def _page(
    request: HttpRequest,
    *,
    link: str = "",
    mailed: bool | None = None,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    everywhere = [("", gettext("the whole organisation"))] if actor.is_administrator else []
    shown: dict[str, Any] = {
        "rows": list(invitations(actor=actor)),
        "link": link,
        "mailed": mailed,
        "values": values or {"email": "", "role": Role.CONTRIBUTOR.value, "team": ""},
        "problems": problems or {},
        "roles": role_options(in_team=not actor.is_administrator),
        "teams": [*everywhere, *_led(actor)],
        "now": timezone.now(),
    }
    return render(request, "people/invitations.html", shown, status=422 if problems else 200)
