"""Accounts come before the timeline; who may read what, and when, is the server's to say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hansei.audit.models import Entry
from hansei.meeting.models import Account
from hansei.postmortem.models import Grant, PostMortem
from tests.web.people import Person

People = Mapping[str, Person]


@pytest.fixture
def base(post_mortem: PostMortem) -> str:
    return f"/postmortems/{post_mortem.number}/"


@pytest.fixture
def asked(people: People, base: str) -> Person:
    """A viewer who is asked for an account, beside a contributor who is as well."""
    _ask(people, base, "viewer", "contributor")
    return people["viewer"]


def _ask(people: People, base: str, *who: str) -> None:
    keys = [people[each].user.pk for each in who]  # type: ignore[union-attr]
    assert people["lead"].client.post(f"{base}accounts/", {"people": keys}).status_code == 303


def _hand_in(person: Person, base: str, text: str) -> None:
    mine = Account.objects.get(user=person.user)
    values = {"text": text, "version": mine.version, "hand-in": "1"}
    assert person.client.post(f"{base}account/", values).status_code == 303


def test_whoever_is_asked_writes_before_they_see_the_timeline(
    people: People, asked: Person, base: str, post_mortem: PostMortem
) -> None:
    incident = post_mortem.incidents.get().pk
    for path in (base, f"{base}edit/", f"{base}review/", f"{base}export/markdown/",
                 f"/incidents/{incident}/", f"/incidents/{incident}/timeline/"):  # fmt: skip
        answer = asked.client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"{base}account/")
    for path in (f"/api/v1/postmortems/{post_mortem.number}",
                 f"/api/v1/postmortems/{post_mortem.document_id}",
                 f"/api/v1/incidents/{incident}/events"):  # fmt: skip
        assert asked.client.get(path).status_code == 409, path
    page = asked.client.get(f"{base}account/").content.decode()
    assert "What did you see?" in page
    assert "Something happened" not in page  # an event of the timeline
    assert people["lead"].client.get(base).status_code == 200
    _hand_in(asked, base, "12:01 I saw the alert")
    assert asked.client.get(base).status_code == 200


def test_nobody_reads_anothers_account_before_all_are_laid_out(
    people: People, asked: Person, base: str
) -> None:
    _hand_in(asked, base, "12:01 I saw the alert, a secret thought")
    for who in ("lead", "administrator", "auditor"):
        page = people[who].client.get(f"{base}accounts/").content.decode()
        assert "handed in" in page
        assert "secret thought" not in page
    assert people["lead"].client.get(f"{base}account/").status_code == 404
    assert people["stranger"].client.get(f"{base}accounts/").status_code == 404
    assert asked.client.post(f"{base}accounts/comparison/").status_code == 404
    told = " ".join(Entry.objects.values_list("changes", flat=True))
    assert "secret thought" not in told
    people["lead"].client.post(f"{base}accounts/comparison/")
    page = people["auditor"].client.get(f"{base}accounts/").content.decode()
    assert "secret thought" in page
    assert "The viewer" in page
    assert people["contributor"].client.get(base).status_code == 200  # released


def test_an_account_is_kept_until_it_is_handed_in_and_then_stays(asked: Person, base: str) -> None:
    asked.client.post(f"{base}account/", {"text": "12:00 half", "version": 1})
    mine = Account.objects.get(user=asked.user)
    assert (mine.text, mine.handed) == ("12:00 half", None)
    stale = asked.client.post(f"{base}account/", {"text": "from an old window", "version": 1})
    assert stale.status_code == 400
    assert "from an old window" in stale.content.decode()
    nothing = asked.client.post(f"{base}account/", {"text": " ", "version": 2, "hand-in": "1"})
    assert "write what you remember first" in nothing.content.decode()
    _hand_in(asked, base, "12:00 whole")
    late = asked.client.post(f"{base}account/", {"text": "12:00 other", "version": 3})
    assert late.status_code == 400
    mine.refresh_from_db()
    assert mine.text == "12:00 whole"


def test_seeing_the_timeline_first_is_a_choice_that_is_told(
    people: People, asked: Person, base: str
) -> None:
    asked.client.post(f"{base}account/timeline/")
    assert asked.client.get(base).status_code == 200
    _hand_in(asked, base, "12:01 I saw the alert")
    people["lead"].client.post(f"{base}accounts/comparison/")
    page = people["lead"].client.get(f"{base}accounts/").content.decode()
    assert "Written after seeing the timeline: The viewer" in page


def test_only_people_who_may_read_can_be_asked(
    people: People, base: str, post_mortem: PostMortem
) -> None:
    lead = people["lead"]
    PostMortem.objects.filter(pk=post_mortem.pk).update(restricted=True)
    Grant.objects.create(post_mortem=post_mortem, user=lead.user, role="lead")
    viewer = people["viewer"].user
    assert viewer is not None
    answer = lead.client.post(f"{base}accounts/", {"people": [viewer.pk]}, follow=True)
    assert "may not read this post-mortem" in answer.content.decode()
    assert lead.client.post(f"{base}accounts/", {}, follow=True).status_code == 200
    assert people["viewer"].client.get(f"{base}accounts/").status_code == 404
    assert not Account.objects.exists()


def test_nothing_is_laid_out_before_somebody_handed_in(
    people: People, asked: Person, base: str
) -> None:
    answer = people["lead"].client.post(f"{base}accounts/comparison/", follow=True)
    assert "nobody has handed in" in answer.content.decode()
    assert people["contributor"].client.get(base).status_code == 302
