"""The guide's worked example: its nine conflicts are found, and its corrected version is clean.

The fixtures keep its facts and figures in other words; the text itself is read from beside the
data folder.
"""

from __future__ import annotations

import pytest

from hansei.domain.findings import Finding
from tests.checks.finding import CONFLICTS, CORRECTED, DATA, check

GUIDE = DATA.parent / "seed" / "postmortem-guide.txt"
NINE = (
    ("two zones for the same minutes", "consistency/zone", "UTC"),
    ("escalated at 6 minutes", "consistency/duration", "6 minutes"),
    ("alerted within 1 minute of failures", "consistency/duration", "1 minute"),
    ("an impact to 11:06", "consistency/duration", "30 minutes"),
    ("alerts worked well", "consistency/claim", "Alerts worked well"),
    ("sessions and users", "consistency/percentage", "sessions"),
    ("some users, intermittent", "consistency/understated", "ome users"),
    ("status page after recovery", "consistency/unknown-event", "8 minutes after recovery"),
    ("no action for the skipped review", "complete/uncovered-factor", "peer review"),
)


def _guide() -> str:
    if not GUIDE.is_file():
        pytest.skip(f"{GUIDE.name} is not beside the data folder (HANSEI_DATA)")
    text = GUIDE.read_text(encoding="utf-8")
    start, end = text.index("Step 1: Incident summary"), text.index("Need more status page")
    return "API outage\n\n" + text[start:end]


def _holds(found: list[Finding], rule: str, says: str) -> bool:
    return any(one.rule == rule and says in one.says for one in found)


@pytest.mark.parametrize(("name", "rule", "says"), NINE, ids=[each[0] for each in NINE])
def test_each_conflict_is_found(name: str, rule: str, says: str) -> None:
    assert _holds(check(CONFLICTS), rule, says)


@pytest.mark.parametrize(("name", "rule", "says"), NINE, ids=[each[0] for each in NINE])
def test_each_conflict_is_found_in_the_text_as_it_stands(name: str, rule: str, says: str) -> None:
    assert _holds(check(_guide()), rule, says)


@pytest.mark.parametrize("read", [lambda: CONFLICTS, _guide], ids=["fixture", "guide"])
def test_deadlines_without_a_year_and_owners_that_are_roles(read: object) -> None:
    found = check(read(), "complete/")  # type: ignore[operator]
    assert any(one.rule == "complete/due-year" and "all 4" in one.message for one in found)
    assert any(one.rule == "complete/owner" and "role" in one.message for one in found)


def test_zone_conflicts_are_found_in_every_section_that_has_them() -> None:
    lines = [one.place.line for one in check(CONFLICTS, "consistency/zone")]
    texts = [CONFLICTS.splitlines()[line - 1] for line in lines]
    assert [text[:9] for text in texts] == [
        "authentic", "- Duratio", "Between 1", "a configu",
    ]  # fmt: skip


def test_each_finding_shows_both_sides_with_their_places() -> None:
    for one in check(CONFLICTS, "consistency/"):
        assert one.says
        assert one.against
        assert one.against.place
        assert one.against.place.line != one.place.line


def test_the_corrected_version_has_no_finding() -> None:
    assert check(CORRECTED) == []


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = [(one.rule, one.place.line) for one in check(CONFLICTS)]
    other = [
        (one.rule, one.place.line) for one in check("\ufeff" + CONFLICTS.replace("\n", "\r\n"))
    ]
    assert other == plain
