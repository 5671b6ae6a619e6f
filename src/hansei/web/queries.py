"""What addresses and forms hold, read: what means nothing is None or refused, never a fault.

Whole numbers are bounded before they are read: Python refuses long ones by an error of its own.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from hansei.domain.addresses import address, choice, day
from hansei.domain.errors import InputError

__all__ = ["address", "choice", "day", "typed_day", "version", "whole"]
_DIGITS = 15


def whole(written: str | None) -> int | None:
    """A whole number of up to 15 digits, as keys and versions are, or None."""
    text = (written or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


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
