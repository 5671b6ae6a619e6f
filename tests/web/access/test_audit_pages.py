"""The audit trail as a page."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from hansei.accounts.actor import system
from hansei.accounts.roles import Role
from hansei.audit import triggers
from hansei.audit.models import Entry
from hansei.audit.selectors import head
from hansei.audit.services import record_change
from tests.accounts.people import Somebody, somebody
from tests.web.access.conftest import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(administrator: Somebody) -> Somebody:
    return somebody("auditor", Role.AUDITOR)


def _fill(count: int, verb: str = "give role", object_type: str = "account") -> None:
    for number in range(count):
        record_change(
            actor=system("test"), verb=verb, object_type=object_type, object_id=number,
            changes={"note": f"<b>{verb} {number}</b>", "team": None},
        )  # fmt: skip


def _shown(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'class="seq quiet">(\d+)<', page)]


def test_auditors_read_all_administrators_what_concerns_access(
    auditor: Somebody, administrator: Somebody
) -> None:
    _fill(1)
    _fill(1, "edit", "post-mortem")
    assert _shown(browser(auditor).get("/audit/").content.decode()) == [2, 1]
    page = browser(administrator).get("/audit/").content.decode()
    assert _shown(page) == [1]
    assert head().digest not in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.LEAD, None])
def test_others_find_no_trail(auditor: Somebody, role: Role | None) -> None:
    client = browser(somebody("stranger", *([role] if role else [])))
    for path in ("/audit/", "/audit/verification/"):
        assert client.get(path).status_code == 404
    assert browser(auditor).post("/audit/").status_code == 405


def test_filters_live_in_the_address(auditor: Somebody) -> None:
    _fill(2)
    _fill(1, "edit", "post-mortem")
    client = browser(auditor)

    def found(query: str) -> list[int]:
        return _shown(client.get(f"/audit/?{query}").content.decode())

    assert found("verb=GIVE") == [2, 1]
    assert found("who=nobody") == found("since=2999-01-01") == found("until=2001-01-01") == []
    assert found("type=post-mortem&id=PM-0") == [3]
    assert found("type=account&id=1&since=2001-01-01&until=2999-01-01") == [2]
    page = client.get("/audit/?since=yesterday").content.decode()
    assert "written as" in page
    assert 'value="yesterday"' in page
    assert found("before=nonsense&id=%00") == [3, 2, 1]


def test_pages_go_on_and_back(auditor: Somebody) -> None:
    _fill(250)
    client = browser(auditor)
    seen, path, back = [], "/audit/?verb=give", ""
    for _ in range(3):
        page = client.get(path).content.decode()
        seen.append(_shown(page))
        older = re.search(r'href="([^"]+)" rel="next"', page)
        newer = re.search(r'href="([^"]+)" rel="prev"', page)
        path = older[1].replace("&amp;", "&") if older else ""
        back = newer[1].replace("&amp;", "&") if newer else ""
    assert [len(each) for each in seen] == [100, 100, 50]
    assert [seq for page in seen for seq in page] == list(range(250, 0, -1))
    assert path == ""
    assert _shown(client.get(back).content.decode()) == seen[1]


def test_what_is_stored_is_text(auditor: Somebody) -> None:
    _fill(1)
    page = browser(auditor).get("/audit/").content.decode()
    assert "<b>give role" not in page
    assert "&lt;b&gt;give role 0" in page


def test_verifying_says_whether_the_trail_is_whole(auditor: Somebody) -> None:
    _fill(3)
    client, known = browser(auditor), str(head())
    page = client.get("/audit/verification/", {"head": known}).content.decode()
    assert "The trail is whole" in page
    assert known in page
    with connection.cursor() as cursor:
        for statement in triggers.DROP[connection.vendor]:
            cursor.execute(statement)
    Entry.objects.filter(seq=2).update(verb="forged")
    Entry.objects.filter(seq=3).delete()
    page = client.get("/audit/verification/", {"head": known}).content.decode()
    assert "not whole" in page
    assert "Entry 2 was edited" in page
    assert "Entry 3 is not there any more" in page


@pytest.mark.parametrize("given", ["x", "1:abc", "1:" + "g" * 64, "<script>"])
def test_a_head_that_is_none_is_refused_in_words(auditor: Somebody, given: str) -> None:
    answer = browser(auditor).get("/audit/verification/", {"head": given})
    assert answer.status_code == 422
    assert "64 hexadecimal digits" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_administrators_do_not_verify_what_they_do_not_read(administrator: Somebody) -> None:
    assert browser(administrator).get("/audit/verification/").status_code == 404
