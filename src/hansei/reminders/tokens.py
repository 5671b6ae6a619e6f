"""The link in a letter that stops letters, without signing in: signed, for one person and kind."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import User
from hansei.domain.errors import NotFound
from hansei.domain.reminders import Kind

_SALT = "hansei.reminders"
_VALID = timedelta(days=400)


def stop_token(user_id: int, kind: Kind | None = None) -> str:
    """A token that switches a kind of reminder off for one person; None for all of them."""
    return signing.dumps([user_id, kind.value if kind else ""], salt=_SALT)


def read_stop_token(token: str) -> tuple[Actor, Kind | None]:
    """Whose token it is, and for what. Raises NotFound for one that is forged or too old."""
    try:
        user_id, kind = signing.loads(token, salt=_SALT, max_age=_VALID)
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is not None:
            return signed_in(user), Kind(kind) if kind else None
    except (signing.BadSignature, ValueError, TypeError):
        pass
    raise NotFound("this link is no longer valid")
