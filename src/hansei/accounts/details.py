"""What an account's details may be: checked before anything is written.

A person's password is never part of a message, a repr or the audit trail.
"""

from __future__ import annotations

from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext

from hansei.accounts.models import User
from hansei.accounts.roles import IN_TEAM, Role
from hansei.domain.errors import InputError, UsageError
from hansei.project.bulk import storable

LONGEST_NAME = 200
LONGEST_PASSWORD = 1000
"""Characters. Hashing takes time that grows with the length."""
THEMES = ("", "light", "dark")


def problems(
    *,
    username: str | None = None,
    name: str | None = None,
    email: str | None = None,
    password: str | None = None,
    account: User | None = None,
) -> dict[str, str]:
    """Why each of the details cannot be taken, by name; empty where all can.

    None leaves a detail out. `account` is the one whose details these become, None for a new one.
    """
    reasons = {
        "username": username is not None and _of_username(username, account),
        "name": name is not None and _of_name(name),
        "email": email is not None and _of_email(email, account),
        "password": password is not None and _of_password(password, username, name, email),
    }
    return {field: reason for field, reason in reasons.items() if reason}


def refuse(found: dict[str, str]) -> None:
    """Raises InputError for the first problem, its `place` being the detail's name."""
    for field, reason in found.items():
        raise InputError(reason, place=field)


def checked_role(role: Role, *, in_team: bool) -> Role:
    """`role`, where a team or the organisation can give it. Raises UsageError."""
    if in_team and role not in IN_TEAM:
        raise UsageError(
            gettext("The role “%(role)s” holds in the whole organisation, not in one team.")
            % {"role": role.value}
        )
    return role


def checked_zone(zone: str) -> str:
    """An IANA zone name, or "" for the browser's. Raises InputError."""
    # Browsers know the zones of this database, and no abbreviations or offsets.
    if zone and zone not in available_timezones():
        raise InputError(gettext("This zone is not known."), place="zone")
    return zone


def _of_username(username: str, account: User | None) -> str:
    if not username:
        return gettext("Choose a user name.")
    if len(username) > 150 or storable(username) != username:
        return gettext("A user name has up to 150 characters.")
    try:
        for validator in User.username_validator, _no_address:
            validator(username)
    except ValidationError:
        return gettext("A user name has letters, digits and . + - _ only.")
    if _others(account).filter(username__iexact=username).exists():
        return gettext("This user name is taken.")
    return ""


def _no_address(username: str) -> None:
    # People sign in with either; a user name like another person's address would meet theirs.
    if "@" in username:
        raise ValidationError("@")


def _of_name(name: str) -> str:
    if len(name) > LONGEST_NAME or storable(name) != name or any(not c.isprintable() for c in name):
        return gettext("A name is one line of up to 200 characters.")
    return ""


def _of_email(email: str, account: User | None) -> str:
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        return gettext("This is no e-mail address.")
    if len(email) > 254 or storable(email) != email:
        return gettext("This is no e-mail address.")
    if _others(account).filter(email__iexact=email).exists():
        return gettext("Another account has this e-mail address.")
    return ""


def _of_password(password: str, username: str | None, name: str | None, email: str | None) -> str:
    if len(password) > LONGEST_PASSWORD:
        return gettext("A password has up to 1,000 characters.")
    try:
        validate_password(
            password, User(username=username or "", name=name or "", email=email or "")
        )
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _others(account: User | None) -> QuerySet[User]:
    return User.objects.exclude(pk=account.pk) if account else User.objects.all()
