"""What cells mean, and what is said about those that mean something else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.blocks.cells import (
    Known,
    Money,
    Wrong,
    citations_in,
    date_in,
    factors_in,
    money_in,
    time_in,
    wrong,
)
from hansei.domain.blocks.forms import FORMS
from tests.strategies.records import BRIEF

LONDON = Known(zone=ZoneInfo("Europe/London"), day=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("4,000 EUR", "4000", "EUR"),
        ("€ 4.000,50", "4000.50", "EUR"),
        ("$1.2k", "1200", "USD"),
        ("12 000 chf", "12000", "CHF"),
        ("0.125 USD", "0.125", "USD"),
        ("1'234'567.80", "1234567.80", ""),
        ("£3 million", "3000000", "GBP"),
    ],
)
def test_money(text: str, amount: str, currency: str) -> None:
    assert money_in(text) == Money(Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "a lot", "EUR", "4 EUR USD", "€4 USD", "-5 EUR", "4 hours"])
def test_what_is_no_money(text: str) -> None:
    assert money_in(text) is None


def test_times_are_in_the_zone_of_the_document() -> None:
    at = datetime(2026, 7, 1, 9, 36, tzinfo=UTC)
    assert time_in("2026-07-01 10:36", LONDON) == at
    assert time_in("10:36", LONDON) == at
    assert time_in("2026-07-01T09:36Z", LONDON) == at
    assert time_in("2026-07-01 09:36 UTC", LONDON) == at
    assert time_in("10:36") is None
    assert time_in("soon", LONDON) is None
    assert time_in("25:99", LONDON) is None


def test_days() -> None:
    assert date_in(" 2026-07-01 ") == date(2026, 7, 1)
    assert date_in("2026-02-30") is None
    assert date_in("next sprint") is None


def test_names_of_events_evidence_and_factors() -> None:
    assert citations_in("[e3, E7] ev1 e3") == ("e3", "e7", "ev1")
    assert citations_in("see the graph") is None
    assert factors_in("f1, F3") == ("F1", "F3")
    assert factors_in("the pool") is None


def test_what_is_said_about_a_cell() -> None:
    known = Known(cited=frozenset({"e1", "ev1"}), factors=frozenset({"F1"}))
    due = FORMS["actions"].column("due")
    evidence = FORMS["impact"].column("evidence")
    assert wrong(due, "next sprint") is Wrong.NO_DATE
    assert wrong(due, "2026-07-01") is None
    assert wrong(due, "") is None
    assert wrong(evidence, "e1, ev1", known) is None
    assert wrong(evidence, "e2", known) is Wrong.UNKNOWN_CITATION
    assert wrong(evidence, "the log", known) is Wrong.NO_CITATION
    assert wrong(evidence, "e2") is None
    assert wrong(FORMS["actions"].column("answers"), "F2", known) is Wrong.UNKNOWN_FACTOR
    assert wrong(FORMS["cost"].column("amount"), "4,000") is Wrong.NO_CURRENCY
    assert wrong(FORMS["cost"].column("amount"), "a lot") is Wrong.NO_MONEY
    assert wrong(FORMS["impact"].column("value"), "some") is Wrong.NO_AMOUNT
    assert wrong(FORMS["communication"].column("time"), "soon") is Wrong.NO_TIME


@BRIEF
@given(st.text(max_size=30))
def test_any_text_may_stand_in_any_cell(text: str) -> None:
    for form in FORMS.values():
        for column in form.columns:
            wrong(column, text, LONDON)
