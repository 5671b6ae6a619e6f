"""Published means beside ours: each way of counting is found, and what fits none is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.published import (
    computed,
    explained,
    length,
    mean,
    quarters,
    reports_in,
    seconds_of,
)

_HEAD = """\
# Incident on {day}

- **Key events**
  - First detected {start}
  - Incident declared {declared}
  - Repaired {repaired}
  - Resolved {resolved}

- **Time to repair**: {repair}

- **Time to resolve**: {resolve}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports: one overnight, one that states what its instants do not give."""
    (tmp_path / "2021-05-10-overnight.html.md.erb").write_text(_HEAD.format(
        day="2021-05-10", start="2021-05-10 12:15", declared="2021-05-10 12:25",
        repaired="2021-05-10 16:48", resolved="2021-05-11 10:00", repair="4h 23m",
        resolve="4h 45m",
    ))  # fmt: skip
    (tmp_path / "2021-06-09-other.html.md.erb").write_text(_HEAD.format(
        day="2021-06-09", start="2021-06-09 13:15", declared="2021-06-09 13:20",
        repaired="2021-06-09 13:46", resolved="2021-06-09 13:58", repair="0h 31m",
        resolve="2h 0m",
    ))  # fmt: skip
    return tmp_path


def test_each_way_of_counting_is_found(folder: Path) -> None:
    overnight, other = reports_in(folder)
    assert explained(overnight, "repair") == "from declaration, by the clock"
    assert explained(overnight, "resolve") == "from detection, in hours of support"
    assert explained(other, "repair") == "from detection, by the clock"
    assert "nearest 0h 43m from detection" in explained(other, "resolve")
    assert length(computed(overnight, "resolve", in_support=True)) == "4h 45m"
    assert length(computed(overnight, "resolve", in_support=False)) == "21h 45m"


def test_a_quarter_has_the_reports_that_its_index_lists(folder: Path) -> None:
    published = {"quarter": [{"name": "2021Q2", "repair": "2h 32m", "resolve": "2h 44m",
                              "reports": ["2021-05-10", "2021-06-09", "2021-06-30"]}]}  # fmt: skip
    (found,) = quarters(list(reports_in(folder)), published)
    assert [each.day for each in found.reports] == ["2021-05-10", "2021-06-09"]
    assert found.published == {"repair": 9120, "resolve": 9840}
    assert length(mean([each.stated["repair"] for each in found.reports])) == "2h 27m"
    assert mean([None]) is None


@pytest.mark.parametrize("written", ["", "2h", "m", "two hours"])
def test_what_is_no_length_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no length"):
        seconds_of(written)
