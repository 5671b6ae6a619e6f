"""How the sign-in library behaves here: no open door, single sign-on by the organisation's rules.

An account has one e-mail address, the one in its row. The library's own list of addresses stays
empty, so that an address which a person gave up opens nothing any more.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext

from hansei.accounts.actor import signed_in, system
from hansei.accounts.roles import Role
from hansei.accounts.services.join import join_by_sign_on


def shown_name(user: Any) -> str:
    """How others read of a person."""
    return str(user.shown_name)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Local accounts: by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, or where somebody without a role reads that they wait for one."""
        if not signed_in(request.user).is_member:  # type: ignore[arg-type]
            return "/account/waiting/"
        return str(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return "/profile/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return str(settings.LOGIN_URL)

    def format_email_subject(self, subject: str) -> str:
        return f"Hansei: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if settings.MAIL_IS_ON:
            super().send_mail(template_prefix, email, context)

    def get_phone(self, user: AbstractBaseUser) -> None:  # noqa: ARG002
        return None


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors and passkeys."""

    def _get_user_identifier(self, user: Any) -> str:
        """What an authenticator shows: the user name, as an address may change."""
        return str(user.get_username())

    def _get_site_name(self) -> str:
        return "Hansei"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002
        return gettext("Passkey")


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on: whom the provider vouches for gets an account, and perhaps a role."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = data.get("name") or " ".join(each for each in parts if each)
        user.first_name = user.last_name = ""
        # Providers often send an address as user name; here people sign in with either.
        user.username = user.username.partition("@")[0]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        def save() -> Any:
            user = super(SignOnAdapter, self).save_user(request, sociallogin, form)
            EmailAddress.objects.filter(user=user).delete()
            return user

        return join_by_sign_on(
            actor=system("sign-in"),
            save=save,
            provider=str(sociallogin.account.provider),
            role=Role(settings.SIGN_ON_ROLE) if settings.SIGN_ON_ROLE else None,
        )
