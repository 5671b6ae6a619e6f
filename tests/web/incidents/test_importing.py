"""Dropping files in the browser: with and without scripts, hostile names, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from hansei.drafting import selectors
from hansei.drafting import uploads as kept
from hansei.drafting.models import DraftRequest
from hansei.jobs.models import Runner
from hansei.jobs.running import Running
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Incident
from hansei.web import form_files
from tests.cli.conftest import TABLE
from tests.search.things import told
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db
CSV = TABLE.encode()
START, PAGE = "/incidents/import/uploads/", "/incidents/import/"


def sent(client: Client, upload: str, name: str, data: bytes) -> HttpResponse:
    return client.post(
        f"{START}{upload}/files/", data, content_type="application/octet-stream",
        headers={"X-File-Name": quote(name)},
    )  # type: ignore[return-value]  # fmt: skip


def begun(client: Client) -> str:
    return str(client.post(START).json()["upload"])


def test_a_script_sends_files_one_by_one_and_then_asks(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    upload = begun(client)
    answer = sent(client, upload, "outage/table.csv", CSV).json()  # type: ignore[attr-defined]
    assert answer == {"name": "outage/table.csv", "size": len(CSV), "refused": ""}
    page = client.post(PAGE, {"upload": upload, "zone": "UTC", "title": "Slow checkout"})
    assert page.status_code == 303
    shown = client.get(page["Location"]).content.decode()
    assert "Open PM-1" in shown
    assert "table.csv" in shown
    assert "Table of events" in shown
    assert Incident.objects.get().title == "Slow checkout"
    part = client.get(page["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Open PM-1" in part


def test_a_form_without_scripts_carries_the_files(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    files = [
        SimpleUploadedFile("a.csv", CSV),
        SimpleUploadedFile("../../a.csv", b"time,what\n2026-03-03 15:00:00,Reviewed\n"),
    ]
    page = client.post(PAGE, {"files": files, "zone": "UTC"})
    assert page.status_code == 303
    report = client.get(page["Location"]).content.decode()
    assert "7 records read" in report
    assert "2/a.csv" in report


def test_the_page_waits_for_a_runner_that_is_there(people: Mapping[str, Person]) -> None:
    from django.utils import timezone

    Runner.objects.create(name="here", started=timezone.now(), seen=timezone.now())
    client = people["contributor"].client
    upload = begun(client)
    sent(client, upload, "a.csv", CSV)
    address = client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"]
    waiting = client.get(address).content.decode()
    assert "Waiting for its turn" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert not Incident.objects.exists()
    Running().drain()
    done = client.get(address).content.decode()
    assert "Open PM-1" in done
    assert "hx-trigger" not in done


def test_what_cannot_be_used_is_said_and_what_was_typed_stays(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    answer = client.post(PAGE, {"zone": "Nowhere/Land", "title": "Mine"})
    assert answer.status_code == 400
    assert "none of these files" in answer.content.decode()
    upload = begun(client)
    sent(client, upload, "a.csv", CSV)
    answer = client.post(PAGE, {"zone": "Nowhere/Land", "title": 'My "title"', "upload": upload})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "unknown time zone" in page
    for typed in ('value="Nowhere/Land"', "My &#34;title&#34;", f'value="{upload}"', "a.csv"):
        assert typed in page


HOSTILE = [
    "../../../etc/passwd", "/etc/passwd", "..\\..\\x", "a\r\nSet-Cookie: x=y", "C:\\x.csv",
    "<script>alert(1)</script>.csv", "x" * 4000, "%00.csv", "", "\N{SNOWMAN}/" * 40,
]  # fmt: skip


def test_names_are_text_and_no_paths(people: Mapping[str, Person], uploads: Path) -> None:
    client = people["contributor"].client
    upload = begun(client)
    for name in HOSTILE:
        answer = sent(client, upload, name, CSV)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer
    outside = {path.parent for path in uploads.rglob("*") if path.is_file()}
    assert outside == {uploads / upload}
    page = client.get(client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"])
    shown = page.content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "leads out of its folder" in shown


def test_the_header_may_be_left_out_or_broken(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    address = f"{START}{begun(client)}/files/"
    for header in ({}, {"X-File-Name": "%FF%FE"}, {"X-File-Name": "%"}, {"X-File-Name": "é"}):
        answer = client.post(address, CSV, content_type="application/octet-stream", headers=header)
        assert answer.status_code == 200


def test_other_types_of_content_are_bytes_like_any(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    upload = begun(client)
    for kind in ("text/html", "application/json", "image/png", "x"):
        answer = client.post(
            f"{START}{upload}/files/", CSV, content_type=kind, headers={"X-File-Name": "a.csv"}
        )
        assert answer.json()["size"] == len(CSV)


def test_an_upload_has_an_end(
    people: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LARGEST_FILE", 100)
    client = people["contributor"].client
    answer = sent(client, begun(client), "a.csv", b"x" * 101)
    assert "is larger than" in answer.json()["refused"]  # type: ignore[attr-defined]


def test_uploads_and_drafts_are_their_owners_alone(people: Mapping[str, Person]) -> None:
    owner, other = people["contributor"].client, person("lead", name="other").client
    upload = begun(owner)
    sent(owner, upload, "a.csv", CSV)
    address = owner.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"]
    upload = begun(owner)
    for client in (other, people["viewer"].client, people["auditor"].client,
                   people["stranger"].client, people["administrator"].client):  # fmt: skip
        assert client.get(address).status_code == 404
        assert sent(client, upload, "b.csv", CSV).status_code == 404
        assert client.post(PAGE, {"upload": upload, "zone": "UTC"}).status_code == 404
    assert DraftRequest.objects.count() == 1
    for who in ("viewer", "auditor", "stranger"):
        assert people[who].client.get(PAGE).status_code == 404
        assert people[who].client.post(START).status_code == 404
        assert people[who].client.post("/incidents/example/").status_code == 404
    assert people["anonymous"].client.post(START).status_code == 302


def test_another_site_cannot_upload() -> None:
    client = person("contributor", name="careful", csrf=True).client
    assert client.post(START).status_code == 403
    assert client.post("/incidents/example/").status_code == 403


def test_files_are_added_to_an_incident(people: Mapping[str, Person]) -> None:
    incident = told("What I saw")
    client = people["contributor"].client
    page = client.get(f"{PAGE}?incident={incident.pk}").content.decode()
    assert "Add files to an incident" in page
    assert "What I saw" in page
    upload = begun(client)
    sent(client, upload, "a.csv", CSV)
    answer = client.post(PAGE, {"upload": upload, "zone": "UTC", "incident": incident.pk})
    assert f'/incidents/{incident.pk}/"' in client.get(answer["Location"]).content.decode()
    assert incident.events.count() == 6
    for strange in ("987654", "x", "1" * 30, "-1"):
        assert client.get(f"{PAGE}?incident={strange}").status_code == 404


def test_the_example_is_loaded_once(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    answer = client.post("/incidents/example/")
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "The example is loaded" in page
    assert client.post("/incidents/example/")["Location"] == answer["Location"]
    assert PostMortem.objects.count() == 1
    assert client.get("/incidents/example/").status_code == 405


def test_a_form_that_is_too_large_is_refused_before_it_is_kept(
    people: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_files, "LARGEST_FORM", 5000)
    monkeypatch.setattr(form_files, "LARGEST_OF_STRANGERS", 1000)

    def refuses(client: Client, size: int) -> bool:
        data = {"files": SimpleUploadedFile("a.csv", b"x" * size), "zone": "UTC"}
        return client.post(PAGE, data).status_code == 400 and not DraftRequest.objects.exists()

    assert people["anonymous"].client.post(PAGE, {"zone": "UTC"}).status_code == 302
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["hansei-csrf"] = "a" * 32  # what makes Django read the form
    assert refuses(stranger, 1500)
    assert refuses(people["contributor"].client, 6000)
    data = {"files": SimpleUploadedFile("a.csv", CSV), "zone": "UTC"}
    assert people["contributor"].client.post(PAGE, data).status_code == 303


def test_files_of_which_nothing_came_are_told_one_by_one(people: Mapping[str, Person]) -> None:
    """All of them, with the reason of each: seven here, of which a line could name five."""
    client = people["contributor"].client
    upload = begun(client)
    for number in range(6):
        sent(client, upload, f"drop/{number}.json", b'{"weather": "fine"}')
    sent(client, upload, "drop/notes.txt", b"nothing happened\n")
    page = client.get(client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"])
    shown = page.content.decode()
    assert "Nothing came of these files" in shown
    assert shown.count("is JSON that no source recognises") == 6
    assert "notes.txt" in shown
    assert "hansei read" not in shown  # the page offers to adopt it instead


def test_a_report_sums_up_what_came_from_where(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    upload = begun(client)
    sent(client, upload, "drop/a.csv", CSV)
    sent(client, upload, "drop/b.csv", b"time,what\n2026-03-03 15:00:00,Reviewed\nsoon,Met\n")
    sent(client, upload, "drop/c.json", b'{"weather": "fine"}')
    shown = client.get(client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"])
    words = " ".join(shown.content.decode().split())
    assert "<b>Table of events</b> 7 records, 2 files" in words
    assert "1 file not recognised" in words
    assert "</svg>line 3</span>" in words  # the file's name stands beside it


def test_files_beyond_those_shown_are_not_said_to_be_read(
    people: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_FILES", 2)
    client = people["contributor"].client
    upload = begun(client)
    sent(client, upload, "drop/a.csv", CSV)
    for number in range(3):
        sent(client, upload, f"drop/{number}.json", b'{"weather": "fine"}')
    shown = client.get(client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"])
    assert "and 2 more files<" in shown.content.decode()
