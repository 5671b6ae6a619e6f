"""What people's forms ask for. An undo has everything in its address, a form in its body."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.roles import IN_TEAM, Role
from hansei.domain.errors import UsageError
from hansei.web.pages import Request
from hansei.web.queries import whole


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Request, request).actor


def asked(request: HttpRequest, name: str) -> str:
    """A value from the form or else the address; "" for none."""
    return request.POST.get(name) or request.GET.get(name) or ""


def asked_number(request: HttpRequest, name: str) -> int | None:
    """A key or a version; None for none."""
    return whole(asked(request, name))


def asked_role(request: HttpRequest) -> Role:
    """The role. Raises UsageError for none that there is."""
    try:
        return Role(asked(request, "role"))
    except ValueError:
        raise UsageError(gettext("Choose a role.")) from None


def address(name: str, *args: object, **query: object) -> str:
    """The address of a view with what it is asked for; None is left out."""
    kept = {key: value for key, value in query.items() if value is not None}
    return reverse(name, args=args or None) + (f"?{urlencode(kept)}" if kept else "")


def role_options(*, in_team: bool = False) -> list[tuple[str, str]]:
    """The roles that can be given, with what they mean."""
    means = {
        Role.VIEWER: gettext("viewer: reads"),
        Role.CONTRIBUTOR: gettext("contributor: reads and writes"),
        Role.LEAD: gettext("lead: also publishes and restricts"),
        Role.ADMINISTRATOR: gettext("administrator: also people and settings"),
        Role.AUDITOR: gettext("auditor: reads all, changes nothing"),
    }
    return [(role.value, text) for role, text in means.items() if not in_team or role in IN_TEAM]
