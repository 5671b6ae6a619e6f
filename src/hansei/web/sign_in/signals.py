"""Writes into the audit trail what the sign-in library changes: passwords, factors, connections."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.dispatch import receiver
from django.http import HttpRequest

from hansei.accounts.actor import signed_in
from hansei.accounts.services.note_credentials import note_credentials


@receiver(password_set)
@receiver(password_changed)
def _password_changed(request: HttpRequest, user: Any, **_: Any) -> None:
    _note(request, user, "change password")


@receiver(password_reset)
def _password_reset(request: HttpRequest, user: Any, **_: Any) -> None:
    _note(request, user, "reset password by link")


@receiver(authenticator_added)
def _factor_added(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    _note(request, user, "add second factor", str(authenticator.type))


@receiver(authenticator_reset)
def _factor_renewed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    _note(request, user, "renew second factor", str(authenticator.type))


@receiver(authenticator_removed)
def _factor_removed(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    _note(request, user, "remove second factor", str(authenticator.type))


@receiver(social_account_added)
def _connected(request: HttpRequest, sociallogin: Any, **_: Any) -> None:
    _note(request, sociallogin.user, "connect single sign-on", sociallogin.account.provider)


@receiver(social_account_removed)
def _disconnected(request: HttpRequest, socialaccount: Any, **_: Any) -> None:
    _note(request, socialaccount.user, "disconnect single sign-on", socialaccount.provider)


def _note(request: HttpRequest, user: Any, verb: str, kind: str = "") -> None:
    """By the person who is signed in, or by the account itself where nobody is yet."""
    actor = signed_in(request.user if request.user.is_authenticated else user)
    note_credentials(actor=actor, user_id=user.pk, verb=verb, kind=kind)
