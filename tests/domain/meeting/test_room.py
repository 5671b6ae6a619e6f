"""Time is kept gently, an action fits on one line, and small numbers stay hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.meeting.health import Held, pooled
from hansei.domain.meeting.pacing import Pace, Tone
from hansei.domain.meeting.quick_action import QuickAction, read_action
from hansei.domain.meeting.record import FEWEST, Closing, Tally, is_settled, shown

NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)  # a Wednesday
NAMES = ("On-call engineer", "On-call", "Platform team")


def pace(minutes_in: float, item: int = 1) -> Pace:
    return Pace(minutes=60, started=NOW, item=item, since=NOW - timedelta(minutes=minutes_in))


@pytest.mark.parametrize(
    ("minutes", "tone"),
    [(0, Tone.CALM), (7, Tone.CALM), (8.5, Tone.CLOSING), (11, Tone.OVER), (14, Tone.LONG_OVER)],
)
def test_the_clock_speaks_up_slowly(minutes: float, tone: Tone) -> None:
    assert pace(minutes).tone(NOW) is tone


def test_a_meeting_in_which_nothing_happens_for_hours_was_left_open() -> None:
    """Its clock rests, and the item took until the last thing happened."""
    left = msgspec.structs.replace(pace(3000), last=NOW - timedelta(minutes=2955))
    assert left.tone(NOW) is Tone.LEFT_OPEN
    assert left.moved(2, NOW).spent[1] == 45 * 60
    assert not left.moved(2, NOW).is_left_open(NOW)
    lively = msgspec.structs.replace(pace(3000), last=NOW - timedelta(minutes=30))
    assert lively.tone(NOW) is Tone.LONG_OVER
    assert lively.moved(2, NOW).spent[1] == 3000 * 60


def test_what_an_item_overruns_moves_the_end_and_no_item_is_cut() -> None:
    late = Pace(minutes=60, started=NOW - timedelta(minutes=20), item=1,
                since=NOW - timedelta(minutes=15))  # fmt: skip
    assert late.left_s(NOW) == -300
    assert late.ends(NOW) == NOW + timedelta(minutes=45)
    assert late.late_s(NOW) == 300


def test_an_item_that_is_visited_again_has_what_it_left() -> None:
    went = pace(4).moved(2, NOW).moved(1, NOW + timedelta(minutes=1))
    assert went.spent[1] == 240
    assert went.allotted_s == 360
    with pytest.raises(IndexError):
        went.moved(7, NOW)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fix alert @On-call engineer 2026-12-01",
         QuickAction("fix alert", "On-call engineer", date(2026, 12, 1))),
        ("@Platform team move the check by friday for F1 and F2",
         QuickAction("move the check", "Platform team", date(2026, 11, 27), ("F1", "F2"))),
        ("move the check @Platform team next friday",
         QuickAction("move the check", "Platform team", date(2026, 12, 4))),
        ("raise the limit @on-call in 2 weeks",
         QuickAction("raise the limit", "On-call", date(2026, 12, 9))),
        ('write it down @"Somebody else" tomorrow',
         QuickAction("write it down", "Somebody else", date(2026, 11, 26))),
        ("mend the Friday job @nobody known", QuickAction("mend the Friday job", "nobody known")),
        ("mend it by 2026-02-30", QuickAction("mend it by 2026-02-30")),
        ("mail ops@example.org about it", QuickAction("mail ops@example.org about it")),
        ("", QuickAction("")),
    ],
)  # fmt: skip
def test_an_action_in_one_line(line: str, said: QuickAction) -> None:
    assert read_action(line, NAMES, today=TODAY) == said


@given(st.text(max_size=200))
def test_no_line_breaks_the_reading(line: str) -> None:
    assert "\n" not in read_action(line, NAMES, today=TODAY).text


def test_few_answers_are_shown_to_nobody() -> None:
    few = {Closing.LEARNED: Tally(FEWEST - 1, FEWEST - 1), Closing.AGAIN: Tally(2, FEWEST)}
    assert shown(few) == {Closing.AGAIN: Tally(2, FEWEST)}


def test_counts_wait_until_no_answer_can_come() -> None:
    assert not is_settled(ended=NOW, now=NOW + timedelta(days=6), attended=6, answered=5)
    assert is_settled(ended=NOW, now=NOW, attended=6, answered=6)
    assert is_settled(ended=NOW, now=NOW + timedelta(days=7), attended=6, answered=0)


def test_one_small_meeting_cannot_be_read_off_the_sum() -> None:
    def held(yes: int, total: int, *, settled: bool = True) -> Held:
        return Held(settled, dict.fromkeys(Closing, Tally(yes, total)))

    five = held(5, 5)
    assert pooled([five])[Closing.LEARNED] == Tally(5, 5)
    assert pooled([five, held(0, 2)]) == pooled([five])
    assert pooled([five, held(0, 2), held(1, 3)])[Closing.AGAIN] == Tally(6, 10)
    assert pooled([held(0, 1, settled=False), five])[Closing.AGAIN] == Tally()
