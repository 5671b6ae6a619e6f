"""Remarks at words and events: written, answered, resolved, suggested, taken into the text."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hansei.audit.models import Entry
from hansei.comments.models import Comment, Mention, Thread
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_section import edit_section
from tests.web.people import Person

People = Mapping[str, Person]
WORDS = "Nobody watches the length of the queue."


@pytest.fixture
def written(people: People, post_mortem: PostMortem) -> PostMortem:
    """With a sentence in its first section."""
    _write(people, post_mortem, f"The pool was too small. {WORDS} It filled up.")
    return post_mortem


@pytest.fixture
def base(written: PostMortem) -> str:
    return f"/postmortems/{written.number}/comments/"


def _write(people: People, found: PostMortem, text: str) -> None:
    from hansei.domain.section_text import section_digest

    found.refresh_from_db()
    (section, *_) = [each for each in document_of(found).sections if each.key == "impact"]
    edit_section(
        actor=people["lead"].actor, number_or_id=found.number, handle="impact", text=text,
        base=section_digest(section),
    )  # fmt: skip
    found.refresh_from_db()


def _say(client: Client, base: str, text: str = "Since when?", **more: str) -> Thread:
    answer = client.post(base, {"text": text, **more})
    assert answer.status_code == 303, answer.content
    return Thread.objects.latest("pk")


def _page(client: Client, base: str) -> str:
    answer = client.get(base)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_remark_stays_at_its_words_while_the_text_goes_on(
    people: People, base: str, written: PostMortem
) -> None:
    writer = people["contributor"].client
    thread = _say(writer, base, section="impact", quote="watches the length")
    assert thread.before.endswith("nobody")
    place = f"/postmortems/{written.number}/#impact--"
    assert f"{place}1" in _page(people["viewer"].client, base)
    _write(people, written, f"Another beginning.\n\nThe pool was small. {WORDS} It filled up.")
    assert f"{place}2" in _page(people["viewer"].client, base)
    _write(people, written, "All of it is told in other words now.")
    page = _page(people["viewer"].client, base)
    assert "no longer in the text" in page
    assert "Since when?" in page


def test_readers_read_and_strangers_do_not(people: People, base: str) -> None:
    thread = _say(people["contributor"].client, base)
    reader = people["viewer"].client
    assert "Since when?" in _page(reader, base)
    assert reader.post(base, {"text": "me too"}).status_code == 404
    assert reader.post(f"{base}{thread.pk}/replies/", {"text": "me too"}).status_code == 404
    assert people["stranger"].client.get(base).status_code == 404
    assert people["stranger"].client.get(f"{base}beside/").status_code == 404
    assert Comment.objects.count() == 1


def test_replies_open_what_was_resolved(people: People, base: str) -> None:
    writer = people["contributor"].client
    thread = _say(writer, base)
    people["lead"].client.post(f"{base}{thread.pk}/resolution/")
    assert "No open comments" in _page(writer, base)
    writer.post(f"{base}{thread.pk}/replies/", {"text": "Still true"})
    thread.refresh_from_db()
    assert thread.resolved is None
    empty = writer.post(f"{base}{thread.pk}/replies/", {"text": "  "})
    assert empty.status_code == 400
    assert "write what you have to say" in empty.content.decode()
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))[-3:]
    assert verbs == ["remark", "resolve remark", "reply"]


def test_what_is_refused_stays_in_the_form(people: People, base: str) -> None:
    answer = people["lead"].client.post(
        base, {"text": "A long thought", "about": "section impact", "quote": "never written"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "A long thought" in page
    assert "do not stand in the text" in page
    assert not Thread.objects.exists()


def test_events_are_talked_about_by_their_name(
    people: People, base: str, written: PostMortem
) -> None:
    thread = _say(people["lead"].client, base, about="event e1")
    assert thread.event == "e1"
    assert f"/postmortems/{written.number}/#event-e1" in _page(people["viewer"].client, base)
    assert people["lead"].client.post(base, {"text": "x", "event": "e99"}).status_code == 400


def test_only_those_who_may_read_are_called(people: People, base: str, written: PostMortem) -> None:
    lead = people["lead"]
    _say(lead.client, base, "@viewer and @The stranger and @lead: look")
    assert list(Mention.objects.values_list("user__username", flat=True)) == ["viewer"]
    written.refresh_from_db()
    PostMortem.objects.filter(pk=written.pk).update(restricted=True)
    Grant.objects.create(post_mortem=written, user=lead.user, role="lead")
    _say(lead.client, base, "@viewer again")
    assert Mention.objects.count() == 1


def test_a_suggestion_is_taken_into_the_section_where_it_stands_by_then(
    people: People, base: str, written: PostMortem
) -> None:
    thread = _say(
        people["contributor"].client, base, "Clearer", section="impact",
        quote="watches the length", suggests="1", wording="is told the length",
    )  # fmt: skip
    _write(people, written, f"Earlier words. {WORDS}")
    assert people["viewer"].client.post(f"{base}{thread.pk}/acceptance/").status_code == 404
    for _ in range(2):
        people["lead"].client.post(f"{base}{thread.pk}/acceptance/")
    written.refresh_from_db()
    text = document_of(written).section("impact")
    assert text is not None
    assert text.text == "Earlier words. Nobody is told the length of the queue."
    thread.refresh_from_db()
    assert (thread.decided, thread.resolved is not None) == ("accepted", True)
    assert Entry.objects.filter(verb="accept suggestion").count() == 1
    refused = people["lead"].client.post(f"{base}{thread.pk}/refusal/", follow=True)
    assert "its words stand in the text" in refused.content.decode()


def test_a_suggestion_over_changed_words_overwrites_nobody(
    people: People, base: str, written: PostMortem
) -> None:
    thread = _say(
        people["contributor"].client, base, "", section="impact",
        quote="watches the length of the queue", suggests="1", wording="sees the queue",
    )  # fmt: skip
    _write(people, written, "Nobody ever watches the whole length of that queue.")
    answer = people["lead"].client.post(f"{base}{thread.pk}/acceptance/", follow=True)
    assert "take it in by hand" in answer.content.decode()
    people["lead"].client.post(f"{base}{thread.pk}/refusal/")
    thread.refresh_from_db()
    assert thread.decided == "declined"
    people["lead"].client.post(f"{base}{thread.pk}/refusal/?declined=no")
    thread.refresh_from_db()
    assert (thread.decided, thread.resolved) == ("", None)


def test_one_changes_ones_own_words_alone(people: People, base: str) -> None:
    thread = _say(people["contributor"].client, base, "Firts thought")
    comment = thread.comments.get()
    own = f"{base}{thread.pk}/replies/{comment.pk}/"
    assert people["lead"].client.post(own, {"text": "mine"}).status_code == 404
    people["contributor"].client.post(own, {"text": "First thought"})
    comment.refresh_from_db()
    assert comment.text == "First thought"
    assert comment.edited is not None
    people["lead"].client.post(f"{own}removal/")  # who leads may take any away
    assert "First thought" not in _page(people["viewer"].client, base)
    people["contributor"].client.post(f"{own}removal/?removed=no")
    assert "First thought" in _page(people["viewer"].client, base)


def test_the_margin_asks_the_same_however_much_is_said(people: People, base: str) -> None:
    client = people["lead"].client
    _say(client, base, section="impact", quote="watches")
    client.get(f"{base}beside/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{base}beside/")
    for number in range(10):
        _say(people["contributor"].client, base, f"Number {number}", section="impact")
    client.get(f"{base}beside/")
    with CaptureQueriesContext(connection) as many:
        page = client.get(f"{base}beside/").content.decode()
    assert "Number 9" in page
    assert len(many) == len(few)


def test_marks_of_html_are_shown_and_not_run(people: People, base: str) -> None:
    _say(people["lead"].client, base, "<script>alert(1)</script> **bold**")
    page = _page(people["lead"].client, base)
    assert "<script>alert" not in page
    assert "<strong>bold</strong>" in page
