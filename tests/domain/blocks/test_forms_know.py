"""What each form knows beyond its cells: sums, clocks, the first word to customers, chains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from hansei.domain.blocks.cells import Known
from hansei.domain.blocks.clocks import Clock, State, clocks, duty_of
from hansei.domain.blocks.costs import totals
from hansei.domain.blocks.flags import Facts, Flag, Flagged, flags
from hansei.domain.blocks.forms import CAUSES, COMMUNICATION, COMPLIANCE, COST, IMPACT, WHYS
from hansei.domain.blocks.grid import grid_of
from hansei.domain.blocks.told import first_told
from hansei.domain.document import Mark, Milestone

AWARE = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)  # a Friday
MARKS = {
    Milestone.IMPACT_START: Mark(
        at=AWARE - timedelta(minutes=10), earliest=AWARE, latest=AWARE, events=("e1",)
    ),
    Milestone.DETECTED: Mark(at=AWARE, earliest=AWARE, latest=AWARE, events=("e2",)),
}


def _clocks(*rows: dict[str, str], now: datetime = AWARE) -> tuple[Clock, ...]:
    return clocks(grid_of(COMPLIANCE, rows), MARKS, now)


def test_costs_are_summed_by_kind_and_currency() -> None:
    found = totals(
        grid_of(
            COST,
            [
                {"item": "Refunds", "kind": "direct", "amount": "4,000 EUR"},
                {"item": "Hours", "kind": "Indirect", "amount": "€ 1.500,50"},
                {"item": "Credits", "kind": "", "amount": "$200"},
                {"item": "Trust", "kind": "indirect", "amount": "a lot"},
                {"item": "Not known yet", "kind": "direct", "amount": ""},
            ],
        )
    )
    euro, dollar = found.sums
    assert (euro.currency, euro.direct, euro.indirect) == ("EUR", 4000, Decimal("1500.50"))
    assert euro.whole == Decimal("5500.50")
    assert (dollar.currency, dollar.other) == ("USD", 200)
    assert found.unread == 1


@pytest.mark.parametrize(
    ("rule", "step", "since", "due"),
    [
        ("NIS2", "early warning", "", AWARE + timedelta(hours=24)),
        ("NIS2", "incident notification", "", AWARE + timedelta(hours=72)),
        ("gdpr", "Authority", "", AWARE + timedelta(hours=72)),
        ("GDPR", "authority", "2026-03-06 12:00", AWARE + timedelta(hours=74)),
        ("HIPAA", "individuals", "", AWARE + timedelta(days=60)),
        ("DORA", "initial notification", "2026-03-06 11:00", AWARE + timedelta(hours=5)),
        # Classified late on the first day: awareness sets the limit.
        ("DORA", "initial notification", "2026-03-07 08:00", AWARE + timedelta(hours=24)),
        # Classified later than a day after awareness: four hours from then.
        ("DORA", "initial notification", "2026-03-08 08:00",
         datetime(2026, 3, 8, 12, tzinfo=UTC)),
        # Four business days over a weekend, and over Thanksgiving; filing closes 17:30 New York.
        ("SEC", "Form 8-K", "2026-03-06 10:00", datetime(2026, 3, 12, 21, 30, tzinfo=UTC)),
        ("SEC", "Form 8-K", "2026-11-24 15:00", datetime(2026, 12, 1, 22, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_due_times_are_counted_from_the_facts(
    rule: str, step: str, since: str, due: datetime
) -> None:
    (clock,) = _clocks({"rule": rule, "step": step, "from": since})
    assert clock.due == due
    assert clock.state is State.RUNNING


def test_a_step_counts_from_the_one_before() -> None:
    initial = {"rule": "DORA", "step": "initial notification", "from": "2026-03-06 11:00"}
    middle = {"rule": "DORA", "step": "intermediate report"}
    last = {"rule": "DORA", "step": "final report"}
    sent = _clocks({**initial, "done": "2026-03-06 12:00"}, middle, last)
    assert sent[0].state is State.IN_TIME
    assert sent[1].due == datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert sent[2].due == datetime(2026, 4, 9, 12, tzinfo=UTC)
    open_still = _clocks(initial, middle)
    assert open_still[1].due == datetime(2026, 3, 9, 15, tzinfo=UTC)


def test_a_month_later_is_the_last_day_where_there_is_none() -> None:
    (_, final) = _clocks(
        {"rule": "NIS2", "step": "incident notification", "done": "2026-01-31 09:00"},
        {"rule": "NIS2", "step": "final report"},
    )
    assert final.due == datetime(2026, 2, 28, 9, tzinfo=UTC)


def test_how_a_notification_stands() -> None:
    row = {"rule": "GDPR", "step": "authority"}
    due = AWARE + timedelta(hours=72)
    assert _clocks(row, now=due + timedelta(seconds=1))[0].state is State.OVERDUE
    assert _clocks({**row, "done": "2026-03-09 10:00"})[0].state is State.IN_TIME
    assert _clocks({**row, "done": "2026-03-09 10:01"})[0].state is State.LATE
    assert _clocks({"rule": "DORA", "step": "initial notification"})[0].state is State.WAITING
    assert (
        _clocks({"rule": "A contract", "step": "a call", "done": "2026-03-07"})[0].state
        is State.DONE
    )
    own = _clocks({"rule": "A contract", "step": "a call", "due": "2026-03-07 09:00"})[0]
    assert (own.due, own.duty) == (datetime(2026, 3, 7, 9, tzinfo=UTC), None)


def test_every_step_that_another_one_follows_is_there() -> None:
    for rule in ("DORA", "NIS2"):
        final = duty_of(rule, "final report")
        assert final
        assert duty_of(rule, final.after)


def test_the_time_until_customers_were_told() -> None:
    grid = grid_of(
        COMMUNICATION,
        [
            {"time": "10:05", "audience": "responders", "channel": "chat"},
            {"time": "2026-03-06 10:30", "audience": "Customers"},
            {"time": "10:20", "audience": "customers", "channel": "status page"},
            {"time": "soon", "audience": "customers"},
        ],
    )
    told = first_told(grid, MARKS, Known(zone=ZoneInfo("UTC"), day=AWARE.date()))
    assert told
    assert (told.after_detected_s, told.after_start_s) == (1200, 1800)
    assert first_told(grid_of(COMMUNICATION, []), MARKS) is None


def _said(form_rows: list[dict[str, str]], form: object, **facts: object) -> set[Flagged]:
    grid = grid_of(form, form_rows)  # type: ignore[arg-type]
    return {each.what for each in flags(grid, Facts(**facts))}  # type: ignore[arg-type]


def test_a_cause_needs_evidence_and_is_no_person() -> None:
    good = [
        {"text": "The pool had no upper bound", "type": "primary cause", "evidence": "e1"},
        {"text": "No alert on the queue", "type": "detection gap", "evidence": "e2"},
    ]
    assert _said(good, CAUSES) == set()
    assert _said([{**good[0], "evidence": ""}], CAUSES) == {Flagged.NO_EVIDENCE}
    assert _said([good[1]], CAUSES) == {Flagged.NO_PRIMARY}
    assert _said([good[0], good[0]], CAUSES) == {Flagged.SEVERAL_PRIMARY}
    assert Flagged.PERSON in _said([{**good[0], "text": "Human error by an engineer"}], CAUSES)


def test_a_chain_of_whys_must_not_stop_at_a_person() -> None:
    first = {"why": "Why did it fail?", "because": "The pool was full.", "evidence": "e1"}
    person = {"why": "Why?", "because": "The engineer forgot the limit.", "evidence": "e2"}
    found = flags(grid_of(WHYS, [first, person]), Facts())
    assert found == (Flag(Flagged.STOPS_AT_PERSON, 1, "because", "The engineer forgot the limit."),)
    asked = {"why": "Why was that possible?"}
    system = {"why": "Why?", "because": "No test covers the limit.", "evidence": "e3"}
    assert _said([first, asked, system], WHYS) == {Flagged.NO_ANSWER}
    assert _said([first, person, system], WHYS) == set()
    assert _said([asked], WHYS) == set()


def test_a_figure_of_the_impact_needs_evidence() -> None:
    assert _said([{"measure": "Users affected", "value": "1,200"}], IMPACT) == {Flagged.NO_EVIDENCE}
    assert _said([{"measure": "SLO violated", "value": "no"}], IMPACT) == set()


def test_a_clock_that_has_run_out_is_flagged_and_a_due_time_of_ones_own() -> None:
    rows = [{"rule": "GDPR", "step": "authority", "due": "2026-03-08 10:00"}]
    late = AWARE + timedelta(days=4)
    assert _said(rows, COMPLIANCE, milestones=MARKS, now=late) == {
        Flagged.OVERDUE, Flagged.OTHER_DUE,
    }  # fmt: skip
    assert _said(rows, COMPLIANCE, milestones=MARKS) == set()


def test_cells_that_point_nowhere_are_flagged() -> None:
    grid = grid_of(COST, [{"item": "Refunds", "amount": "4 EUR", "evidence": "ev9"}])
    found = flags(grid, Facts(known=Known(cited=frozenset({"ev1"}))))
    assert found == (Flag(Flagged.CELL, 0, "evidence", "unknown citation"),)
