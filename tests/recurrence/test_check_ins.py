"""A check-in: filled with the figures of its day, closed with verdicts, opened again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.audit.models import Entry
from hansei.domain.errors import InputError, NotFound
from hansei.domain.learning.looks import ActionVerdict, Horizon, Unsaid, horizon_of
from hansei.domain.learning.rates import Verdict
from hansei.postmortem.models import CheckIn
from hansei.recurrence.selectors.check_ins import check_in_view
from hansei.recurrence.services.conclude_check_in import (
    Spoken,
    conclude_check_in,
    reopen_check_in,
)
from tests.recurrence.things import action, incident, published
from tests.web.people import Person

People = Mapping[str, Person]
WORKED, EARLY = ActionVerdict.WORKED, ActionVerdict.EARLY


def test_each_look_asks_its_own_question() -> None:
    assert [horizon_of(days) for days in (30, 60, 90, 180)] == [
        Horizon.SHORT, Horizon.MEDIUM, Horizon.LONG, Horizon.LONG,
    ]  # fmt: skip


def test_it_is_filled_with_the_incidents_before_and_since(people: People) -> None:
    lead = people["lead"]
    found = published(lead, days=40)
    done = action(found, done_days=20)
    action(found, status="cancelled")
    for days in range(50, 350, 10):
        incident(days=days, detect=30)
    incident(days=10, detect=3)
    incident(days=5, service="search")
    view = check_in_view(actor=lead.actor, number_or_id=found.number, number=1)
    assert (view.days, view.horizon) == (30, Horizon.SHORT)
    assert view.figures.services == ("checkout",)
    rate = view.figures.since.rate
    assert rate is not None
    assert (rate.before.count, rate.after.count) == (29, 1)  # the first known one opens the stretch
    assert view.figures.since.left_out == 1
    assert rate.verdict is Verdict.TOO_FEW or rate.verdict is Verdict.BETTER
    (look,) = view.actions
    assert look.line.pk == done.pk
    assert look.effect is not None
    assert look.effect.rate is not None
    assert look.effect.rate.after.exposure == pytest.approx(20, abs=0.01)


def test_it_closes_with_a_verdict_on_every_action_and_judges_what_is_verified(
    people: People,
) -> None:
    actor = people["lead"].actor
    found = published(people["contributor"])
    verified = action(found, done_days=20, verified="2026-01-01T00:00Z", verified_by="user:x")
    done, open_one = action(found, done_days=9), action(found)
    action(found, status="cancelled")
    given = {
        verified.pk: Spoken(WORKED, "No alert since"), done.pk: Spoken(EARLY),
        open_one.pk: Spoken(ActionVerdict.NOT_DONE, "Nobody’s"),
    }  # fmt: skip
    closed = conclude_check_in(
        actor=actor, number_or_id=found.number, number=1, verdicts=given, note=" It helped. "
    )
    assert msgspec.json.decode(closed.figures) == {
        "actions": 3, "completed": 2, "verified": 1, "effective": 1, "overdue": 0,
        "note": "It helped.",
    }  # fmt: skip
    assert closed.closed_by == str(actor)
    verified.refresh_from_db()
    done.refresh_from_db()
    assert (verified.effect, verified.effect_note) == ("effective", "No alert since")
    assert done.effect == ""
    view = check_in_view(actor=actor, number_or_id=found.number, number=1)
    assert [each.verdict for each in view.actions] == [
        WORKED, EARLY, ActionVerdict.NOT_DONE,
    ]  # fmt: skip
    entry = Entry.objects.order_by("-seq").first()
    assert entry is not None
    assert entry.verb == "close check-in"
    with pytest.raises(NotFound):
        conclude_check_in(actor=actor, number_or_id=found.number, number=1, verdicts=given)


def test_its_figures_stay_those_of_its_day(people: People) -> None:
    actor = people["lead"].actor
    found = published(people["contributor"])
    conclude_check_in(actor=actor, number_or_id=found.number, number=1, verdicts={})
    incident(days=0)
    view = check_in_view(actor=actor, number_or_id=found.number, number=1)
    assert view.figures.since.rate is not None
    assert view.figures.since.rate.after.count == 0
    reopen_check_in(actor=actor, number_or_id=found.number, number=1)
    view = check_in_view(actor=actor, number_or_id=found.number, number=1)
    assert view.figures.since.rate is not None
    assert view.figures.since.rate.after.count == 1


def test_opening_it_again_takes_back_what_it_judged_and_keeps_what_was_said(
    people: People,
) -> None:
    actor = people["lead"].actor
    found = published(people["contributor"])
    first = action(found, done_days=20, verified="2026-01-01T00:00Z", verified_by="user:x")
    given = {first.pk: Spoken(ActionVerdict.FAILED, "Twice since")}
    conclude_check_in(actor=actor, number_or_id=found.number, number=1, verdicts=given)
    first.refresh_from_db()
    assert first.effect == "not effective"
    reopen_check_in(actor=actor, number_or_id=found.number, number=1)
    first.refresh_from_db()
    assert (first.effect, first.effect_note, first.effect_by) == ("", "", "")
    view = check_in_view(actor=actor, number_or_id=found.number, number=1)
    assert view.closed is None
    assert (view.actions[0].verdict, view.actions[0].note) == (ActionVerdict.FAILED, "Twice since")
    with pytest.raises(NotFound):
        reopen_check_in(actor=actor, number_or_id=found.number, number=1)


def test_opening_it_again_leaves_alone_what_somebody_judged_since(people: People) -> None:
    actor = people["lead"].actor
    found = published(people["contributor"])
    first = action(found, done_days=20, verified="2026-01-01T00:00Z", verified_by="user:x")
    for number, note in ((1, "Quiet"), (2, "Still quiet")):
        given = {first.pk: Spoken(WORKED, note)}
        conclude_check_in(actor=actor, number_or_id=found.number, number=number, verdicts=given)
    reopen_check_in(actor=actor, number_or_id=found.number, number=1)
    first.refresh_from_db()
    assert first.effect_note == "Still quiet"


def test_what_is_missing_is_told_for_each_action(people: People) -> None:
    actor = people["lead"].actor
    found = published(people["contributor"])
    silent, unshown, open_one = (
        action(found, done_days=9),
        action(found, done_days=9),
        action(found),
    )
    given = {unshown.pk: Spoken(WORKED, " "), open_one.pk: Spoken(WORKED, "It did")}
    with pytest.raises(Unsaid) as refused:
        conclude_check_in(actor=actor, number_or_id=found.number, number=1, verdicts=given)
    assert set(refused.value.reasons) == {silent.pk, unshown.pk, open_one.pk}
    assert "complete it first" in refused.value.reasons[open_one.pk]
    with pytest.raises(InputError):
        conclude_check_in(
            actor=actor, number_or_id=found.number, number=1, verdicts={}, note="x" * 4001
        )
    assert CheckIn.objects.filter(closed=None).count() == 3


def test_only_who_may_change_it_closes_and_opens(people: People) -> None:
    found = published(people["contributor"])
    for who in ("stranger", "viewer", "auditor"):
        actor = people[who].actor
        with pytest.raises(NotFound):
            conclude_check_in(actor=actor, number_or_id=found.number, number=1, verdicts={})
        with pytest.raises(NotFound):
            reopen_check_in(actor=actor, number_or_id=found.number, number=1)
    with pytest.raises(NotFound):
        check_in_view(actor=people["stranger"].actor, number_or_id=found.number, number=1)


def test_incidents_that_may_not_be_read_are_not_counted(people: People) -> None:
    found = published(people["contributor"])
    hidden = published(people["lead"], days=20, restricted=True)
    assert hidden.incidents.get().services.filter(name="checkout").exists()
    hidden.incidents.update(started=found.published)

    def since(who: str) -> int:
        view = check_in_view(actor=people[who].actor, number_or_id=found.number, number=1)
        assert view.figures.since.rate is not None
        return view.figures.since.rate.after.count

    assert (since("auditor"), since("viewer")) == (1, 0)


def test_it_costs_a_constant_number_of_queries(people: People) -> None:
    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            check_in_view(actor=people["lead"].actor, number_or_id=number, number=1)
        return len(queries)

    found = published(people["contributor"])
    action(found, done_days=9)
    incident(days=100)
    few = cost(found.number)
    for days in range(10, 40):
        action(found, done_days=days)
        incident(days=days)
    assert cost(found.number) == few <= 25
