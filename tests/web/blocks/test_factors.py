"""Factors with what answers them, accepted risks, and open points, through their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import timezone

from hansei.domain.document import Block, Section
from hansei.postmortem.models import PostMortem, RiskAcceptance
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import ANONYMOUS, STRANGER, Person

pytestmark = pytest.mark.django_db
FACTORS = "| No. | Factor |\n| --- | --- |\n| F1 | No upper bound |\n| F2 | No telephone desk |"
SAID = "It began at 10:10. [e1]"
SECTIONS = (
    Section("root_cause", "Root cause", (Block(FACTORS),)),
    Section("impact", "Impact", (Block(SAID), Block("- **Unknown:** how many users."))),
)
FACTORS_PAGE, OPEN_PAGE = "/postmortems/1/factors/", "/postmortems/1/open/"


@pytest.fixture
def saved(db: None) -> PostMortem:
    from hansei.accounts.actor import system

    return save_draft(actor=system("test"), draft=sample_draft(sections=SECTIONS), source="/1")


def _text(saved: PostMortem) -> str:
    saved.refresh_from_db()
    return document_of(saved).sections[1].text


def test_readers_see_factors_and_open_points_and_cannot_change_them(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    for who in ("viewer", "auditor", "contributor"):
        page = people[who].client.get(FACTORS_PAGE).content.decode()
        assert "No upper bound" in page
        assert "Accept the risk" not in page
        assert "how many users" in people[who].client.get(OPEN_PAGE).content.decode()
    assert "Mark a statement" not in people["viewer"].client.get(OPEN_PAGE).content.decode()
    for address in (FACTORS_PAGE, OPEN_PAGE):
        assert people[STRANGER].client.get(address).status_code == 404
        assert people[ANONYMOUS].client.get(address).status_code == 302
    for who in ("viewer", "contributor", "auditor", STRANGER):
        answer = people[who].client.post(f"{FACTORS_PAGE}accept/", {"key": "F2", "reason": "Small"})
        assert answer.status_code == 404
    for who in ("viewer", "auditor", STRANGER):
        told = {"statement": f"impact\n{SAID}", "standing": "unknown", "handle": "impact"}
        for verb in ("mark", "settle"):
            assert people[who].client.post(f"{OPEN_PAGE}{verb}/", told).status_code == 404


def test_a_lead_signs_for_a_risk_and_takes_it_back(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["lead"].client
    until = timezone.localdate() + timedelta(days=9)
    client.post(
        f"{FACTORS_PAGE}accept/", {"key": "F2", "reason": "Rare", "until": until.isoformat()}
    )
    page = client.get(FACTORS_PAGE).content.decode()
    assert "1 of 2 answered" in page
    assert "The lead accepted its risk" in page
    undo = re.search(r'action="([^"]+withdraw/)"', page)
    assert undo
    client.post(undo[1])
    page = client.get(FACTORS_PAGE).content.decode()
    assert "0 of 2 answered" in page
    again = re.search(r'action="(/postmortems/1/factors/accept/\?[^"]+)"', page)
    assert again
    client.post(again[1].replace("&amp;", "&"))
    assert RiskAcceptance.objects.filter(withdrawn=None, reason="Rare", until=until).count() == 1


def test_a_signature_without_reason_or_day_is_shown_again(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["lead"].client
    for typed, reason in (
        ({"reason": " ", "until": ""}, "with a reason"),
        ({"reason": "Rare <b>", "until": "soon"}, "written as in"),
        ({"reason": "Rare <b>", "until": "2020-01-01"}, "a day to come"),
    ):
        answer = client.post(f"{FACTORS_PAGE}accept/", {"key": "F2", **typed})
        assert answer.status_code == 400
        assert reason in answer.content.decode()
        assert typed["reason"].replace("<b>", "&lt;b&gt;") in answer.content.decode()
    assert not RiskAcceptance.objects.exists()


def test_a_dispute_comes_into_the_text_and_is_settled(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    value = f"impact\r\n{SAID}"  # as browsers send line ends
    typed = {"statement": value, "standing": "disputed", "who": "Support lead", "why": "a ticket"}
    assert client.post(f"{OPEN_PAGE}mark/", typed).status_code == 303
    marked = f"**Disputed** (Support lead: a ticket): {SAID}"
    assert marked in _text(saved)
    page = client.get(OPEN_PAGE).content.decode()
    assert "Support lead disputes it: a ticket" in " ".join(re.sub("<[^>]+>", "", page).split())
    settled = {"handle": "impact", "statement": marked, "answer": "It began at 10:04. [e2]",
               "note": "The ticket is right"}  # fmt: skip
    assert client.post(f"{OPEN_PAGE}settle/", settled).status_code == 303
    assert "It began at 10:04. [e2]" in _text(saved)
    undo = re.search(
        r'action="(/postmortems/1/revisions/\d+/restore/\?version=\d+)"',
        client.get(OPEN_PAGE).content.decode(),
    )
    assert undo
    client.post(undo[1])
    assert marked in _text(saved)


def test_settling_with_the_same_words_takes_the_mark_alone(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    statement = "**Unknown:** how many users."
    told = {"handle": "impact", "statement": statement, "answer": "how many users."}
    client.post(f"{OPEN_PAGE}settle/", told)
    assert "- how many users." in _text(saved)


def test_a_mark_that_cannot_be_made_is_shown_again(
    saved: PostMortem, people: Mapping[str, Person]
) -> None:
    client = people["contributor"].client
    typed = {"statement": f"impact\n{SAID}", "standing": "disputed", "who": "Me", "why": " "}
    answer = client.post(f"{OPEN_PAGE}mark/", typed)
    assert (answer.status_code, "says why" in answer.content.decode()) == (400, True)
    gone = {**typed, "statement": "impact\nNobody said that.", "why": "x"}
    assert client.post(f"{OPEN_PAGE}mark/", gone).status_code == 409
    strange = {**typed, "standing": "nonsense", "why": "x"}
    assert client.post(f"{OPEN_PAGE}mark/", strange).status_code == 400
    settle = {"handle": "impact", "statement": "Nobody said that.", "answer": "x"}
    assert client.post(f"{OPEN_PAGE}settle/", settle).status_code == 409
