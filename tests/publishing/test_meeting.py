"""The meeting: planned, moved, held, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from hansei.audit.models import Entry
from hansei.domain.errors import InputError, NotFound
from hansei.postmortem.models import PostMortem, Review
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.schedule_review import (
    cancel_review,
    hold_review,
    schedule_review,
)
from tests.web.people import Person

People = Mapping[str, Person]
START = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)


def _audited(change: Callable[[], object]) -> int:
    before = Entry.objects.count()
    change()
    return Entry.objects.count() - before


def test_a_meeting_is_moved_and_the_document_tells_it(owned: PostMortem, people: People) -> None:
    actor, number = people["contributor"].actor, owned.number
    review = owned.reviews.get()

    def moved() -> Review:
        return schedule_review(
            actor=actor, number_or_id=number, start=START, minutes=90, review=review.pk
        )

    assert _audited(moved) == 1
    assert _audited(moved) == 0
    review.refresh_from_db()
    assert (review.start, review.minutes, review.reason) == (START, 90, "")
    owned.refresh_from_db()
    told = document_of(owned).extra["review"]
    assert (told["start"], told["minutes"]) == ("2026-03-05T14:00:00+00:00", 90)


def test_a_second_meeting_is_planned_and_taken_out_again(owned: PostMortem, people: People) -> None:
    actor, number = people["contributor"].actor, owned.number
    made = schedule_review(actor=actor, number_or_id=number, start=START)
    assert owned.reviews.count() == 2
    assert _audited(lambda: cancel_review(actor=actor, number_or_id=number, review=made.pk)) == 1
    assert owned.reviews.count() == 1


def test_a_meeting_that_the_document_told_already_is_audited_all_the_same(
    owned: PostMortem, people: People
) -> None:
    actor, number = people["contributor"].actor, owned.number
    start = owned.reviews.get().start
    Review.objects.all().delete()

    def planned() -> Review:
        return schedule_review(actor=actor, number_or_id=number, start=start, reason="in time")

    assert _audited(planned) == 1


def test_a_held_meeting_stays(owned: PostMortem, people: People) -> None:
    actor, number = people["contributor"].actor, owned.number
    pk = owned.reviews.get().pk
    assert hold_review(actor=actor, number_or_id=number, review=pk).held is not None
    assert _audited(lambda: hold_review(actor=actor, number_or_id=number, review=pk)) == 0
    with pytest.raises(NotFound):
        cancel_review(actor=actor, number_or_id=number, review=pk)
    again = hold_review(actor=actor, number_or_id=number, review=pk, held=False)
    assert again.held is None


def test_bad_times_are_refused_by_name(owned: PostMortem, people: People) -> None:
    actor, number = people["contributor"].actor, owned.number
    for start, minutes, place in (
        (START.replace(tzinfo=None), 60, "start"),
        (START, 45, "minutes"),
        (START.replace(year=1026), 60, "start"),
        (START.replace(year=9998), 60, "start"),
    ):
        with pytest.raises(InputError) as refused:
            schedule_review(actor=actor, number_or_id=number, start=start, minutes=minutes)
        assert refused.value.place == place
    with pytest.raises(NotFound):
        schedule_review(actor=actor, number_or_id=number, start=START, review=0)


def test_only_who_may_change_it_plans_and_holds(owned: PostMortem, people: People) -> None:
    review, number = owned.reviews.get().pk, owned.number
    for who in ("stranger", "viewer", "auditor"):
        actor = people[who].actor
        for refused in (
            lambda actor=actor: schedule_review(actor=actor, number_or_id=number, start=START),
            lambda actor=actor: cancel_review(actor=actor, number_or_id=number, review=review),
            lambda actor=actor: hold_review(actor=actor, number_or_id=number, review=review),
        ):
            with pytest.raises(NotFound):
                refused()
    assert Review.objects.filter(held=None).count() == 1
