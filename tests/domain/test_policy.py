"""When a post-mortem is due, when to meet, when to look again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.policy import (
    Policy,
    Trigger,
    check_ins,
    is_due,
    quick_review_by,
    review_slot,
    severity_rank,
)
from tests.strategies.records import BRIEF

_ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland",
          "America/St_Johns", "Asia/Kathmandu")  # fmt: skip
_RESOLVED = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC)
).map(lambda at: at.replace(microsecond=0))


@BRIEF
@given(_RESOLVED, st.sampled_from(_ZONES), st.booleans())
def test_the_review_is_held_in_working_hours_24_to_72_hours_later(
    resolved: datetime, zone: str, major: bool
) -> None:
    slot = review_slot(resolved=resolved, zone=ZoneInfo(zone), major=major)
    after = slot.start - resolved
    assert after >= timedelta(hours=24)
    assert slot.start.weekday() < 5
    assert slot.start.hour >= 9
    end = slot.start + timedelta(minutes=slot.minutes)
    assert (end.hour, end.minute) <= (17, 0)
    assert slot.start.minute == 0
    assert slot.minutes == (90 if major else 60)
    if after <= timedelta(hours=72):
        assert "24 to 72 hours" in slot.reason
    else:
        assert "weekend" in slot.reason
        assert slot.start.weekday() == 0


@pytest.mark.parametrize(
    ("resolved", "start"),
    [
        ("2026-03-03T08:15", "2026-03-04T10:00"),  # Tuesday morning -> Wednesday at ten
        ("2026-03-03T11:20", "2026-03-04T12:00"),
        ("2026-03-03T20:00", "2026-03-05T10:00"),
        ("2026-03-06T09:00", "2026-03-09T10:00"),  # Friday -> Monday, 73 hours later
        ("2026-03-06T11:00", "2026-03-09T10:00"),
        ("2026-03-07T12:00", "2026-03-09T10:00"),  # Saturday -> Monday
    ],
)
def test_where_the_review_falls(resolved: str, start: str) -> None:
    at = datetime.fromisoformat(resolved).replace(tzinfo=UTC)
    slot = review_slot(resolved=at, zone=ZoneInfo("UTC"), major=False)
    assert slot.start == datetime.fromisoformat(start).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("severity", "rank"),
    [
        ("Sev-0", 1), ("SEV1", 1), ("sev 2", 2), ("Sev-3", 3), ("SEV5", 5), ("P1", 1), ("p4", 4),
        ("Critical", 1), ("High", 2), ("medium", 3), ("Low", 4), ("major", 2), ("minor", 3),
        ("Severity 2", 2), ("priority-1", 1), ("S1", 1), ("  Sev_2 ", 2), ("sev9", 5),
        (None, None), ("", None), ("unknown", None), ("service", None), ("sev", None),
        ("sev1000", None), ("p²", None),
    ],
)  # fmt: skip
def test_severity_scales(severity: str | None, rank: int | None) -> None:
    assert severity_rank(severity) == rank


@BRIEF
@given(st.text(max_size=12))
def test_any_severity_has_a_rank_or_none(text: str) -> None:
    rank = severity_rank(text)
    assert rank is None or 1 <= rank <= 5


@pytest.mark.parametrize("severity", ["Sev-0", "SEV1", "Sev-2", "P2", "Critical", "High"])
def test_every_sev_1_and_2_is_due(severity: str) -> None:
    due = is_due(severity=severity)
    assert due.due
    assert due.variant == "incident"
    assert severity in due.reason


@pytest.mark.parametrize(
    ("trigger", "variant", "word"),
    [
        (Trigger.BREACH, "incident", "breach"),
        (Trigger.LAUNCH, "project-launch", "launch"),
        (Trigger.PROJECT_END, "project-launch", "project"),
        (Trigger.DEPLOYMENT, "incident", "deployment"),
        (Trigger.NEAR_MISS, "one-pager", "near-miss"),
    ],
)
def test_other_reasons_to_have_one(trigger: Trigger, variant: str, word: str) -> None:
    due = is_due(severity="Sev-3", triggers=frozenset({trigger}))
    assert (due.due, due.variant) == (True, variant)
    assert word in due.reason


def test_a_breach_counts_whatever_the_severity() -> None:
    for severity in (None, "Sev-4", "Low"):
        assert is_due(severity=severity, triggers=frozenset({Trigger.BREACH})).due


def test_a_near_miss_gets_the_lightweight_one_even_when_severe() -> None:
    due = is_due(severity="Sev-1", near_miss=True)
    assert (due.due, due.variant) == (True, "one-pager")


def test_a_mild_or_unknown_severity_is_not_due_and_says_why() -> None:
    assert is_due(severity="Sev-3") == is_due(severity="Sev-3", triggers=frozenset())
    assert not is_due(severity="Sev-3").due
    assert "Sev-3" in is_due(severity="Sev-3").reason
    assert not is_due(severity=None).due
    assert "not known" in is_due(severity=None).reason


def test_check_ins_are_30_60_and_90_days_later_on_working_days() -> None:
    assert check_ins(date(2026, 1, 30)) == (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 30))
    saturday = check_ins(date(2026, 1, 29), policy=Policy(check_in_days=(30,)))
    assert saturday == (date(2026, 3, 2),)


def test_the_quick_review_is_within_a_day() -> None:
    resolved = datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert quick_review_by(resolved) == datetime(2026, 3, 4, 12, tzinfo=UTC)
