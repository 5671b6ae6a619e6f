"""Makes accounts: the first administrator's, and those that an administrator makes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.details import problems, refuse
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.accounts.services.give_role import compatible
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, NotFound
from hansei.project.transactions import writing


def found_organisation(
    *, actor: Actor, username: str, name: str = "", email: str = "", password: str
) -> User:
    """Makes the first account, an administrator's.

    Raises Conflict once there is any account, and InputError for a detail that cannot be taken.
    """
    with writing():
        if User.objects.exists():
            raise Conflict(gettext("The first account is made already. Sign in."))
        made = save_account(username=username, name=name, email=email, password=password)
        Membership.objects.create(user=made, role=Role.ADMINISTRATOR.value)
        record_change(
            actor=actor, verb="make the first account", object_type="account", object_id=made.pk,
            changes={"username": made.username, "roles": [Role.ADMINISTRATOR.value]},
        )  # fmt: skip
    return made


def create_account(
    *,
    actor: Actor,
    username: str,
    name: str = "",
    email: str = "",
    password: str | None = None,
    roles: Iterable[Role] = (),
) -> User:
    """Makes an account with roles in the organisation. Without a password nobody signs in with one.

    Raises NotFound for all but administrators, and InputError for a detail that cannot be taken.
    """
    if not actor.is_administrator:
        raise NotFound("no accounts")
    given = tuple(dict.fromkeys(roles))
    compatible(given)
    with writing():
        made = save_account(username=username, name=name, email=email, password=password)
        for role in given:
            Membership.objects.create(user=made, role=role.value)
        record_change(
            actor=actor, verb="create account", object_type="account", object_id=made.pk,
            changes={"username": made.username, "roles": [each.value for each in given]},
        )  # fmt: skip
    return made


def save_account(*, username: str, name: str, email: str, password: str | None) -> User:
    """Part of a change: checks the details and saves a new account. Raises InputError."""
    username, name, email = username.strip(), " ".join(name.split()), email.strip().lower()
    refuse(problems(username=username, name=name, email=email, password=password))
    made = User(username=username, name=name, email=email)
    made.set_password(password)
    try:
        made.save()
    except IntegrityError:
        # Single sign-on saves accounts on its own, outside of our queue of writers.
        raise Conflict(gettext("This user name or e-mail address was just taken.")) from None
    return made
