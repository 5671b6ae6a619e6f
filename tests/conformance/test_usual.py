"""The short cuts give what the full readings give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.times import from_epoch, from_iso
from hansei.sources.base import Context
from hansei.sources.text import one_line
from hansei.sources.usual import clean_line, once_per_file, unix_time, whole_second


@given(st.datetimes(min_value=datetime(1985, 1, 1), max_value=datetime(2105, 1, 1)))
def test_a_whole_second_is_the_time_that_the_full_reading_gives(at: datetime) -> None:
    text = f"{at.replace(microsecond=0).isoformat()}Z"
    found = whole_second(text)
    if found is None:
        with pytest.raises(ValueError, match="outside the years"):
            from_iso(text, timezone(timedelta(hours=3)))
    else:
        assert (found, 1, False) == from_iso(text, timezone(timedelta(hours=3)))
        assert found.isoformat() == f"{text[:19]}+00:00"


@pytest.mark.parametrize(
    "value",
    [None, 1740825362, "", "2025-03-01 10:36:00Z", "2025-W05-3T02:00:00Z", "20250129T020000.123Z",
     "2025-02-30T10:00:00Z", "2025-01-29T020000.1Z", "2025-03-01T10:36:00.5Z", ["Z"] * 20],
)  # fmt: skip
def test_any_other_value_takes_the_full_reading(value: Any) -> None:
    assert whole_second(value) is None


@given(st.floats(min_value=0, max_value=5e9) | st.integers(-(10**19), 10**19))
def test_unix_times_are_those_of_the_full_reading(value: float) -> None:
    try:
        expected = from_epoch(value)
    except ValueError:
        with pytest.raises(ValueError, match="no Unix time"):
            unix_time(value)
    else:
        assert unix_time(value) == expected
        assert unix_time(str(value)) == expected


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_clean_line_is_one_line(text: str, longest: int) -> None:
    assert clean_line(text, longest) == one_line(text, longest)


def test_what_holds_for_a_file_is_made_once() -> None:
    made: list[str] = []

    @once_per_file
    def build(context: Context) -> str:
        made.append(context.file)
        return context.file.upper()

    first, second = Context(UTC, "a"), Context(UTC, "b")
    assert [build(each) for each in (first, first, second, first)] == ["A", "A", "B", "A"]
    assert made == ["a", "b", "a"]
