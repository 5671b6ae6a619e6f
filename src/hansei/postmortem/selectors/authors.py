"""Who the audit trail's names belong to."""

from __future__ import annotations

from collections.abc import Iterable

from hansei.accounts.models import User

_USER = "user:"


def shown_names(authors: Iterable[str]) -> dict[str, str]:
    """Names as readers know them, by what the audit trail calls them ("user:login"); one query.

    An account that is gone is shown by its login, everything else by its own name.
    """
    known = set(authors)
    logins = {each.removeprefix(_USER) for each in known if each.startswith(_USER)}
    found = {each.username: each.shown_name for each in User.objects.filter(username__in=logins)} \
        if logins else {}  # fmt: skip
    return {
        each: found.get(name, name) or each for each in known for name in (each.partition(":")[2],)
    }
