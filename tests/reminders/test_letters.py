"""Letters: one a person and day, about what is theirs, on their clock, until they stop them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from hansei.accounts.models import User
from hansei.audit.models import Entry
from hansei.domain.errors import NotFound
from hansei.domain.reminders import Kind
from hansei.jobs.models import Job, State
from hansei.jobs.running import Running
from hansei.postmortem.models import PostMortem
from hansei.reminders import sending
from hansei.reminders.letter import parts_of, reader_of
from hansei.reminders.models import Letter, Muted
from hansei.reminders.selectors import wanted_kinds
from hansei.reminders.services import choose_reminders
from hansei.reminders.tokens import read_stop_token, stop_token
from tests.publishing.conftest import asks_for_approval
from tests.reminders.things import NOW, action, check_in, incident, post_mortem, review
from tests.web.people import Person

People = Mapping[str, Person]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _user(who: Person, **fields: Any) -> User:
    assert who.user is not None
    User.objects.filter(pk=who.user.pk).update(
        **{"email": f"{who.user.username}@example.org", **fields}
    )
    who.user.refresh_from_db()
    return who.user


def _said(who: Person, *, now: datetime = NOW) -> dict[Kind, list[str]]:
    assert who.user is not None
    parts = parts_of(reader_of(who.user, now))
    return {part.kind: [line.title for line in part.lines] for part in parts}


def _everything(who: Person, other: Person) -> PostMortem:
    """One thing of each kind for `who`."""
    asks_for_approval()
    mine = post_mortem(who, status="published")
    action(mine, who.user, days=-4, text="Pin the pool size")
    action(mine, who.user, days=2, text="Write the runbook")
    action(mine, who.user, days=9, text="Not yet")
    action(mine, other.user, days=1, status="completed", text="Alert on saturation")
    review(mine, hours=30)
    check_in(mine, days=0)
    incident(hours=5, title="Login fails")
    incident(hours=-5, title="Search is slow")
    incident(hours=60, title="Ahead")
    post_mortem(other, status="in review")
    post_mortem(who, due=date(2026, 3, 1), title="Late")
    post_mortem(who, due=date(2026, 3, 4), title="Soon")
    return mine


def test_a_letter_says_everything_that_is_due_and_nothing_else(people: People) -> None:
    lead = people["lead"]
    _everything(lead, people["contributor"])
    said = _said(lead)
    assert list(said) == [
        Kind.ACTION_OVERDUE, Kind.OVERDUE, Kind.REVIEW, Kind.DUE, Kind.APPROVAL, Kind.ACTION_DUE,
        Kind.VERIFICATION, Kind.CHECK_IN,
    ]  # fmt: skip
    assert said[Kind.ACTION_OVERDUE] == ["Pin the pool size"]
    assert said[Kind.ACTION_DUE] == ["Write the runbook"]
    assert said[Kind.VERIFICATION] == ["Alert on saturation"]
    assert said[Kind.OVERDUE][0] == "Search is slow"
    assert said[Kind.OVERDUE][1].endswith("Late")
    assert said[Kind.DUE][0] == "Login fails"
    assert said[Kind.DUE][1].endswith("Soon")
    assert _said(people["viewer"]) == {}


def test_reminders_of_an_action_do_not_stop_with_the_incident(people: People) -> None:
    who = people["contributor"]
    of = post_mortem(people["lead"], status="published")
    of.incidents.update(status="closed", ended=NOW - timedelta(days=90))
    action(of, who.user, days=-80, text="Still open")
    assert _said(who) == {Kind.ACTION_OVERDUE: ["Still open"]}


def test_the_sent_letter(people: People) -> None:
    user = _user(people["lead"], zone="Europe/Berlin")
    _everything(people["lead"], people["contributor"])
    assert sending.deliver(user, NOW.date(), NOW)
    (letter,) = mail.outbox
    assert letter.to == ["lead@example.org"]
    assert letter.subject == "Hansei: 10 things need you, 3 overdue"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Pin the pool size\n  4 days late · PM-" in letter.body
    assert "Wednesday, 4 March 2026, 16:30 CET (UTC+01:00), 60 minutes" in letter.body
    assert "5 h left: every Sev-1 incident gets one" in letter.body
    assert "https://hansei.example.org/actions/" in letter.body
    assert "Times are in Europe/Berlin." in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert ">Pin the pool size</a>" in html


def test_words_of_people_cannot_become_markup(people: People) -> None:
    user = _user(people["lead"], name="<b>Lead</b>")
    action(post_mortem(people["lead"]), user, days=-1, text="<script>alert(1)</script>\nBcc: x@y")
    sending.deliver(user, NOW.date(), NOW)
    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    assert "<script>" not in html
    assert "<b>Lead" not in html
    assert "\nBcc" not in letter.body


def test_no_title_reaches_who_may_not_read_it(people: People) -> None:
    hidden = post_mortem(people["contributor"], restricted=True, title="The secret one")
    hidden.incidents.add(incident(hours=-5, title="A secret incident"))
    action(hidden, people["lead"].user, days=-1, text="A secret action")
    review(hidden, hours=5)
    assert _said(people["lead"]) == {}
    assert _said(people["administrator"]) == {}


def test_one_letter_a_day_however_often_it_is_tried(people: People) -> None:
    user = _user(people["lead"])
    action(post_mortem(people["lead"]), user, days=-1)
    assert sending.deliver(user, NOW.date(), NOW)
    assert not sending.deliver(user, NOW.date(), NOW)
    assert len(mail.outbox) == 1


def test_a_letter_that_was_begun_is_sent_again_as_the_same(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = _user(people["lead"])
    action(post_mortem(people["lead"]), user, days=-1)

    def broken(*_: object, **__: object) -> None:
        raise OSError("the mail server is away")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
        with pytest.raises(OSError, match="away"):
            sending.deliver(user, NOW.date(), NOW)
    assert Letter.objects.get().sent is None
    assert sending.deliver(user, NOW.date(), NOW)
    (letter,) = mail.outbox
    assert letter.extra_headers["Message-ID"] == f"<letter.{user.pk}.20260303@example.org>"


def test_yesterdays_letter_is_not_sent_today(people: People) -> None:
    user = _user(people["lead"])
    action(post_mortem(people["lead"]), user, days=-1)
    assert not sending.deliver(user, NOW.date() - timedelta(days=1), NOW)
    assert not mail.outbox


def test_who_chose_to_gets_less_or_nothing(people: People) -> None:
    lead = people["lead"]
    _everything(lead, people["contributor"])
    some = frozenset(Kind) - {Kind.REVIEW, Kind.ACTION_OVERDUE}
    entries = Entry.objects.count()
    choose_reminders(actor=lead.actor, wanted=some)
    choose_reminders(actor=lead.actor, wanted=some)
    assert Entry.objects.count() == entries + 1
    assert wanted_kinds(actor=lead.actor) == some
    assert set(_said(lead)) == some - {Kind.COMMENT}
    choose_reminders(actor=lead.actor, wanted=())
    assert wanted_kinds(actor=lead.actor) == frozenset()
    assert _said(lead) == {}
    assert list(Muted.objects.values_list("kind", flat=True)) == [""]
    choose_reminders(actor=lead.actor, wanted=Kind)
    assert not Muted.objects.exists()


def test_weekends_are_quiet_but_for_what_cannot_wait(people: People) -> None:
    saturday = NOW + timedelta(days=4)
    lead = people["lead"]
    action(post_mortem(lead), lead.user, days=-1, text="Late")
    assert _said(lead, now=saturday) == {}
    incident(hours=24 * 4 + 5)
    assert set(_said(lead, now=saturday)) == {Kind.DUE, Kind.ACTION_OVERDUE}


def _run(clock: time_machine.Traveller, at: datetime) -> None:
    clock.move_to(at)
    Running().drain()


def test_letters_leave_in_the_morning_of_each_reader(
    people: People, clock: time_machine.Traveller
) -> None:
    near = _user(people["lead"], zone="Europe/Berlin")
    far = _user(people["contributor"], zone="Pacific/Auckland")
    of = post_mortem(people["administrator"])
    for user in (near, far):
        action(of, user, days=-1)
    sent: list[tuple[str, int]] = []
    for hour in range(24):
        mail.outbox.clear()
        _run(clock, datetime(2026, 3, 3, hour, 6, tzinfo=NOW.tzinfo))
        sent += [(each.to[0], hour) for each in mail.outbox]
    assert sent == [("contributor@example.org", 0), ("lead@example.org", 7),
                    ("contributor@example.org", 19)]  # fmt: skip


def test_without_a_mail_server_nothing_is_asked_for(
    people: People, clock: time_machine.Traveller, settings: Any
) -> None:
    settings.MAIL_IS_ON = False
    action(post_mortem(people["lead"]), _user(people["lead"]), days=-1)
    _run(clock, NOW)
    assert not Job.objects.filter(name="reminders.letter").exists()
    assert not Letter.objects.exists()


def test_who_left_or_has_no_address_gets_none(
    people: People, clock: time_machine.Traveller
) -> None:
    of = post_mortem(people["administrator"])
    action(of, _user(people["lead"], is_active=False), days=-1)
    action(of, _user(people["contributor"], email=""), days=-1)
    _run(clock, NOW)
    assert not mail.outbox
    assert set(Job.objects.values_list("state", flat=True)) <= {State.DONE}


def test_the_link_that_stops_letters_is_for_one_person(people: People) -> None:
    user = people["lead"].user
    assert user is not None
    actor, kind = read_stop_token(stop_token(user.pk, Kind.REVIEW))
    assert (actor.user_id, kind) == (user.pk, Kind.REVIEW)
    assert read_stop_token(stop_token(user.pk))[1] is None
    for forged in (stop_token(user.pk)[:-1] + "x", "", "a:b:c", stop_token(0)):
        with pytest.raises(NotFound):
            read_stop_token(forged)
    with time_machine.travel(NOW + timedelta(days=401)), pytest.raises(NotFound):
        read_stop_token(stop_token_of(user))


def stop_token_of(user: User) -> str:
    """A token as a letter of the first day has it."""
    with time_machine.travel(NOW, tick=False):
        return stop_token(user.pk)
