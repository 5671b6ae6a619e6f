"""Signs somebody in without the sign-in page: `python -m tests.browser.session USER ROLE`.

Prints the key of the session; HANSEI_STORE names the store. ROLE "none" gives no role.
"""

from __future__ import annotations

import sys

from hansei.project.boot import open_store


def main() -> None:
    """Makes the account where it is absent, and a session."""
    name, role = sys.argv[1:]
    open_store(web=True)
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hansei.accounts.models import Membership, User

    user, made = User.objects.get_or_create(
        username=name, defaults={"name": name.replace("-", " ").capitalize()}
    )
    if made and role != "none":
        Membership.objects.create(user=user, team=None, role=role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(session.session_key)


if __name__ == "__main__":
    main()
