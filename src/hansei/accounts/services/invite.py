"""Invites people: a link that makes one account, or gives a role to one who has an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.details import checked_role
from hansei.accounts.models import Invitation, Membership, Team, User
from hansei.accounts.roles import Role
from hansei.accounts.secret import new_secret, secret_digest
from hansei.accounts.services.create_account import save_account
from hansei.accounts.services.give_role import compatible
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.project.bulk import storable
from hansei.project.transactions import writing

DAYS = 7
"""How long an invitation is open."""


class Invited(NamedTuple):
    """A new invitation with its `secret`, which nobody can be shown again."""

    invitation: Invitation
    secret: str


def invite(
    *, actor: Actor, role: Role, email: str = "", team_id: int | None = None, days: int = DAYS
) -> Invited:
    """Opens the door for one person. `email` says for whom; the link works for who has it.

    Administrators invite into the organisation, leads into their team. Raises NotFound for
    others, InputError for a bad address, UsageError for a role that cannot be given there.
    """
    cleaned = _address(email)
    secret = new_secret()
    with writing():
        team = _team(actor, team_id)
        checked_role(role, in_team=team is not None)
        made = Invitation.objects.create(
            email=cleaned,
            role=role.value,
            team=team,
            digest=secret_digest(secret),
            invited_by_id=actor.user_id,
            expires=timezone.now() + timedelta(days=min(max(days, 1), 30)),
        )
        _record(actor, "invite", made)
    return Invited(made, secret)


def revoke_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Closes an open invitation. Raises NotFound where there is none that the actor may close."""
    with writing():
        found = _manageable(actor, invitation_id)
        if found.accepted is not None or found.revoked is not None:
            return
        found.revoked = timezone.now()
        found.save(update_fields=["revoked"])
        _record(actor, "revoke invitation", found)


def renew_invitation(*, actor: Actor, invitation_id: int, days: int = DAYS) -> Invited:
    """Gives an invitation that was not accepted a new link and time; the old link ends.

    Raises NotFound where there is none that the actor may renew.
    """
    secret = new_secret()
    with writing():
        found = _manageable(actor, invitation_id)
        if found.accepted is not None:
            raise NotFound(f"no invitation {invitation_id}")
        found.digest = secret_digest(secret)
        found.expires = timezone.now() + timedelta(days=min(max(days, 1), 30))
        found.revoked = None
        found.save(update_fields=["digest", "expires", "revoked"])
        _record(actor, "renew invitation", found)
    return Invited(found, secret)


def accept_invitation(
    *, actor: Actor, secret: str, username: str, name: str = "", email: str = "", password: str
) -> User:
    """Makes the account that an invitation is for. `actor` is the door, as nobody is signed in.

    Raises NotFound where the invitation is not open (any more), and InputError for a detail that
    cannot be taken.
    """
    with writing():
        found = _open(secret)
        made = save_account(username=username, name=name, email=email, password=password)
        Membership.objects.create(user=made, team=found.team, role=found.role)
        _accept(actor, found, made)
    return made


def accept_as_oneself(*, actor: Actor, secret: str) -> None:
    """Gives the role of an invitation to the person who is signed in.

    Raises NotFound where the invitation is not open, and UsageError where the person holds a
    role that goes with no other.
    """
    with writing():
        found = _open(secret)
        person = User.objects.filter(pk=actor.user_id or 0, is_active=True).first()
        if person is None or actor.read_only:
            raise NotFound("no such invitation")
        held = Membership.objects.filter(user=person, team__removed=None)
        if not held.filter(team=found.team, role=found.role).exists():
            compatible((*(Role(each) for each in held.values_list("role", flat=True)),
                        Role(found.role)))  # fmt: skip
            Membership.objects.create(user=person, team=found.team, role=found.role)
        _accept(actor, found, person)


def is_open(found: Invitation, now: datetime) -> bool:
    """Whether it can still be accepted."""
    in_use = found.team is None or found.team.removed is None
    return found.accepted is None and found.revoked is None and found.expires > now and in_use


def _open(secret: str) -> Invitation:
    found = Invitation.objects.select_related("team").filter(digest=secret_digest(secret)).first()
    if found is None or not is_open(found, timezone.now()):
        raise NotFound("no such invitation")
    return found


def _accept(actor: Actor, found: Invitation, person: User) -> None:
    found.accepted = timezone.now()
    found.save(update_fields=["accepted"])
    _record(actor, "accept invitation", found, account=person.pk, username=person.username)


def _team(actor: Actor, team_id: int | None) -> Team | None:
    allowed = actor.is_administrator if team_id is None else actor.leads(team_id)
    team = Team.objects.filter(pk=team_id, removed=None).first() if team_id is not None else None
    if not allowed or (team is None and team_id is not None):
        raise NotFound("no invitations")
    return team


def _manageable(actor: Actor, invitation_id: int) -> Invitation:
    found = Invitation.objects.select_related("team").filter(pk=invitation_id).first()
    if found is None or not (
        actor.is_administrator or (found.team_id is not None and actor.leads(found.team_id))
    ):
        raise NotFound(f"no invitation {invitation_id}")
    return found


def _address(email: str) -> str:
    cleaned = storable(email).strip().lower()
    if cleaned:
        try:
            validate_email(cleaned)
        except ValidationError:
            raise InputError(gettext("This is no e-mail address."), place="email") from None
    return cleaned


def _record(actor: Actor, verb: str, found: Invitation, **changes: object) -> None:
    record_change(
        actor=actor, verb=verb, object_type="invitation", object_id=found.pk,
        changes={
            "role": found.role,
            "team": found.team.name if found.team else None,
            "expires": found.expires.isoformat(timespec="seconds"),
            **changes,
        },
    )  # fmt: skip
