"""Comments are told once, to those whom they concern and who may read them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from hansei.accounts.models import User
from hansei.comments.models import Comment
from hansei.comments.services.remark import remove_comment, reply, start_remark
from hansei.domain.reminders import Kind
from hansei.postmortem.models import Grant, PostMortem
from hansei.reminders import sending
from hansei.reminders.letter import Line, parts_of, reader_of
from tests.reminders.things import NOW, post_mortem
from tests.web.people import Person

People = Mapping[str, Person]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW - timedelta(hours=1), tick=False) as traveller:
        yield traveller


def _told(who: Person, hours: int = 0) -> list[Line]:
    assert who.user is not None
    parts = parts_of(reader_of(who.user, NOW + timedelta(hours=hours)))
    return [line for part in parts if part.kind is Kind.COMMENT for line in part.lines]


def test_names_answers_and_what_one_owns_are_told(people: People) -> None:
    owner, writer, named = people["lead"], people["contributor"], people["administrator"]
    found = post_mortem(owner)
    talk = start_remark(
        actor=writer.actor, number_or_id=found.number, text="@administrator is that\nso?"
    )
    (line,) = _told(named)
    assert line.detail == "The contributor names you: @administrator is that so?"
    assert line.path == f"/postmortems/{found.number}/comments/#remark-{talk.pk}"
    assert len(_told(owner)) == 1
    assert _told(writer) == []  # nobody hears of what they said
    assert _told(people["viewer"]) == []
    answer = reply(actor=named.actor, number_or_id=found.number, thread=talk.pk, text="It is.")
    assert [each.detail for each in _told(writer)] == ["The administrator: It is."]
    remove_comment(actor=named.actor, number_or_id=found.number, thread=talk.pk, comment=answer.pk)
    assert _told(writer) == []


def test_whoever_may_not_read_it_any_more_hears_nothing(people: People) -> None:
    found = post_mortem(people["lead"])
    start_remark(
        actor=people["contributor"].actor, number_or_id=found.number, text="@administrator look"
    )
    PostMortem.objects.filter(pk=found.pk).update(restricted=True)
    assert _told(people["administrator"]) == []
    Grant.objects.create(post_mortem=found, user=people["administrator"].user, role="viewer")
    assert len(_told(people["administrator"])) == 1


def test_a_comment_is_told_in_one_letter(people: People) -> None:
    owner = people["lead"].user
    assert owner is not None
    User.objects.filter(pk=owner.pk).update(email="lead@example.org")
    owner.refresh_from_db()
    found = post_mortem(people["lead"])
    start_remark(actor=people["contributor"].actor, number_or_id=found.number, text="Since when?")
    assert sending.deliver(owner, NOW.date(), NOW)
    assert "The contributor: Since when?" in mail.outbox[0].body
    tomorrow = NOW + timedelta(days=1)
    assert not sending.deliver(owner, tomorrow.date(), tomorrow)
    Comment.objects.update(at=NOW + timedelta(minutes=1))
    after = NOW + timedelta(days=2)
    assert not sending.deliver(owner, after.date(), after)
