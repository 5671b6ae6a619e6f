"""Drafts of uploaded files: one incident however often, additions, refusals, and a crash."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import LazySettings

from hansei.accounts.actor import Actor, system
from hansei.accounts.models import Team
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.drafting import running, uploads
from hansei.drafting.models import DraftRequest, State
from hansei.drafting.running import draft_example, draft_upload, example_folder
from hansei.drafting.selectors import draft_request, import_reports, report_of
from hansei.drafting.services.requests import request_draft
from hansei.jobs.running import Running
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import timeline_of
from hansei.sources.archives import Limits
from hansei.timeline.models import Import, Incident
from tests.cli.conftest import TABLE
from tests.search.things import told
from tests.web.people import person

pytestmark = pytest.mark.django_db
CSV = TABLE.encode()
DEPLOYS = b"2026-03-03T13:55:00Z deployed checkout v412\n2026-03-03T14:31:10Z rolled back to v411\n"


@pytest.fixture(autouse=True)
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.UPLOADS = str(tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def actor() -> Actor:
    return person("contributor").actor


def dropped(actor: Actor, files: Mapping[str, bytes], **asked: object) -> DraftRequest:
    """The request for a draft of these files, not done yet."""
    name = uploads.begin(actor)
    for given, data in files.items():
        uploads.receive(actor, name, given, io.BytesIO(data).read)
    return request_draft(actor=actor, upload=name, **asked)  # type: ignore[arg-type]


def example() -> dict[str, bytes]:
    folder = example_folder()
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_a_folder_becomes_one_incident_however_often(actor: Actor, root: Path) -> None:
    first = draft_upload(dropped(actor, example()))
    assert (first.state, first.problem) == (State.DONE, "")
    assert first.incident is not None
    assert first.incident.created_by == str(actor)
    renamed = {name.replace("checkout-outage", "again"): data for name, data in example().items()}
    again = draft_upload(dropped(actor, dict(reversed(renamed.items()))))
    assert (again.incident, again.post_mortem) == (first.incident, first.post_mortem)
    assert again.post_mortem is not None
    assert again.post_mortem.version == 1
    assert Incident.objects.count() == PostMortem.objects.count() == Import.objects.count() == 1
    assert not list(root.iterdir())


def test_uploading_and_the_command_line_read_the_same(actor: Actor) -> None:
    """File names, companions and their order reach the sources as from a folder."""
    uploaded = draft_upload(dropped(actor, example()))
    loaded = draft_example(system("test"))
    assert uploaded.batch == loaded.batch
    assert loaded.saved is not None
    assert uploaded.post_mortem is not None
    timelines = [
        timeline_of(actor=actor, number_or_id=each.number).events
        for each in (uploaded.post_mortem, loaded.saved)
    ]
    assert timelines[0] == timelines[1]
    assert draft_example(system("test")).saved == loaded.saved
    assert PostMortem.objects.count() == 2


def test_a_report_says_what_became_of_each_file(actor: Actor) -> None:
    files = {
        "x/timeline.csv": CSV + b"14:??,Something,\n",
        "x/notes.txt": b"Lunch was good.\n",
        "x/photo.json": b"\x89PNG\x00\x00",
        "x/more.zip": zipped(
            {"deploy.log": DEPLOYS, "../evil.log": b"x", "bomb": b"0" * (9 << 20)}
        ),
        "x/../../etc/passwd": b"root",
        "x/.DS_Store": b"\x00",
    }
    asked = draft_upload(dropped(actor, files))
    found = report_of(request=asked)
    assert found is not None
    told_ = {each.file.name: each for each in found.files}
    assert told_["timeline.csv"].source == "Table of events"
    assert (told_["timeline.csv"].file.records, told_["timeline.csv"].file.refused) == (6, 1)
    assert "timeline.csv:8" in told_["timeline.csv"].refusals[0].place
    assert "no source recognises" in told_["notes.txt"].file.note
    assert "binary" in told_["photo.json"].refusals[0].reason
    assert told_["more.zip/deploy.log"].file.records == 2
    reasons = {name: each.refusals[0].reason for name, each in told_.items() if each.refusals}
    assert "leads out" in reasons["more.zip/../evil.log"]
    assert "times its size" in reasons["more.zip/bomb"]
    assert "leads out" in reasons["x/../../etc/passwd"]
    assert not any("DS_Store" in name for name in told_)
    assert found.files[-1].file.refused == 0  # trouble comes first


def linked() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        link = tarfile.TarInfo("passwd.log")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return made.getvalue()


def test_archives_hold_to_a_servers_limits(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LIMITS", Limits(archive=9 << 20, member=3 << 20, members=4))
    many = {f"{number}.log": b"" for number in range(5)}
    files = {
        "a.csv": CSV,
        "many.zip": zipped(many),
        "all.zip": zipped({f"{number}.log": os.urandom(3 << 20) for number in range(4)}),
        "one.zip": zipped({"one.log": os.urandom(4 << 20)}),
        "deep.log.gz": gzip.compress(os.urandom(4 << 20)),
        "linked.tar.gz": linked(),
        "broken.zip": zipped({"a.log": os.urandom(1000)})[:500],
    }
    asked = draft_upload(dropped(actor, files))
    found = report_of(request=asked)
    assert found is not None
    reasons = {each.file.name: each.refusals[0].reason for each in found.files if each.refusals}
    for name, reason in {
        "many.zip": "more than 4 files", "all.zip": "more than 9 MiB",
        "one.zip/one.log": "more than 3 MiB", "deep.log": "more than 3 MiB",
        "linked.tar.gz/passwd.log": "no regular file", "broken.zip": "damaged",
    }.items():  # fmt: skip
        assert reason in reasons[name], name
    assert asked.state == State.DONE  # the good file lands all the same


def test_nothing_to_read_is_a_reason_with_the_files(actor: Actor) -> None:
    asked = draft_upload(dropped(actor, {"a.txt": b"Lunch was good.\n", "b.json": b"{"}))
    assert asked.state == State.FAILED
    assert "a.txt" in asked.problem
    assert "b.json" in asked.problem
    assert not Incident.objects.exists()
    with pytest.raises(InputError):
        dropped(actor, {"../x": b""})
    for wrong in ({"zone": "Nowhere/Land"}, {"title": "x" * 301}):
        with pytest.raises(InputError):
            dropped(actor, {"a.csv": CSV}, **wrong)


def test_bare_times_take_the_zone_that_was_chosen(actor: Actor) -> None:
    asked = draft_upload(dropped(actor, {"a.csv": CSV}, zone="Asia/Kolkata", title="Slow pay"))
    assert asked.incident is not None
    assert (asked.incident.title, asked.incident.zone) == ("Slow pay", "Asia/Kolkata")
    assert str(asked.incident.started) == "2026-03-03 08:30:00+00:00"


def test_files_are_added_to_what_people_told(actor: Actor) -> None:
    incident = told("What I saw", services=("shop",), severity="Sev-2", hour=2 * 24 + 2)
    first = draft_upload(dropped(actor, {"a.csv": CSV}, incident=incident.pk))
    assert (first.incident, first.problem) == (incident, "")
    incident.refresh_from_db()
    assert (incident.title, incident.severity) == ("What I saw", "Sev-2")
    assert [each.name for each in incident.services.all()] == ["shop"]
    assert incident.events.count() == 6
    more = draft_upload(dropped(actor, {"deploy.log": DEPLOYS}, incident=incident.pk))
    assert more.post_mortem == first.post_mortem
    assert more.post_mortem is not None
    assert more.post_mortem.version == 2
    texts = [each.text for each in timeline_of(actor=actor, number_or_id=1).events]
    assert any("v412" in each for each in texts)
    assert any("Root cause identified" in each for each in texts)
    assert len(import_reports(incident=incident)) == 2
    again = draft_upload(dropped(actor, {"deploy.log": DEPLOYS}, incident=incident.pk))
    assert again.post_mortem is not None
    assert again.post_mortem.version == 2
    assert Incident.objects.count() == PostMortem.objects.count() == 1


def test_what_others_keep_to_themselves_stays_so(actor: Actor) -> None:
    """The same files again tell nobody that there is a restricted incident of them."""
    other = person("lead").actor
    mine = draft_upload(dropped(actor, {"a.csv": CSV})).post_mortem
    assert mine is not None
    mine.grants.create(user_id=actor.user_id, role="lead")
    PostMortem.objects.filter(pk=mine.pk).update(restricted=True)
    theirs = draft_upload(dropped(other, {"a.csv": CSV}))
    assert theirs.problem == ""
    assert theirs.post_mortem != mine
    again = draft_upload(dropped(other, {"a.csv": CSV}))
    assert again.post_mortem == theirs.post_mortem
    assert PostMortem.objects.count() == 2


def test_what_one_may_read_but_not_change_is_no_second_incident(actor: Actor) -> None:
    draft_upload(dropped(actor, {"a.csv": CSV}))
    PostMortem.objects.update(team=Team.objects.create(name="Payments"))
    outsider = person("stranger").user
    assert outsider is not None
    outsider.memberships.create(team=Team.objects.create(name="Search"), role="contributor")
    from hansei.accounts.actor import signed_in

    asked = draft_upload(dropped(signed_in(outsider), {"a.csv": CSV}))
    assert "may not change" in asked.problem
    assert PostMortem.objects.count() == 1


def test_a_request_is_its_owners_alone(actor: Actor) -> None:
    asked = dropped(actor, {"a.csv": CSV})
    assert draft_request(actor=actor, name=asked.name) == asked
    for who in ("lead", "administrator", "auditor", "stranger"):
        with pytest.raises(NotFound):
            draft_request(actor=person(who).actor, name=asked.name)
    hidden = told()
    with pytest.raises(NotFound):
        dropped(actor, {"a.csv": CSV}, incident=hidden.pk + 1)


def test_the_runner_does_it_and_asking_twice_is_once(actor: Actor) -> None:
    asked = dropped(actor, {"a.csv": CSV})
    assert request_draft(actor=actor, upload=asked.upload) == asked
    assert Running().drain() >= 1
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.total) == (State.DONE, 1, 1)
    assert PostMortem.objects.count() == 1


def test_two_at_once_are_one_and_a_crash_is_taken_over(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = dropped(actor, {"a.csv": CSV})
    save = running._end

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_end", killed)
    with pytest.raises(KeyboardInterrupt):
        draft_upload(asked)
    monkeypatch.setattr(running, "_end", save)
    with pytest.raises(Conflict):
        draft_upload(asked)
    taken = draft_upload(asked, again=True)
    assert (taken.state, taken.problem) == (State.DONE, "")
    assert PostMortem.objects.count() == Incident.objects.count() == 1
    assert draft_upload(taken).finished == taken.finished


def test_files_that_are_gone_are_a_reason(actor: Actor) -> None:
    asked = dropped(actor, {"a.csv": CSV})
    uploads.remove(asked.upload)
    assert "not on this machine" in draft_upload(asked).problem


def test_who_lost_the_right_meanwhile_drafts_nothing(actor: Actor) -> None:
    asked = dropped(actor, {"a.csv": CSV})
    asked.owner.memberships.all().delete()
    assert draft_upload(asked).state == State.FAILED
    assert not Incident.objects.exists()
