"""How people sign in, and who they are from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend

from hansei.accounts.selectors import account_of_session

if TYPE_CHECKING:
    from hansei.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # untyped
    """The sign-in library's own, but for how somebody who signed in is found again."""

    def get_user(self, user_id: Any) -> User | None:
        """Who has a session, None for an account that is gone or not active any more."""
        found = account_of_session(key=int(user_id))
        return found if found is not None and self.user_can_authenticate(found) else None
