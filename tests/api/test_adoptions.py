"""A post-mortem that was written elsewhere, sent as the document that it is."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hansei.accounts.roles import Scope
from hansei.postmortem.models import Grant, PostMortem
from tests.api.callers import Caller, caller
from tests.cli.archives import REPORT
from tests.cli.conftest import TABLE

pytestmark = pytest.mark.django_db
HTML = """\
<html><body><h1>Mail outage</h1><h2>Impact</h2><p>No mail.</p>
<h2>Root cause</h2><p>A full disk.</p></body></html>
"""


@pytest.fixture
def who(settings: Any, tmp_path: Path) -> Caller:
    settings.UPLOADS = str(tmp_path / "uploads")
    return caller("contributor")


def sent(who: Caller, asked: str, content: str | bytes, **headers: str) -> Any:
    body = content.encode() if isinstance(content, str) else content
    return who.send("POST", f"/adoptions?{asked}", body, "application/octet-stream", **headers)


def test_a_document_lands_once(who: Caller) -> None:
    asked = "name=login.md&zone=Europe/London&service=Login"
    first = sent(who, asked, REPORT)
    (landed,) = first.json()["landings"]
    assert (first.status_code, landed["fate"], landed["number"]) == (200, "adopted", 1)
    shown = who.get("/postmortems/1").json()
    assert (shown["title"], shown["status"]) == ("Login outage of 4 March 2026", "published")
    (incident,) = who.get("/postmortems/1/incidents").json()["incidents"]
    assert who.get(f"/incidents/{incident}").json()["services"] == ["Login"]
    moved = asked.replace("login.md", "moved.txt")
    for each, name in ((who, moved), (caller("contributor", name="somebody else"), asked)):
        (again,) = sent(each, name, REPORT).json()["landings"]
        assert (again["fate"], again["number"]) == ("known", 1)
    assert PostMortem.objects.count() == 1


def test_two_reports_of_one_name_are_two(who: Caller) -> None:
    sent(who, "name=postmortem.html", HTML)
    answer = sent(who, "name=postmortem.html", HTML.replace("full disk", "torn cable"))
    assert answer.json()["landings"][0]["fate"] == "adopted"
    assert PostMortem.objects.count() == 2


def test_each_file_of_an_archive_is_told(who: Caller) -> None:
    packed = io.BytesIO()
    files = {
        "login.md": REPORT, "mail.html": HTML, "README.md": "# Ours", "torn.pdf": "%PDF-1.7 torn",
        "up.csv": TABLE + "14:??,Something,\n",
    }  # fmt: skip
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    told = sent(who, "name=old.zip", packed.getvalue()).json()
    fates = {each["source"]: each["fate"] for each in told["landings"]}
    assert fates == {
        "old.zip/login.md": "adopted", "old.zip/mail.html": "adopted",
        "old.zip/README.md": "passed over", "old.zip/torn.pdf": "not read",
    }  # fmt: skip
    assert next(each["note"] for each in told["landings"] if each["fate"] == "not read")
    (file,) = told["files"]
    assert (file["name"], file["refused"], told["refused"]) == ("old.zip/up.csv", 1, 1)
    assert (file["records"], told["records"]) == (6, 6)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 422),
        ("name=", 422),
        ("name=../../etc/passwd", 422),
        ("name=.hidden.md", 422),
        ("name=a.md&zone=Moon/Base", 422),
        ("name=a.md&zoen=UTC", 422),
    ],
)
def test_what_cannot_be_is_refused(who: Caller, asked: str, status: int) -> None:
    answer = sent(who, asked, REPORT)
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not PostMortem.objects.exists()


def test_a_key_is_refused_because_the_content_is_one(who: Caller) -> None:
    answer = sent(who, "name=a.md", REPORT, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["code"]) == (400, "usage")


def test_who_may_not_add_adopts_nothing(who: Caller) -> None:
    for stranger in ("viewer", "auditor", "stranger"):
        assert sent(caller(stranger), "name=a.md", REPORT).status_code == 404
    reader = Caller(who.user, [Scope.READ])
    assert sent(reader, "name=a.md", REPORT).json()["code"] == "scope"
    assert not PostMortem.objects.exists()


def test_what_is_kept_from_somebody_is_not_told(who: Caller) -> None:
    """The same report again says nothing of one that the caller may not read."""
    sent(who, "name=a.md", REPORT)
    PostMortem.objects.update(restricted=True, title="What nobody is to know")
    other = caller("contributor", name="somebody else")
    for fate in ("adopted", "known"):
        (landed,) = sent(other, "name=a.md", REPORT).json()["landings"]
        assert (landed["fate"], landed["number"]) == (fate, 2)
        assert landed["title"] == "Login outage of 4 March 2026"
    Grant.objects.create(post_mortem=PostMortem.objects.get(number=1), user=who.user, role="lead")
    (landed,) = sent(who, "name=a.md", REPORT).json()["landings"]
    assert landed["fate"] == "known"


def test_an_upload_is_adopted_and_taken_back(who: Caller) -> None:
    upload = f"/uploads/{who('POST', '/uploads').json()['upload']}"
    for name, text in (("old/login.md", REPORT), ("new/mail.html", HTML)):
        who.send("PUT", f"{upload}/files?name={name}", text.encode(), "application/octet-stream")
    stranger = caller("contributor", name="stranger")
    assert stranger("POST", f"{upload}/adoption", {}).status_code == 404
    assert stranger("DELETE", upload).status_code == 404
    folder = {"folders": [{"name": "new", "path": "ops-1:/srv"}]}
    (landed,) = who("POST", f"{upload}/adoption", folder).json()["landings"]
    assert (landed["fate"], landed["source"]) == ("adopted", "mail.html")
    whole = who("POST", f"{upload}/adoption", {}, Idempotency_Key="k1").json()["landings"]
    fates = {each["source"]: each["fate"] for each in whole}
    assert fates == {"new/mail.html": "known", "old/login.md": "adopted"}
    again = who("POST", f"{upload}/adoption", {}, Idempotency_Key="k1")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["landings"] == whole
    assert who("DELETE", upload).status_code == 204
    assert who("POST", f"{upload}/adoption", {}).status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {"source": "papyrus"},
        {"zones": {"papyrus": "UTC"}},
        {"zones": {"pagerduty": "Moon/Base"}},
        {"zone": "Moon/Base"},
        {"folders": [{"name": "a"}]},
        {"nothing": 1},
    ],
)
def test_ways_to_read_that_there_are_not(who: Caller, wanted: dict[str, Any]) -> None:
    upload = who("POST", "/uploads").json()["upload"]
    answer = who("POST", f"/uploads/{upload}/adoption", wanted)
    assert answer.status_code in (400, 422), answer.content
