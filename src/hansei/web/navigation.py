"""The main places of the application, as far as the actor may go there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Role


@dataclass(frozen=True)
class Place:
    """One entry; `key` is the shortcut that leads there."""

    title: str
    address: str
    icon: str
    key: str
    minor: bool = False
    also: tuple[str, ...] = ()

    def is_current(self, path: str) -> bool:
        """Whether a page lies in this place, or at the addresses that belong to it `also`."""
        return path == "/" if self.address == "/" else path.startswith((self.address, *self.also))


def navigation(actor: Actor | None) -> list[Place]:
    """The places in order; minor ones are for running the application."""
    if actor is None or not actor.is_member:
        return []
    found = [
        Place(gettext("Home"), "/", "home", "g h"),
        Place(gettext("Incidents"), "/incidents/", "flag", "g i", also=("/recurrence/",)),
        Place(gettext("Post-mortems"), "/postmortems/", "file", "g p"),
        Place(gettext("Actions"), "/actions/", "check", "g a", also=("/check-ins/", "/effect/")),
        Place(gettext("Learning"), "/learning/", "chart", "g l"),
        Place(gettext("People"), "/people/", "team", "g u", minor=True),
        Place(gettext("Settings"), "/settings/", "settings", "g s", minor=True),
    ]
    if actor.is_auditor or Role.ADMINISTRATOR in actor.roles:
        found.append(Place(gettext("Audit trail"), "/audit/", "shield", "g t", minor=True))
    return found
