"""Roles and what they allow."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do, in the whole organisation, a team or one post-mortem.

    An auditor reads all, including the audit trail, and changes nothing.
    """

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Need(StrEnum):
    """What somebody wants to do: read it, change it, or decide over it (publish, restrict)."""

    READ = "read"
    CHANGE = "change"
    LEAD = "lead"


IN_TEAM = (Role.VIEWER, Role.CONTRIBUTOR, Role.LEAD)
"""The roles that one team can give; the others hold in the whole organisation."""


class Scope(StrEnum):
    """What an API token may be used for; each one holds those before it.

    A token never gives more than its person has.
    """

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


ENOUGH: dict[Need, frozenset[Role]] = {
    Need.READ: frozenset(Role),
    Need.CHANGE: frozenset((Role.CONTRIBUTOR, Role.LEAD, Role.ADMINISTRATOR)),
    Need.LEAD: frozenset((Role.LEAD, Role.ADMINISTRATOR)),
}
"""The roles of which one is enough for a need."""
