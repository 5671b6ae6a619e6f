"""Numbers and versions in the forms of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.urls import reverse

from hansei.web import queries
from hansei.web.settings.keys import KEYS

_MOST = 10**9 - 1


def whole(given: Mapping[str, str], name: str) -> int | None:
    """A whole number that was typed; None for anything else."""
    return queries.whole(given.get(name), most=_MOST)


def decimal(written: str) -> Decimal | None:
    """A number that was typed, with a point or a comma; None for anything else."""
    try:
        found = Decimal(written.strip().replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def version_of(given: Mapping[str, str]) -> int:
    """The version that a form was made over; -1, which nothing has, where it tells none."""
    return queries.version(given.get("version"))


def undo_address(key: str, version: int) -> str:
    """Where a page posts to take back the change that made this version of a setting."""
    name = next(each for each, of in KEYS.items() if of == key)
    return f"{reverse('settings-undo', args=[name])}?version={version}"
