"""What answers a contributing factor: an action, a signed acceptance, or nothing."""

from __future__ import annotations

from datetime import date

from hansei.domain.coverage import (
    Acceptance,
    Answer,
    Factor,
    FactorType,
    factor_coverage,
    numbered,
)
from hansei.domain.document import Action, ActionStatus

POOL = Factor("The connection pool had no upper bound", key="F1")
ALERT = Factor("Nobody was paged while queues grew", key="F2")


def _accepted(factor: Factor, until: date | None = None) -> Acceptance:
    return Acceptance(key=factor.key, factor=factor.text, by="user:lead", until=until)


def test_an_action_that_names_a_factor_answers_it() -> None:
    found = factor_coverage([POOL, ALERT], [Action(text="Set a limit", answers=("F1",))])
    assert [each.answer for each in found.factors] == [Answer.ACTION, Answer.OPEN]
    assert found.factors[0].actions == (0,)
    assert (found.covered, found.total) == (1, 2)
    assert [each.factor.key for each in found.open] == ["F2"]


def test_an_action_about_the_same_thing_answers_it_by_its_words() -> None:
    found = factor_coverage([POOL, ALERT], [Action(text="Bound the connection pool")])
    assert [each.answer for each in found.factors] == [Answer.WORDS, Answer.OPEN]
    assert found.idle == (0,)


def test_a_cancelled_action_answers_nothing() -> None:
    action = Action(text="Set a limit", answers=("F1",), status=ActionStatus.CANCELLED)
    assert factor_coverage([POOL], [action]).covered == 0


def test_a_suggestion_answers_nothing_until_somebody_takes_it_up() -> None:
    drafted = Action(text="Suggestion: bound the connection pool")
    owned = Action(text="Suggestion: bound the connection pool", owner="Platform lead")
    assert factor_coverage([POOL], [drafted]).factors[0].answer is Answer.OPEN
    assert factor_coverage([POOL], [owned]).factors[0].answer is Answer.WORDS


def test_an_acceptance_answers_until_its_day_is_over() -> None:
    signed = [_accepted(ALERT, until=date(2026, 3, 31))]
    last = factor_coverage([ALERT], [], signed, today=date(2026, 3, 31))
    after = factor_coverage([ALERT], [], signed, today=date(2026, 4, 1))
    assert last.factors[0].answer is Answer.ACCEPTED
    assert after.factors[0].answer is Answer.EXPIRED
    assert not after.factors[0].covered


def test_an_acceptance_stays_with_its_factor_when_numbers_move() -> None:
    signed = [_accepted(ALERT)]
    moved = [Factor(ALERT.text, key="F1"), Factor(POOL.text, key="F2")]
    found = factor_coverage(moved, [], signed)
    assert [each.answer for each in found.factors] == [Answer.ACCEPTED, Answer.OPEN]


def test_an_acceptance_follows_a_factor_that_was_reworded() -> None:
    reworded = Factor("Nobody was paged while the queues of mail grew", key="F2")
    found = factor_coverage([reworded], [], [_accepted(ALERT)])
    assert found.factors[0].answer is Answer.ACCEPTED


def test_the_newest_acceptance_counts() -> None:
    signed = [_accepted(ALERT, until=date(2026, 1, 1)), _accepted(ALERT, until=date(2027, 1, 1))]
    found = factor_coverage([ALERT], [], signed, today=date(2026, 6, 1))
    assert found.factors[0].answer is Answer.ACCEPTED


def test_a_recovery_aid_needs_no_answer() -> None:
    aid = Factor("The rollback took one command", type=FactorType.RECOVERY)
    assert factor_coverage([aid, POOL], []).total == 1


def test_numbers_that_are_written_stay_and_questions_have_none() -> None:
    found = numbered(
        [Factor("First"), Factor("Which conditions?"), Factor("Second", key="F1"), Factor("Third")]
    )
    assert [(each.key, each.text) for each in found] == [
        ("F2", "First"), ("F1", "Second"), ("F3", "Third"),
    ]  # fmt: skip
