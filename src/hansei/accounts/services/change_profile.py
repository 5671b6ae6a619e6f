"""Changes what a person says of themselves."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.details import THEMES, checked_zone, problems, refuse
from hansei.accounts.models import User
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.project.transactions import writing


def change_profile(
    *,
    actor: Actor,
    version: int,
    name: str | None = None,
    email: str | None = None,
    zone: str | None = None,
    theme: str | None = None,
) -> User:
    """Changes the actor's own account, if it still has the `version` that was looked at.

    None leaves a detail as it is. A new `email` opens the account to who reads its mail, so doors
    ask once more who it is. Raises NotFound for an actor without an account, InputError for
    a detail that cannot be taken, Conflict where the account was changed meanwhile.
    """
    with writing():
        person = User.objects.filter(pk=actor.user_id or 0, is_active=True).first()
        if person is None or actor.read_only:
            raise NotFound("no account")
        changes = _checked(person, name=name, email=email, zone=zone, theme=theme)
        if not changes:
            return person
        unchanged = User.objects.filter(pk=person.pk, version=version)
        if not unchanged.update(**changes, version=F("version") + 1):
            raise Conflict(gettext("Your profile was changed meanwhile: look at it again."))
        record_change(
            actor=actor, verb="change profile", object_type="account", object_id=person.pk,
            # The trail is for ever, and a name or an address may have to be forgotten.
            changes={"username": person.username, "changed": sorted(changes)},
        )  # fmt: skip
    person.refresh_from_db()
    return person


def _checked(
    person: User, *, name: str | None, email: str | None, zone: str | None, theme: str | None
) -> dict[str, str]:
    """What differs from the account, cleaned."""
    wanted = {
        "name": None if name is None else " ".join(name.split()),
        "email": None if email is None else email.strip().lower(),
        "zone": None if zone is None else checked_zone(zone.strip()),
        "theme": theme,
    }
    if theme is not None and theme not in THEMES:
        raise InputError(gettext("This look is not known."), place="theme")
    refuse(problems(name=wanted["name"], email=wanted["email"], account=person))
    return {
        field: value
        for field, value in wanted.items()
        if value is not None and value != getattr(person, field)
    }
