"""What the query of an address holds: written, and read without ever being a fault.

Whole numbers are bounded before they are read: Python refuses long ones by an error of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

_E = TypeVar("_E", bound=StrEnum)
LARGEST = 10**15 - 1
"""No key and no version is larger, and every one of 15 digits is exact as a float too."""


def address(path: str, given: Mapping[str, object]) -> str:
    """A path with a query of what is given; what is empty is left out."""
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{path}?{query}" if query else path


def choice(kind: type[_E], written: str | None) -> _E | None:
    """The member of an enumeration, or None."""
    try:
        return kind(written) if written else None
    except ValueError:
        return None


def whole(written: str | None, *, least: int = 0, most: int = LARGEST) -> int | None:
    """A whole number within bounds, or None."""
    text = (written or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    found = int(text)
    return found if least <= found <= most else None


def day(written: str | None) -> date | None:
    """A day, or None."""
    try:
        return date.fromisoformat((written or "").strip())
    except ValueError:
        return None
