"""Who is asked to come to a review, by role, and who of them the data names."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from hansei.domain.event import Event, Kind


class Role(StrEnum):
    """Why somebody is asked to come."""

    RESPONDER = "responder"
    OWNER = "service owner"
    PRODUCT = "product"
    SUPPORT = "support or communications"
    FACILITATOR = "facilitator"

    @property
    def reason(self) -> str:
        """What they bring."""
        return _REASONS[self]


_REASONS = {
    Role.RESPONDER: "handled the incident and remember what they knew",
    Role.OWNER: "know the systems and will change them",
    Role.PRODUCT: "can say what it meant for the business",
    Role.SUPPORT: "heard from customers what it meant for them",
    Role.FACILITATOR: "leads the talk and has no stake in it (optional)",
}


def responders(events: Iterable[Event], *, most: int = 12) -> tuple[str, ...]:
    """The people who acted, as the timeline writes them, in order of their first event."""
    found: dict[str, str] = {}
    for each in sorted(events, key=lambda one: one.at):
        if each.kind is Kind.HUMAN and each.actor:
            plain = " ".join(each.actor.casefold().replace("-", " ").replace(".", " ").split())
            found.setdefault(plain, each.actor)
    return tuple(found.values())[:most]
