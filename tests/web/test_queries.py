"""What addresses and forms hold is read without a fault, whatever it is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.errors import InputError
from hansei.web.queries import address, choice, day, typed_day, version, whole


class Colour(StrEnum):
    RED = "red"


@given(st.none() | st.text())
def test_any_text_is_read(written: str | None) -> None:
    found = whole(written)
    assert found is None or 0 <= found < 10**15
    assert version(written) == (-1 if found is None else found)
    assert day(written) is None or isinstance(day(written), date)
    assert choice(Colour, written) in (None, Colour.RED)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", 12),
        (" 7 ", 7),
        ("0", 0),
        ("-1", None),
        ("1.5", None),
        ("9" * 5000, None),
        ("³", None),
    ],
)
def test_whole_numbers_are_bounded(written: str, read: int | None) -> None:
    assert whole(written) == read


def test_a_day_that_is_none_is_refused_where_it_was_typed() -> None:
    assert typed_day(" 2026-03-01 ", place="due") == date(2026, 3, 1)
    assert typed_day("  ", place="due") is None
    with pytest.raises(InputError) as refused:
        typed_day("1 March", place="due")
    assert refused.value.place == "due"


def test_an_address_leaves_out_what_is_empty() -> None:
    assert address("/x/", {"q": "a b", "team": "", "after": None, "n": 3}) == "/x/?q=a+b&n=3"
    assert address("/x/", {}) == "/x/"
