"""Similar incidents: found with their why, judged by people, and what then is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import timezone

from hansei.audit.models import Entry
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.postmortem.models import PostMortem
from hansei.recurrence.models import Pair, Profile
from hansei.recurrence.profiles import refresh, stale
from hansei.recurrence.selectors.similar import pair, similar
from hansei.recurrence.services.judge_pair import (
    confirm_recurrence,
    refuse_recurrence,
    withdraw_pair,
)
from hansei.timeline.models import Incident
from tests.recurrence.things import action, incident, published
from tests.web.people import Person

People = Mapping[str, Person]
POOL = "The connection pool of the primary was exhausted by the importer"


@pytest.fixture
def first(people: People) -> PostMortem:
    """A published post-mortem about an exhausted pool."""
    found = published(people["contributor"], days=100, sections=())
    found.incidents.update(title="Checkout fails: pool exhausted", summary=POOL)
    return found


def _others() -> None:
    for number, title in enumerate(("Certificate expired", "Disk full", "Bad deploy", "DDoS")):
        incident(days=200 + number, title=title, service=f"other-{number}")


def _again() -> Incident:
    return incident(days=2, title="Payments fail: pool exhausted", summary=f"{POOL} again")


def test_a_past_incident_is_found_with_its_why(people: People, first: PostMortem) -> None:
    _others()
    again = _again()
    view = similar(actor=people["viewer"].actor, incident=again.pk)
    (match,) = view.likely
    assert match.incident == first.incidents.get().pk
    assert match.is_earlier
    assert match.post_mortems == (first.number,)
    kinds = {reason.kind: reason.shared for reason in match.why}
    assert kinds["service"] == ("checkout",)
    assert "exhausted" in kinds["words"]
    assert view.waiting == 0
    assert not Profile.objects.exists()  # reading writes nothing


def test_profiles_are_kept_and_made_again_when_something_changed(
    people: People, first: PostMortem
) -> None:
    again = _again()
    assert refresh() == 2
    assert stale() == []
    view = similar(actor=people["viewer"].actor, incident=again.pk)
    assert len(view.likely) == 1
    Incident.objects.filter(pk=again.pk).update(
        title="Roses", summary="Tulips", version=again.version + 1
    )
    assert [each.incident for each in stale()] == [again.pk]
    assert not similar(actor=people["viewer"].actor, incident=again.pk).likely
    assert refresh() == 1
    assert refresh() == 0
    PostMortem.objects.update(version=99)
    assert len(stale()) == 1


def test_what_may_not_be_read_is_like_nothing(people: People, first: PostMortem) -> None:
    PostMortem.objects.update(restricted=True)
    again, hidden = _again(), first.incidents.get().pk
    assert not similar(actor=people["viewer"].actor, incident=again.pk).likely
    assert similar(actor=people["auditor"].actor, incident=again.pk).likely
    for who in ("viewer", "lead", "stranger"):
        with pytest.raises(NotFound):
            similar(actor=people[who].actor, incident=hidden)
        with pytest.raises(NotFound):
            pair(actor=people[who].actor, incident=again.pk, other=hidden)
        with pytest.raises(NotFound):
            confirm_recurrence(actor=people[who].actor, incident=again.pk, other=hidden)


def test_a_confirmed_one_says_what_was_foreseen_and_opens_what_should_have_prevented_it(
    people: People, first: PostMortem
) -> None:
    lead, again, earlier = people["lead"].actor, _again(), first.incidents.get().pk
    late = action(first, due=(timezone.now() - timedelta(days=40)).date(), text="Bound the pool")
    done = action(first, done_days=50, verified=timezone.now(), effect="effective")
    seen = pair(actor=lead, incident=earlier, other=again.pk)  # either way round
    assert (seen.later.incident, seen.earlier.incident) == (again.pk, earlier)
    assert [each.should_have for each in seen.actions] == [True, False]
    made = confirm_recurrence(
        actor=lead, incident=again.pk, other=earlier, reopen={done.pk: done.version}
    )
    assert made.same
    assert made.score is not None
    done.refresh_from_db()
    assert (done.status, done.completed, done.verified, done.effect) == ("planned", None, None, "")
    (match,) = similar(actor=lead, incident=again.pk).confirmed
    assert match.by == "lead"
    told = {each.line.pk: each.says for each in match.foreseen}
    assert told[late.pk] == f"action 1 of {first.reference} is 40 days overdue"
    assert told[done.pk] == f"action 2 of {first.reference} is not done yet"
    verbs = list(Entry.objects.order_by("-seq").values_list("verb", flat=True)[:2])
    assert verbs == ["confirm recurrence", "reopen action"]


def test_taking_it_back_closes_what_it_opened_unless_somebody_worked_on_it_since(
    people: People, first: PostMortem
) -> None:
    lead, again, earlier = people["lead"].actor, _again(), first.incidents.get().pk
    done = action(first, done_days=50, verified=timezone.now(), effect="effective")
    for moved in (False, True):
        done.refresh_from_db()
        confirm_recurrence(
            actor=lead, incident=again.pk, other=earlier, reopen={done.pk: done.version}
        )
        if moved:
            type(done).objects.update(status="in progress", version=99)
        withdraw_pair(actor=lead, incident=again.pk, other=earlier)
        done.refresh_from_db()
        assert done.status == ("in progress" if moved else "completed")
        assert not Pair.objects.exists()
    with pytest.raises(NotFound):
        withdraw_pair(actor=lead, incident=again.pk, other=earlier)


def test_only_actions_of_the_earlier_one_in_the_version_that_was_seen_are_opened(
    people: People, first: PostMortem
) -> None:
    lead, again, earlier = people["lead"].actor, _again(), first.incidents.get().pk
    other = published(people["lead"], days=60)
    foreign, done = action(other, done_days=50), action(first, done_days=50)
    for reopen, refused in (
        ({foreign.pk: foreign.version}, InputError), ({done.pk: 99}, Conflict),
        ({action(first).pk: 1}, InputError),
    ):  # fmt: skip
        with pytest.raises(refused):
            confirm_recurrence(actor=lead, incident=again.pk, other=earlier, reopen=reopen)
    assert not Pair.objects.exists()


def test_verdicts_tell_how_good_likeness_is(people: People, first: PostMortem) -> None:
    lead, again, earlier = people["lead"].actor, _again(), first.incidents.get().pk
    _others()
    strange = incident(days=300, title="Certificate expired", service="mail")
    confirm_recurrence(actor=lead, incident=again.pk, other=earlier)
    confirm_recurrence(actor=lead, incident=again.pk, other=strange.pk)
    told = similar(actor=lead, incident=again.pk).tally
    assert (told.judged, told.same, told.precision, told.recall) == (2, 2, 1.0, 0.5)
    refuse_recurrence(actor=lead, incident=again.pk, other=earlier)
    told = similar(actor=lead, incident=again.pk).tally
    assert (told.judged, told.same, told.precision, told.recall) == (2, 1, 0.0, 0.0)


def test_only_who_may_change_the_later_one_judges(people: People, first: PostMortem) -> None:
    again, earlier = _again(), first.incidents.get().pk
    for who in ("viewer", "auditor", "stranger"):
        for judge in (confirm_recurrence, refuse_recurrence, withdraw_pair):
            with pytest.raises(NotFound):
                judge(actor=people[who].actor, incident=again.pk, other=earlier)
    with pytest.raises(NotFound):
        pair(actor=people["lead"].actor, incident=again.pk, other=again.pk)
    assert not Pair.objects.exists()
