"""The words for customers, through the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse

from hansei.domain.document import PUBLIC, Block, Section
from hansei.domain.public_words import Part, public_words
from hansei.postmortem.models import PostMortem, Publication
from hansei.postmortem.selectors import document_of
from tests.publishing.conftest import SOUND, asks_for_approval, made
from tests.web.people import Person

People = Mapping[str, Person]


@pytest.fixture
def owned(people: People) -> PostMortem:
    return made(people["contributor"].actor)


def _post(who: Person, found: PostMortem, rest: str = "", **data: Any) -> HttpResponse:
    found.refresh_from_db()
    given = {"version": found.version, **data}
    return who.client.post(f"/postmortems/{found.number}/publication/{rest}", given)  # type: ignore[return-value]


def _page(who: Person, found: PostMortem) -> str:
    response = who.client.get(f"/postmortems/{found.number}/publication/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_words_are_written_previewed_published_and_withdrawn(
    owned: PostMortem, people: People
) -> None:
    writer, lead = people["contributor"], people["lead"]
    words = {
        "noticed": "Paying was slow for 45 % of users.", "why": "A limit was too low.",
        "next": "We raised it.", "message": "Thank you.", "title": "Slow payments",
    }  # fmt: skip
    assert _post(writer, owned, "words/", **words).status_code == 303
    owned.refresh_from_db()
    assert public_words(document_of(owned))[Part.WHY] == "A limit was too low."
    page = _page(writer, owned)
    assert "Slow payments" in page
    assert "A lead publishes it." in page
    assert _post(writer, owned).status_code == 404
    assert _post(lead, owned).status_code == 303
    public = Publication.objects.get()
    assert "A limit was too low." in public.markdown
    assert "published as it is" in _page(lead, owned)
    assert _post(lead, owned, "withdrawal/").status_code == 303
    assert Publication.objects.get().withdrawn
    assert _post(lead, owned, "restoring/").status_code == 303
    assert Publication.objects.get().withdrawn is None


def test_a_finding_stands_beside_what_caused_it(people: People) -> None:
    leaky = Section(
        "root_cause", "Root cause", (Block(f"{PUBLIC}\nThe host db-prod-03 was full."),)
    )
    sections = (*(each for each in SOUND if each.key != "root_cause"), leaky)
    found = made(people["contributor"].actor, sections=sections)
    page = _page(people["lead"], found)
    assert "an internal name was taken out here" in page
    assert "disabled" in page
    assert "<del>db-prod-03</del>" in page.replace("<del>db</del>", "")
    assert _post(people["lead"], found).status_code == 303
    assert not Publication.objects.exists()


def test_what_was_typed_is_there_again(owned: PostMortem, people: People) -> None:
    long = "x" * 20_001
    refused = _post(people["contributor"], owned, "words/", why=long, next="We watch it.")
    assert refused.status_code == 400
    page = refused.content.decode()
    assert long in page
    assert "We watch it." in page
    stale = _post(people["contributor"], owned, "words/", why="Typed for long", version=1000)
    assert stale.status_code == 400
    assert "Typed for long" in stale.content.decode()
    assert "changed meanwhile" in stale.content.decode()


def test_an_approval_that_is_wanted_is_asked_for(owned: PostMortem, people: People) -> None:
    asks_for_approval()
    assert "A second person has to approve it first." in _page(people["lead"], owned)
    _post(people["lead"], owned)
    assert not Publication.objects.exists()


def test_words_cannot_become_markup(people: People) -> None:
    nasty = Section("impact", "Impact", (
        Block(f"{PUBLIC}\n<script>alert(1)</script> [x](javascript:alert(1)) ![i](//evil.example)"),
        Block("<img src=x onerror=alert(1)>"),
    ))  # fmt: skip
    found = made(people["contributor"].actor, sections=(nasty,))
    page = _page(people["lead"], found)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
