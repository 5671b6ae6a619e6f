"""The frame around every page: who sees it, what it sends, what it refuses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from hansei.web.prose import markdown
from hansei.web.static_files import FOLDER, digest, static
from tests.web.people import ANONYMOUS, STRANGER, Person

pytestmark = pytest.mark.django_db


def test_the_first_visit_leads_to_making_an_account(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hansei.web.middleware._somebody", [])
    answer = client.get("/incidents/")
    assert (answer.status_code, answer["Location"]) == (302, "/welcome/")


def test_a_page_asks_for_signing_in_and_comes_back(people: Mapping[str, Person]) -> None:
    answer = people[ANONYMOUS].client.get("/incidents/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/incidents/")


def test_an_unknown_address_is_a_page_that_says_so(people: Mapping[str, Person]) -> None:
    for who in (ANONYMOUS, STRANGER, "viewer"):
        answer = people[who].client.get("/no/such/page/")
        assert answer.status_code == 404
        assert "Nothing here" in answer.content.decode()


def test_every_answer_forbids_inline_scripts_and_foreign_hosts(
    people: Mapping[str, Person],
) -> None:
    answer = people["viewer"].client.get("/no/such/page/")
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = answer.content.decode()
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_a_stranger_is_offered_no_place_to_go(people: Mapping[str, Person]) -> None:
    def places(who: str) -> str:
        return people[who].client.get("/no/such/page/").content.decode()

    assert 'href="/incidents/"' in places("viewer")
    assert 'href="/incidents/"' not in places(STRANGER)
    assert 'href="/audit/"' in places("auditor")
    assert 'href="/audit/"' not in places("lead")


@pytest.mark.parametrize(
    ("address", "place"),
    [("/check-ins/", "/actions/"), ("/effect/", "/actions/"), ("/recurrence/", "/incidents/")],
)
def test_a_page_is_marked_where_it_belongs(
    people: Mapping[str, Person], address: str, place: str
) -> None:
    page = people["viewer"].client.get(address).content.decode()
    assert f'href="{place}" aria-current="page"' in page


def test_the_palette_leads_everywhere_who_may_go_there(people: Mapping[str, Person]) -> None:
    def page(who: str) -> str:
        return people[who].client.get("/no/such/page/").content.decode()

    assert 'data-command="Overdue actions"' in page("viewer")
    assert 'data-command="Overdue actions"' not in page(STRANGER)


def test_a_fault_shows_no_details(
    people: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    client = people["viewer"].client
    client.raise_request_exception = False
    monkeypatch.setattr("hansei.web.navigation.Place.is_current", fails)
    answer = client.get("/no/such/page/")
    assert answer.status_code == 500
    assert "secret of the house" not in answer.content.decode()


def test_static_files_move_when_they_change() -> None:
    assert static("css/tokens.css") == f"/static/{digest()}/css/tokens.css"
    with pytest.raises(FileNotFoundError):
        static("css/absent.css")


def test_static_files_name_no_other_host() -> None:
    """Fonts, styles and scripts come from here alone; namespaces and licences may name theirs."""
    for path in FOLDER.rglob("*.css"):
        assert "http" not in path.read_text(encoding="utf-8"), path
    for path in (FOLDER / "js").rglob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "https://" not in line, path
            assert "http://" not in line.replace("http://www.w3.org/", ""), path


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "![x](https://example.org/pixel.png)",
        "<svg/onload=alert(1)>",
        "<a href='vbscript:x'>x</a>",
        "`<iframe src=//example.org>`",
    ],
)
def test_markdown_loads_and_runs_nothing(text: str) -> None:
    html = markdown(text).lower()
    for danger in ("<script", "<img", "<iframe", "<svg", 'href="javascript', 'href="data:',
                   'href="vbscript'):  # fmt: skip
        assert danger not in html


def test_a_form_that_is_sent_after_signing_out_leads_back_to_its_page(
    people: Mapping[str, Person],
) -> None:
    client = people[ANONYMOUS].client
    form = "/actions/1/move/"
    answer = client.post(form, headers={"referer": "http://testserver/actions/?mine=1"})
    assert answer["Location"] == "/account/login/?next=/actions/%3Fmine%3D1"
    assert "nothing was saved" in client.get(answer["Location"]).content.decode()
    elsewhere = client.post(form, headers={"referer": "http://elsewhere.example/actions/"})
    assert elsewhere["Location"] == "/account/login/?next=/"


def test_a_form_that_has_expired_leads_back_to_its_page(people: Mapping[str, Person]) -> None:
    client = people["lead"].client
    client.handler.enforce_csrf_checks = True
    answer = client.post("/actions/1/move/", headers={"referer": "http://testserver/actions/"})
    assert answer.status_code == 403
    assert '<a class="btn" href="/actions/" data-unsent>' in answer.content.decode()


def test_an_address_of_a_form_is_a_page_that_says_so(people: Mapping[str, Person]) -> None:
    answer = people["lead"].client.get("/actions/1/move/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Nothing here" in answer.content.decode()
