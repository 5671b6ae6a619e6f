"""What a cell means, and what is to be said where it does not mean what its column asks for.

Nothing is refused: a due date of "next sprint" stays as it was written, and its writer is told that
no reminder can be counted from it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from enum import StrEnum

import msgspec

from hansei.domain.blocks.form import Column, Kind
from hansei.domain.times import from_iso

_CITATION = re.compile(r"[eE](v?)(\d{1,9})")
_FACTOR = re.compile(r"F[1-9]\d{0,2}", re.IGNORECASE)
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "CHF": "CHF", "kr": "SEK"}
_CODE = re.compile(r"[A-Za-z]{3}")
_SCALES = {"": 1, "k": 1000, "m": 1_000_000, "million": 1_000_000, "thousand": 1000}
_MONEY = re.compile(
    r"(?:(?P<before>[A-Za-z]{2,3}|[€$£¥₹])\s?)?(?P<amount>\d[\d.,'’ \u00a0\u202f]*)"
    r"\s?(?P<scale>k|m|million|thousand)?\s?(?P<after>[A-Za-z]{2,3}|[€$£¥₹])?", re.IGNORECASE,
)  # fmt: skip
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_ZONE_NAME = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?) ?(?:UTC|GMT|Z)", re.IGNORECASE)
_MOST = 40


class Wrong(StrEnum):
    """Why a cell is not what its column asks for."""

    NO_DATE = "no date"
    NO_TIME = "no time"
    NO_MONEY = "no amount of money"
    NO_CURRENCY = "no currency"
    NO_AMOUNT = "no amount"
    NO_CITATION = "no citation"
    UNKNOWN_CITATION = "unknown citation"
    NO_FACTOR = "no factor"
    UNKNOWN_FACTOR = "unknown factor"


class Money(msgspec.Struct, frozen=True):
    """An amount of money. `currency` is a code of three letters, "" where none is written."""

    amount: Decimal
    currency: str = ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What cells may point at, and what their times are counted from.

    `cited` are the events and pieces of evidence that there are, None where nobody can tell.
    `day` is the day that a bare time of day falls on.
    """

    zone: tzinfo = UTC
    cited: Collection[str] | None = None
    factors: Collection[str] | None = None
    day: date | None = None


NOTHING_KNOWN = Known()


def date_in(text: str) -> date | None:
    """The day that a cell is: "2026-03-01" alone."""
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None


def time_in(text: str, known: Known = NOTHING_KNOWN) -> datetime | None:
    """The instant that a cell is, in UTC: "2026-03-01 10:36" in the zone, or "10:36" on the day."""
    written = text.strip()
    clock = _CLOCK.fullmatch(written)
    if clock and known.day:
        written = f"{known.day.isoformat()} {int(clock[1]):02d}:{clock[2]}:{clock[3] or '00'}"
    named = _ZONE_NAME.fullmatch(written)
    try:
        return from_iso(f"{named[1]}+00:00" if named else written, known.zone).at
    except ValueError:
        return None


def citations_in(text: str) -> tuple[str, ...] | None:
    """The events and pieces of evidence that a cell names, in lower case.

    None where it holds anything else. "[e3, ev1]", "e3 e7" and "[e3] [e7]" are read alike.
    """
    parts = re.split(r"[\s,;\[\]]+", text.strip().strip("[]"))
    names = [each for each in parts if each]
    if len(names) > _MOST or not all(_CITATION.fullmatch(each) for each in names):
        return None
    return tuple(dict.fromkeys(each.lower() for each in names))


def factors_in(text: str) -> tuple[str, ...] | None:
    """The numbers of factors that a cell names; None where it holds anything else."""
    names = [each for each in re.split(r"[\s,;]+", text.strip()) if each]
    if len(names) > _MOST or not all(_FACTOR.fullmatch(each) for each in names):
        return None
    return tuple(dict.fromkeys(each.upper() for each in names))


def money_in(text: str) -> Money | None:
    """An amount of money: "4,000 EUR", "€ 4.000", "$1.2k", or a bare number without currency."""
    found = _MONEY.fullmatch(" ".join(text.replace("~", "").split()))
    if not found:
        return None
    units = [each for each in (found["before"], found["after"]) if each]
    amount = _decimal(found["amount"].strip())
    if amount is None or len(units) > 1:
        return None
    currency = _currency(units[0]) if units else ""
    if currency is None:
        return None
    return Money(amount * _SCALES[(found["scale"] or "").lower()], currency)


def wrong(column: Column, text: str, known: Known = NOTHING_KNOWN) -> Wrong | None:
    """What is to be said about a cell; None for an empty one and for what its column asks for."""
    if not text.strip():
        return None
    match column.kind:
        case Kind.DATE:
            return None if date_in(text) else Wrong.NO_DATE
        case Kind.TIME:
            return None if time_in(text, known) else Wrong.NO_TIME
        case Kind.MONEY:
            money = money_in(text)
            if money is None:
                return Wrong.NO_MONEY
            return None if money.currency else Wrong.NO_CURRENCY
        case Kind.AMOUNT:
            return None if re.search(r"\d", text) or _is_word(text) else Wrong.NO_AMOUNT
        case Kind.CITATION:
            return _wrong_names(citations_in(text), known.cited, Wrong.NO_CITATION,
                                Wrong.UNKNOWN_CITATION)  # fmt: skip
        case Kind.FACTORS:
            return _wrong_names(factors_in(text), known.factors, Wrong.NO_FACTOR,
                                Wrong.UNKNOWN_FACTOR)  # fmt: skip
        case _:
            return None


def _wrong_names(
    names: tuple[str, ...] | None, known: Collection[str] | None, none: Wrong, unknown: Wrong
) -> Wrong | None:
    if names is None:
        return none
    return None if known is None or all(each in known for each in names) else unknown


def _is_word(text: str) -> bool:
    return text.strip().lower() in {"none", "unknown", "all", "yes", "no", "nobody", "zero"}


def _decimal(written: str) -> Decimal | None:
    """The last separator is that of the fraction, unless three digits follow it."""
    digits = re.sub(r"['’ \u00a0\u202f]", "", written).rstrip(".,")
    points = [at for at, each in enumerate(digits) if each in ".,"]
    if points and (len(digits) - points[-1] - 1 != 3 or digits.startswith("0")):
        whole = re.sub(r"[.,]", "", digits[: points[-1]])
        digits = f"{whole}.{digits[points[-1] + 1 :]}"
    else:
        digits = re.sub(r"[.,]", "", digits)
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _currency(unit: str) -> str | None:
    if unit in _SYMBOLS or unit.lower() in _SYMBOLS:
        return _SYMBOLS.get(unit) or _SYMBOLS[unit.lower()]
    return unit.upper() if _CODE.fullmatch(unit) else None
