"""What needs whom, and that it never costs more queries because there is more of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.models import Membership, Team
from hansei.accounts.roles import Role
from hansei.domain.public_words import Part
from hansei.postmortem.models import Grant, PostMortem, Review
from hansei.postmortem.services.approve import approve
from hansei.postmortem.services.schedule_review import schedule_review
from hansei.postmortem.services.submit import submit_for_review
from hansei.postmortem.services.write_public import write_public_words
from hansei.reminders.needs import Clock
from hansei.reminders.selectors import Home, home
from hansei.timeline.models import Incident, Service
from tests.publishing.conftest import asks_for_approval
from tests.reminders.things import NOW, action, check_in, incident, post_mortem, review
from tests.web.people import Person, person

People = Mapping[str, Person]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _home(who: Person, *, everybody: bool = False) -> Home:
    return home(actor=who.actor, everybody=everybody)


def _due(who: Person, *, everybody: bool = False) -> list[str]:
    return [each.title for each in _home(who, everybody=everybody).due]


def test_the_clock_of_a_meeting(people: People) -> None:
    for hours in (-10, 5, 60, None):
        incident(hours=hours, title=str(hours))
    found = _home(people["lead"]).due
    assert [(each.title, each.clock, each.seconds / 3600) for each in found] == [
        ("-10", Clock.LATE, 10), ("5", Clock.OPEN, 5), ("60", Clock.AHEAD, 12),
        ("None", Clock.RUNNING, 0),
    ]  # fmt: skip
    assert found[0].reason == "every Sev-1 incident gets one"


def test_what_is_not_due_any_more(people: People) -> None:
    incident(hours=5, title="waived", waived="a drill")
    incident(hours=5, title="archived", status="archived")
    Incident.objects.create(title="mild", severity="Sev-4")
    published = post_mortem(people["lead"], status="published")
    published.incidents.add(incident(hours=-5, title="published"))
    met = post_mortem(people["lead"])
    met.incidents.add(incident(hours=-50, title="met"))
    Review.objects.filter(pk=review(met, hours=-80).pk).update(held=NOW)
    drafted = post_mortem(people["lead"])
    drafted.incidents.add(incident(hours=-1, title="late"))
    (found,) = _home(people["lead"]).due
    assert (found.title, found.clock) == ("late", Clock.LATE)
    assert [each.number for each in found.written] == [drafted.number]


def test_a_thing_is_its_owners_else_its_teams_else_of_who_leads(people: People) -> None:
    team = Team.objects.create(name="Payments")
    payer = person("stranger", name="payer")
    Membership.objects.create(user=payer.user, team=team, role=Role.CONTRIBUTOR)
    nobodys = incident(hours=1, title="nobody's")
    teams = incident(hours=2, title="the team's")
    teams.services.add(Service.objects.create(name="checkout-x", team=team))
    owned = incident(hours=3, title="owned")
    owned.services.add(Service.objects.get(name="checkout-x"))
    post_mortem(people["contributor"]).incidents.add(owned)
    assert _due(payer) == [teams.title]
    assert _due(people["lead"]) == [nobodys.title]
    assert _due(people["contributor"]) == [owned.title]
    assert _due(people["viewer"]) == []
    assert len(_due(people["viewer"], everybody=True)) == 3


def test_strangers_see_nothing_and_the_restricted_stays_hidden(people: People) -> None:
    asks_for_approval()
    hidden = post_mortem(people["contributor"], restricted=True, status="in review")
    hidden.incidents.add(incident(hours=-5))
    action(hidden, people["contributor"].user, days=-1)
    action(hidden, people["lead"].user, days=-1, status="completed")
    review(hidden, hours=5)
    check_in(hidden, days=0)
    for who in ("stranger", "viewer", "lead", "administrator"):
        found = _home(people[who], everybody=True)
        assert found.is_quiet, who
        assert not found.changed
        assert found.overdue == 0
    mine = people["lead"]
    Grant.objects.create(post_mortem=hidden, user=mine.user, role=Role.CONTRIBUTOR)
    named = _home(mine, everybody=True)
    assert named.due
    assert named.approvals
    assert named.meetings


def test_my_actions_come_by_due_day_and_closed_incidents_change_nothing(people: People) -> None:
    me = people["contributor"]
    of = post_mortem(people["lead"], status="published")
    later, never, late = (action(of, me.user, days=days) for days in (9, None, -4))
    action(of, people["lead"].user, days=-9)
    action(of, me.user, days=-9, status="completed")
    action(of, me.user, days=-9, status="cancelled")
    found = _home(me)
    assert [each.pk for each in found.actions] == [late.pk, later.pk, never.pk]
    assert (found.overdue, found.actions[0].overdue_days) == (1, 4)


def test_an_approval_is_for_a_second_person_who_may(people: People) -> None:
    mine = post_mortem(people["contributor"], status="in review")
    assert not _home(people["lead"]).approvals
    asks_for_approval()
    assert [each.post_mortem.number for each in _home(people["lead"]).approvals] == [mine.number]
    for who in ("contributor", "viewer", "auditor"):
        assert not _home(people[who]).approvals


def test_a_text_that_changed_since_its_approval_waits_again(people: People) -> None:
    asks_for_approval()
    found = post_mortem(people["contributor"])
    found = submit_for_review(
        actor=people["contributor"].actor, number_or_id=found.number, version=found.version
    )
    found = approve(
        actor=people["administrator"].actor, number_or_id=found.number, version=found.version
    )
    lead = people["lead"]
    assert not _home(lead).approvals
    schedule_review(
        actor=lead.actor, number_or_id=found.number, start=NOW + timedelta(days=40), minutes=60
    )
    assert not _home(lead).approvals
    found.refresh_from_db()
    write_public_words(
        actor=lead.actor, number_or_id=found.number, version=found.version, title="", words={
            Part.WHY: "Other words.",
        },
    )  # fmt: skip
    assert [each.post_mortem.number for each in _home(lead).approvals] == [found.number]


def test_done_by_others_waits_to_be_verified(people: People) -> None:
    mine, other = post_mortem(people["lead"]), post_mortem(people["contributor"])
    done = action(mine, people["contributor"].user, days=1, status="completed")
    action(mine, people["lead"].user, days=1, status="completed")
    action(mine, None, days=1, status="completed", completed_by=str(people["lead"].actor))
    action(mine, people["contributor"].user, days=1, status="completed", verified=NOW)
    action(other, people["viewer"].user, days=1, status="completed")
    assert [each.pk for each in _home(people["lead"]).verifications] == [done.pk]


def test_meetings_are_for_who_takes_part(people: People) -> None:
    of = post_mortem(people["lead"])
    action(of, people["contributor"].user, days=1)
    soon, _, _ = review(of, hours=20), review(of, hours=24 * 15), review(of, hours=-30)
    for who, count in (("lead", 1), ("contributor", 1), ("administrator", 0)):
        assert [each.review for each in _home(people[who]).meetings] == [soon.pk] * count
    assert len(_home(people["viewer"], everybody=True).meetings) == 1


def test_check_ins_are_for_who_owns_what_was_published(people: People) -> None:
    of = post_mortem(people["contributor"], status="published")
    for number, days in enumerate((-3, 6, 30), start=1):
        check_in(of, days=days, number=number)
    check_in(post_mortem(people["contributor"]), days=-3)
    assert [(each.number, each.late_days) for each in _home(people["contributor"]).looks] == [
        (1, 3), (2, -6),
    ]  # fmt: skip
    assert not _home(people["lead"]).looks


def test_the_first_day_is_before_anything_is_there(people: People) -> None:
    assert _home(people["lead"]).is_first_day
    hidden = post_mortem(people["lead"], restricted=True)
    assert _home(people["viewer"]).is_first_day
    PostMortem.objects.filter(pk=hidden.pk).update(restricted=False)
    assert not _home(people["viewer"]).is_first_day


def _queries(who: Person, *, everybody: bool) -> int:
    with CaptureQueriesContext(connection) as queries:
        _home(who, everybody=everybody)
    return len(queries)


@pytest.mark.parametrize("everybody", [False, True])
def test_it_costs_the_same_queries_with_twenty_and_a_thousand_things(
    people: People, everybody: bool
) -> None:
    who = people["lead"]
    asks_for_approval()
    first = post_mortem(who, status="published")
    first.incidents.add(incident(hours=-1))

    def grow(count: int) -> None:
        copies = [
            PostMortem(
                number=1000 + n + count, document_id=f"copy-{n + count}", title="Slow",
                variant="incident", status=("in review", "working draft", "published")[n % 3],
                severity="Sev-1", owner_user=who.user if n % 2 else people["contributor"].user,
                document=first.document, source_identity=0, created=NOW,
                updated=NOW - timedelta(minutes=n),
            )
            for n in range(count)
        ]  # fmt: skip
        for each in PostMortem.objects.bulk_create(copies):
            action(each, who.user, days=-1, status="planned" if each.number % 2 else "completed")
            review(each, hours=3)
            check_in(each, days=0)
        for _ in range(count):
            incident(hours=1)

    grow(20)
    few = _queries(who, everybody=everybody)
    grow(1000)
    assert _queries(who, everybody=everybody) == few
    assert few <= 29
