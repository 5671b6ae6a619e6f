"""Past post-mortems dropped in the browser: what lands, what is told of the rest, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hansei.accounts.models import User
from hansei.audit.models import Entry
from hansei.drafting import adopting, answers
from hansei.drafting.running import adopt_upload
from hansei.drafting.services.requests import AdoptionRequest
from hansei.jobs.models import Job, Runner
from hansei.jobs.running import Running
from hansei.postmortem.models import Grant, PostMortem
from hansei.timeline.models import Incident
from tests.cli.archives import REPORT, new_archive
from tests.cli.conftest import TABLE
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db
PAGE, START, IMPORT = "/postmortems/adopt/", "/incidents/import/uploads/", "/incidents/import/"


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> Path:
    settings.UPLOADS = str(tmp_path / "uploads")
    return tmp_path / "uploads"


def sent(client: Client, files: Mapping[str, str]) -> str:
    upload = str(client.post(START).json()["upload"])
    for name, text in files.items():
        answer = client.post(
            f"{START}{upload}/files/", text.encode(), content_type="application/octet-stream",
            headers={"X-File-Name": name},
        )  # fmt: skip
        assert not answer.json()["refused"]
    return upload


def archive(folder: Path) -> dict[str, str]:
    return {f"old/{each.name}": each.read_text() for each in new_archive(folder / "a").iterdir()}


def test_each_file_of_a_folder_is_told(people: Mapping[str, Person], tmp_path: Path) -> None:
    client = people["contributor"].client
    files = {**archive(tmp_path), "old/torn.pdf": "%PDF-1.7 torn"}
    asked = {"upload": sent(client, files), "zone": "Europe/Vienna", "service": " Login "}
    answer = client.post(PAGE, asked)
    assert answer.status_code == 303
    shown = client.get(answer["Location"]).content.decode()
    assert "3 post-mortems are taken in" in shown
    for row in ("Login outage of 4 March 2026", "Trouble with a1", "Trouble with b2",
                "the same instants as PM-1", "is about reports, by its name", "tells no incident",
                "old/torn.pdf", "1 was known already, or stands in it twice",
                "1 record of no incident"):  # fmt: skip
        assert row in shown
    report = PostMortem.objects.get(title__startswith="Login")
    incident = report.incidents.get()
    assert [each.name for each in incident.services.all()] == ["Login"]
    assert incident.started is not None
    assert incident.started.isoformat() == "2026-03-04T08:38:00+00:00"
    assert f'href="/postmortems/{report.number}/"' in shown
    assert f'href="/incidents/{incident.pk}/timeline/"' in shown
    again = client.post(PAGE, {**asked, "upload": sent(client, files)})
    assert "Nothing new in it" in client.get(again["Location"]).content.decode()
    assert PostMortem.objects.count() == 3


def test_a_form_without_scripts_carries_the_reports(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    files = [SimpleUploadedFile("login.md", REPORT.encode())]
    page = client.post(PAGE, {"files": files, "zone": "UTC", "service": ""})
    assert page.status_code == 303
    shown = client.get(page["Location"]).content.decode()
    assert "1 post-mortem is taken in" in shown
    assert "Open PM-1" in shown
    part = client.get(page["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Open PM-1" in part


def test_the_page_waits_for_a_runner_that_is_there(
    people: Mapping[str, Person], uploads: Path
) -> None:
    Runner.objects.create(name="here", started=timezone.now(), seen=timezone.now())
    client = people["contributor"].client
    upload = sent(client, {"login.md": REPORT})
    address = client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"]
    waiting = client.get(address).content.decode()
    assert "Waiting for its turn" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert client.post(PAGE, {"upload": upload, "zone": "UTC"})["Location"] == address
    assert Job.objects.filter(name="drafting.adopt").count() == 1
    assert not PostMortem.objects.exists()
    Running().drain()
    done = client.get(address).content.decode()
    assert "Open PM-1" in done
    assert "hx-trigger" not in done
    assert not list(uploads.rglob("*.md"))
    assert REPORT.encode() not in {each.read_bytes() for each in uploads.rglob("*.*")}
    assert client.get(f"{PAGE}?upload={upload}")["Location"] == address
    entries = Entry.objects.filter(verb="ask for adoption")
    assert [each.actor for each in entries] == ["user:contributor"]


def test_an_attempt_that_broke_off_is_taken_up_once(people: Mapping[str, Person]) -> None:
    who = people["contributor"]
    assert who.user is not None
    upload = sent(who.client, {"login.md": REPORT})
    answers.ask(upload)
    assert answers.begin(upload)
    asked = AdoptionRequest(upload, who.user.pk, "", "")
    adopt_upload(asked)
    assert not PostMortem.objects.exists()
    adopt_upload(asked, again=True)
    adopt_upload(asked, again=True)
    assert PostMortem.objects.count() == 1
    assert "Open PM-1" in who.client.get(f"{PAGE}{upload}/").content.decode()


def test_what_goes_wrong_without_a_runner_is_left_to_the_next_one(
    people: Mapping[str, Person], monkeypatch: pytest.MonkeyPatch, uploads: Path
) -> None:
    client = people["contributor"].client
    client.raise_request_exception = False
    upload = sent(client, {"login.md": REPORT})

    def broken(*_: object, **__: object) -> None:
        with (uploads / upload / "adoption").open("ab") as stream:
            stream.write(b'{"landing": {"fate')
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(adopting, "adopt", broken)
        assert client.post(PAGE, {"upload": upload, "zone": "UTC"}).status_code == 500
    assert "Waiting for its turn" in client.get(f"{PAGE}{upload}/").content.decode()
    Running().drain()
    assert "Open PM-1" in client.get(f"{PAGE}{upload}/").content.decode()


def test_what_cannot_be_used_is_said_and_what_was_typed_stays(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    answer = client.post(PAGE, {"zone": "UTC", "service": "Login"})
    assert answer.status_code == 400
    assert "none of these files" in answer.content.decode()
    upload = sent(client, {"login.md": REPORT})
    typed = {"upload": upload, "zone": "Nowhere/Land", "service": 'My "shop"'}
    page = client.post(PAGE, typed)
    assert page.status_code == 400
    for each in ("unknown time zone", 'value="Nowhere/Land"', "My &#34;shop&#34;",
                 f'value="{upload}"', "login.md"):  # fmt: skip
        assert each in page.content.decode()
    long = client.post(PAGE, {"upload": upload, "zone": "UTC", "service": "x" * 201})
    assert (long.status_code, PostMortem.objects.exists()) == (400, False)


def test_a_text_that_tells_nothing_is_said_to(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    upload = sent(client, {"<b>plan</b>.md": "# A <i>plan</i>\n\nNothing happened.\n"})
    page = client.get(client.post(PAGE, {"upload": upload})["Location"]).content.decode()
    assert "Nothing in it tells an incident" in page
    assert "&lt;b&gt;plan&lt;/b&gt;.md" in page
    assert "<b>plan" not in page
    assert "A <i>" not in page


def test_reports_that_were_dropped_as_exports_are_taken_in_from_there(
    people: Mapping[str, Person],
) -> None:
    client = people["contributor"].client
    other = people["lead"].client
    for files in (
        {"old/login.md": REPORT},
        {"old/mail.md": REPORT + "\nTwice.", "old/t.csv": TABLE},
    ):
        upload = sent(client, {**files, "old/README.md": "# About"})
        result = client.get(client.post(IMPORT, {"upload": upload, "zone": "UTC"})["Location"])
        page = result.content.decode()
        assert "may be a post-mortem that was written elsewhere" in page
        assert f'href="{PAGE}?upload={upload}"' in page
        form = client.get(f"{PAGE}?upload={upload}").content.decode()
        assert f'value="{upload}"' in form
        assert "README.md" not in form
        assert "t.csv" not in form
        assert other.get(f"{PAGE}?upload={upload}").status_code == 404
        client.post(PAGE, {"upload": upload, "zone": "UTC"})
    assert PostMortem.objects.filter(title__startswith="Login").count() == 1


def test_an_import_with_no_report_in_it_keeps_nothing(
    people: Mapping[str, Person], uploads: Path
) -> None:
    client = people["contributor"].client
    upload = sent(client, {"t.csv": TABLE})
    page = client.get(client.post(IMPORT, {"upload": upload, "zone": "UTC"})["Location"])
    assert "written elsewhere" not in page.content.decode()
    assert not (uploads / upload).exists()


def test_an_adoption_is_its_owners_alone(people: Mapping[str, Person]) -> None:
    owner, other = people["contributor"].client, person("lead", name="other").client
    address = owner.post(PAGE, {"upload": sent(owner, {"login.md": REPORT})})["Location"]
    waiting = sent(owner, {"mail.md": REPORT})
    for client in (other, *(people[who].client for who in ("viewer", "auditor", "stranger",
                                                           "administrator"))):  # fmt: skip
        assert client.get(address).status_code == 404
        assert client.get(f"{PAGE}{waiting}/").status_code == 404
        assert client.post(PAGE, {"upload": waiting, "zone": "UTC"}).status_code == 404
    for who in ("viewer", "auditor", "stranger"):
        assert people[who].client.get(PAGE).status_code == 404
        assert "/postmortems/adopt/" not in people[who].client.get("/postmortems/").content.decode()
    assert people["anonymous"].client.get(PAGE).status_code == 302
    assert "/postmortems/adopt/" in owner.get("/postmortems/").content.decode()
    assert owner.get(f"{PAGE}{waiting}/").status_code == 404
    assert PostMortem.objects.count() == 1


def test_what_is_restricted_meanwhile_is_not_told(people: Mapping[str, Person]) -> None:
    client = people["contributor"].client
    address = client.post(PAGE, {"upload": sent(client, {"login.md": REPORT})})["Location"]
    PostMortem.objects.update(restricted=True, title="What nobody is to know")
    page = client.get(address).content.decode()
    assert "What nobody is to know" not in page
    assert "/postmortems/1/" not in page
    assert f"/incidents/{Incident.objects.get().pk}/" not in page
    user = User.objects.get(username="contributor")
    Grant.objects.create(post_mortem=PostMortem.objects.get(), user=user, role="lead")
    assert "What nobody is to know" in client.get(address).content.decode()


def test_another_site_has_nothing_adopted() -> None:
    client = person("contributor", name="careful", csrf=True).client
    assert client.post(PAGE, {"zone": "UTC"}).status_code == 403


def test_the_number_of_queries_is_that_of_one_report(
    people: Mapping[str, Person], django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = people["contributor"].client
    one = {"a.md": REPORT}
    many = {
        f"{day}.md": REPORT.replace("2026-03-04", f"2026-03-{day:02}").replace(
            "4 March", f"{day} March"
        )
        for day in range(5, 15)
    }
    counts = []
    for files in (one, many):
        address = client.post(PAGE, {"upload": sent(client, files)})["Location"]
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
