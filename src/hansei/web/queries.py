"""What addresses and forms hold, read: what means nothing is None or refused, never a fault."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from hansei.domain.addresses import address, choice, day, whole
from hansei.domain.errors import InputError

__all__ = ["address", "choice", "day", "typed_day", "version", "whole"]


def typed_day(written: str, *, place: str) -> date | None:
    """The day of a form's field, None where it is empty.

    Raises InputError where something else than a day is written.
    """
    found = day(written)
    if found is None and written.strip():
        raise InputError(gettext("a day is written as in 2026-03-31"), place=place)
    return found


def version(written: str | None) -> int:
    """The version that a reader looked at; -1, which nothing has, where none is told."""
    found = whole(written)
    return -1 if found is None else found
