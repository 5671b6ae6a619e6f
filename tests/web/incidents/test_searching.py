"""The page of the search, the palette's suggestions, and the list of post-mortems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.search.test_words import HOSTILE
from tests.search.things import told, written
from tests.web.people import Person

pytestmark = pytest.mark.django_db


def test_what_is_found_is_grouped_and_marked(people: Mapping[str, Person]) -> None:
    told("Harbour is closed", services=("pier",))
    written("Report", text='The harbour <script>alert("x")</script> was closed.')
    page = people["viewer"].client.get("/search/?q=harbour").content.decode()
    assert "<mark>Harbour</mark> is closed" in page
    assert "<mark>harbour</mark>" in page
    assert "<script>alert" not in page
    assert 'href="/postmortems/1/"' in page
    only = people["viewer"].client.get("/search/?q=harbour&kind=postmortems").content.decode()
    assert "is closed</a>" not in only
    assert "Show every kind" in only


@pytest.mark.parametrize("text", [each for each in HOSTILE if each != "\ud800"])
def test_any_text_may_be_searched(people: Mapping[str, Person], text: str) -> None:
    client = people["viewer"].client
    told("a b c")
    for address in ("/search/", "/search/suggest", "/incidents/", "/postmortems/"):
        assert client.get(address, {"q": text}).status_code == 200, address


def test_suggestions_are_what_the_palette_reads(people: Mapping[str, Person]) -> None:
    made = told("Harbour is closed")
    written("Hidden harbour", restricted=True)
    for who, expected in {"viewer": 1, "auditor": 3, "stranger": 0}.items():
        answer = people[who].client.get("/search/suggest?q=harb")
        assert answer["Content-Type"] == "application/json"
        assert "no-store" in answer["Cache-Control"]
        assert len(answer.json()["results"]) == expected, who
    (only,) = people["viewer"].client.get("/search/suggest?q=harb").json()["results"]
    assert only == {
        "title": "Harbour is closed", "kind": "incident", "address": f"/incidents/{made.pk}/",
    }  # fmt: skip
    assert people["anonymous"].client.get("/search/suggest?q=harb").status_code == 302


def test_post_mortems_are_listed_with_filters(people: Mapping[str, Person]) -> None:
    viewer = people["viewer"]
    written("My own", source="/1", owner_user=viewer.user, status="in review")
    written("Late one", source="/2", due=date(2026, 3, 1))
    written("Hidden", source="/3", restricted=True)
    client = viewer.client

    def titles(query: str) -> set[str]:
        page = client.get(f"/postmortems/{query}").content.decode()
        return {name for name in ("My own", "Late one", "Hidden") if f">{name}</a>" in page}

    assert titles("") == {"My own", "Late one"}
    assert titles("?mine=1") == {"My own"}
    assert titles("?late=1") == {"Late one"}
    assert titles("?status=in+review") == {"My own"}
    assert titles("?q=late") == {"Late one"}
    assert titles("?q=hidden") == set()
    assert titles("?service=checkout&sort=due") == {"My own", "Late one"}
    assert client.get("/postmortems/?page=odd").status_code == 400
    client.post("/search/views/", {"page": "postmortems", "query": "late=1", "name": "Behind"})
    assert "Behind</a>" in client.get("/postmortems/").content.decode()
