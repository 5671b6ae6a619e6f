"""What anybody reads: the same for everybody, kept by caches, and gone when it is withdrawn."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping

import pytest
from django.test import Client

from hansei.domain.document import PUBLIC, Block, Section
from hansei.postmortem.models import Publication
from hansei.publishing.services.publish_to_customers import (
    publish_to_customers,
    withdraw_from_customers,
)
from tests.publishing.conftest import SOUND, made
from tests.web.people import Person

People = Mapping[str, Person]
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def public(people: People) -> Publication:
    found = made(people["contributor"].actor)
    return publish_to_customers(
        actor=people["lead"].actor, number_or_id=found.number, version=found.version
    )


def test_the_page_is_the_same_for_everybody_and_leads_inside_nowhere(
    public: Publication, people: People
) -> None:
    pages = set()
    for who in ("anonymous", "stranger", "administrator"):
        response = people[who].client.get(f"/public/{public.slug}/")
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies
        pages.add(response.content.decode())
    (page,) = pages
    assert "Paying took very long for 45 %" in page
    assert re.search(r"Last changed \d{1,2} [A-Z][a-z]+ \d{4}", page)  # no script writes it anew
    for inside in ("PM-", "/postmortems", "/account", "db-prod", "pool was too small", "<script"):
        assert inside not in page


def test_caches_ask_whether_it_changed(public: Publication) -> None:
    client, address = Client(), f"/public/{public.slug}/"
    first = client.get(address)
    tag = first.headers["ETag"]
    for headers in ({"if-none-match": tag}, {"if-none-match": f"W/{tag}"},
                    {"if-modified-since": first.headers["Last-Modified"]}):  # fmt: skip
        assert client.get(address, headers=headers).status_code == 304
    Publication.objects.update(markdown="Other words.", digest="0" * 64)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_what_is_withdrawn_says_so(public: Publication, people: People) -> None:
    number = public.post_mortem.number
    withdraw_from_customers(actor=people["lead"].actor, number_or_id=number)
    response = Client().get(f"/public/{public.slug}/")
    assert response.status_code == 410
    assert "45 %" not in response.content.decode()
    assert Client().get("/public/no-such-thing/").status_code == 404
    assert public.slug not in Client().get("/public/feed.atom").content.decode()


def test_the_feed_is_atom(public: Publication) -> None:
    response = Client().get("/public/feed.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    (entry,) = feed.findall(f"{_ATOM}entry")
    assert entry.findtext(f"{_ATOM}id") == f"http://testserver/public/{public.slug}/"
    assert "<p>Paying took very long" in (entry.findtext(f"{_ATOM}content") or "")
    assert feed.findtext(f"{_ATOM}updated")
    tag = response.headers["ETag"]
    assert Client().get("/public/feed.atom", headers={"if-none-match": tag}).status_code == 304


def test_an_empty_feed_is_a_feed(people: People) -> None:
    feed = ElementTree.fromstring(Client().get("/public/feed.atom").content)
    assert feed.findall(f"{_ATOM}entry") == []


def test_words_of_people_cannot_become_markup(people: People) -> None:
    nasty = Section("impact", "Impact", (
        Block(f"{PUBLIC}\nA & B <b onclick=x> 1 < 2 for 45 % of users."),
    ))  # fmt: skip
    sections = (*(each for each in SOUND if each.key != "impact"), nasty)
    found = made(people["contributor"].actor, sections=sections)
    public = publish_to_customers(
        actor=people["lead"].actor, number_or_id=found.number, version=found.version
    )
    page = Client().get(f"/public/{public.slug}/").content.decode()
    assert "onclick" not in page
    assert "A &amp; B" in page
    ElementTree.fromstring(Client().get("/public/feed.atom").content)


def test_nothing_but_reading(public: Publication, people: People) -> None:
    for address in (f"/public/{public.slug}/", "/public/feed.atom"):
        assert people["administrator"].client.post(address).status_code == 405


def test_health_is_told_to_anybody_without_a_secret(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert ready.json() == {"status": "ready", "store": "ready", "jobs": "never"}
    assert ready.headers["Cache-Control"] == "no-store"
    for state in ("unreachable", "to be migrated"):
        monkeypatch.setattr("hansei.web.health.views.store_state", lambda state=state: state)
        response = client.get("/health/ready")
        assert (response.status_code, response.json()["store"]) == (503, state)
