"""The list of incidents: filters in the address, pages, views, and who sees what."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.search.models import SavedView
from tests.search.things import NOON, told, written
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db
_TITLE = re.compile(r'class="title" href="/incidents/\d+/">([^<]+)<')


def shown(client: object, query: str = "") -> str:
    answer = client.get(f"/incidents/{query}")  # type: ignore[attr-defined]
    assert answer.status_code == 200, query
    return str(answer.content.decode())


def titles(client: object, query: str = "") -> list[str]:
    return _TITLE.findall(shown(client, query))


def test_filters_live_in_the_address(people: Mapping[str, Person]) -> None:
    told("Checkout is slow", services=("checkout",), severity="Sev-1")
    told("Cart is empty", hour=24, services=("cart",), severity="SEV2", near_miss=True)
    written("Written up", source="/3")
    client = people["viewer"].client
    assert titles(client) == ["Cart is empty", "Written up", "Checkout is slow"]
    for query, expected in {
        "?q=checkout": ["Written up", "Checkout is slow"],
        "?service=cart": ["Cart is empty"],
        "?severity=Sev-2": ["Cart is empty", "Written up"],
        "?nearmiss=1": ["Cart is empty"],
        "?since=2026-03-02": ["Cart is empty"],
        "?until=2026-03-01&q=slow": ["Checkout is slow"],
        "?post_mortem=any": ["Written up"],
        "?sort=oldest": ["Checkout is slow", "Written up", "Cart is empty"],
        "?status=archived": [],
    }.items():
        assert titles(client, query) == expected, query
    page = shown(client, "?q=checkout&severity=Sev-1")
    assert 'value="checkout"' in page
    assert '<option value="Sev-1" selected>' in page
    assert "1 incident<" in page.replace("\n", "")


@pytest.mark.parametrize(
    "query",
    ["?severity=%00", "?since=yesterday", "?team=x", "?team=99999999999", "?sort=%F0", "?q=%22%22",
     "?post_mortem=odd", "?status=x", "?service=" + "x" * 3000, "?q='%20OR%201=1--", "?nearmiss="],
)  # fmt: skip
def test_what_means_nothing_is_passed_over(people: Mapping[str, Person], query: str) -> None:
    told("Checkout is slow")
    shown(people["viewer"].client, query)


def test_a_page_that_somebody_made_up_says_so(people: Mapping[str, Person]) -> None:
    answer = people["viewer"].client.get("/incidents/?page=odd")
    assert answer.status_code == 400
    assert "start at its beginning" in answer.content.decode()


def test_pages_follow_each_other_with_the_filters(people: Mapping[str, Person]) -> None:
    for number in range(55):
        told(f"slow {number}", hour=number)
    client = people["viewer"].client
    first = shown(client, "?q=slow")
    (following,) = re.findall(r'href="(/incidents/\?[^"]+)" rel="next"', first)
    assert "q=slow" in following
    second = client.get(following.replace("&amp;", "&")).content.decode()
    assert _TITLE.findall(second) == [f"slow {number}" for number in (4, 3, 2, 1, 0)]
    assert 'rel="prev"' in second


def test_titles_are_text_wherever_they_stand(people: Mapping[str, Person]) -> None:
    name = '<script>alert("1")</script>'
    made = told(name, services=("<img src=x>",), severity='"><b>', summary="<script>x</script>")
    client = people["contributor"].client
    for address in ("/incidents/", f"/incidents/{made.pk}/", f"/incidents/{made.pk}/edit/",
                    "/search/?q=script", "/incidents/?q=%3Cscript%3E",
                    f"/incidents/import/?incident={made.pk}"):  # fmt: skip
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<script>x" not in page, address
        assert "<img src=x>" not in page, address
        assert '"><b>' not in page, address


def test_what_is_restricted_is_in_no_list(people: Mapping[str, Person]) -> None:
    told("Open one")
    written("Hidden one", restricted=True)
    for who in ("viewer", "contributor", "lead", "administrator"):
        page = shown(people[who].client)
        assert "Hidden one" not in page, who
        assert "1 incident<" in page.replace("\n", ""), who
        assert "checkout" not in page, who  # a service that only the hidden one has
    assert "Hidden one" in shown(people["auditor"].client)
    assert titles(people["stranger"].client) == []


def test_the_first_page_teaches(people: Mapping[str, Person]) -> None:
    writer, reader = shown(people["contributor"].client), shown(people["viewer"].client)
    assert "No incidents yet" in writer
    assert 'action="/incidents/example/"' in writer
    assert 'action="/incidents/example/"' not in reader
    assert "Nothing fits these filters" in shown(people["viewer"].client, "?q=absent")


def _save(client: object, **fields: str) -> str:
    values = {"page": "incidents", "query": "severity=Sev-1", "name": "Mine", **fields}
    answer = client.post("/search/views/", values)  # type: ignore[attr-defined]
    assert answer.status_code == 303
    return str(answer["Location"])


def test_a_view_is_saved_shared_and_taken_away_with_undo(people: Mapping[str, Person]) -> None:
    client, other = people["viewer"].client, people["lead"].client
    assert _save(client) == "/incidents/?severity=Sev-1"
    view = SavedView.objects.get()
    assert "Mine</a>" in shown(client)
    assert "Mine</a>" not in shown(other)
    client.post(f"/search/views/{view.pk}/", {"name": "The worst", "shared": "1"})
    assert "The worst" in shown(other)
    assert "Remove this view" in shown(client, "?severity=Sev-1")
    assert "Remove this view" not in shown(other, "?severity=Sev-1")
    assert other.post(f"/search/views/{view.pk}/removal/").status_code == 404
    client.post(f"/search/views/{view.pk}/removal/")
    page = shown(client)
    assert f'action="/search/views/{view.pk}/return/"' in page
    assert "The worst</a>" not in page
    client.post(f"/search/views/{view.pk}/return/")
    assert "The worst</a>" in shown(client)


def test_a_view_leads_to_our_lists_alone(people: Mapping[str, Person]) -> None:
    client = people["viewer"].client
    for fields in ({"page": "//evil.example"}, {"query": "\r\nX: y"}, {"name": ""},
                   {"query": "//evil.example"}, {"query": "a=" + "x" * 5000}):  # fmt: skip
        assert _save(client, **fields).startswith("/incidents/"), fields
    hostile = '"><script>alert(1)</script>'
    _save(client, name=hostile, query="q=%22%3E%3Cscript%3Ealert(1)")
    assert "<script>alert" not in shown(client)
    assert people["stranger"].client.post("/search/views/", {"name": "x"}).status_code == 404


def test_queries_do_not_grow_with_the_list() -> None:
    client = person("contributor").client

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    def add(numbers: range) -> None:
        for number in numbers:
            written(f"slow {number}", source=f"/{number}")
            told(f"slow {number}", services=("a", "b"))

    add(range(2))
    one = told("slow", services=("a",))
    addresses = ("/incidents/?q=slow", "/postmortems/?q=slow", "/search/?q=slow",
                 "/search/suggest?q=slow", f"/incidents/{one.pk}/")  # fmt: skip
    list(map(queries, addresses))  # what is read once for a process
    before = list(map(queries, addresses))
    add(range(2, 7))
    assert list(map(queries, addresses)) == before


def test_keys_are_told(people: Mapping[str, Person]) -> None:
    page = shown(people["contributor"].client)
    for key in ('data-key="/"', 'data-key="c"', 'data-key="n"', "data-rows", "js/rows.js"):
        assert key in page or key == "data-rows"


def test_an_incident_that_ended_as_it_began_lasted_nobody_knows_how_long(
    people: Mapping[str, Person],
) -> None:
    """An archive may tell one instant alone: that is no length of 0 s."""
    told("Told in one line", started=NOON, ended=NOON, status="closed")
    page = shown(people["viewer"].client)
    assert "how long is unknown" in page
    assert "0 s" not in page


def test_the_keys_of_rows_are_listed_where_there_are_rows(people: Mapping[str, Person]) -> None:
    client = people["viewer"].client
    assert "data-more-keys" not in shown(client)
    told()
    assert "The next row" in shown(client)


def test_a_filter_shows_what_the_list_is_narrowed_by(people: Mapping[str, Person]) -> None:
    """Also by a tool's own word for a severity, or by a service that is offered no longer."""
    told("Checkout is slow", services=("checkout",), severity="major")
    page = shown(people["viewer"].client, "?severity=major&service=gone")
    assert '<option value="major" selected>' in page
    assert '<option value="gone" selected>' in page
    assert '<option value="Sev-1" selected>' not in page
