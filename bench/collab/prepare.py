"""Fills the store that HANSEI_STORE names: `python -m bench.collab.prepare DOCUMENTS PEOPLE`.

Prints, as JSON, the numbers of the post-mortems and the key of a session for each person.
"""

from __future__ import annotations

import json
import sys

from hansei.project.boot import open_store


def main() -> None:
    """Makes them."""
    documents, people = int(sys.argv[1]), int(sys.argv[2])
    open_store(web=True)
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from hansei.accounts.actor import system
    from hansei.accounts.models import Membership, User
    from hansei.postmortem.services.start_post_mortem import start_post_mortem

    numbers = [
        start_post_mortem(actor=system("bench"), title=f"Checkout was slow {each}",
                          variant="incident").number
        for each in range(documents)
    ]  # fmt: skip
    keys = []
    with transaction.atomic():
        for each in range(people):
            user = User.objects.create(username=f"writer-{each}", name=f"Writer {each}")
            Membership.objects.create(user=user, team=None, role="contributor")
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
            keys.append(session.session_key)
    print(json.dumps({"numbers": numbers, "keys": keys}))


if __name__ == "__main__":
    main()
