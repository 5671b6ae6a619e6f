"""`adopt` against a server: what lands, and what is said, is as on the store itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from django.db import transaction

from hansei.accounts.roles import Scope
from hansei.drafting import uploads
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.timeline.models import Import, Incident, Record
from tests.api.callers import Caller, caller
from tests.cli.archives import REPORT, page
from tests.cli.conftest import Answer, Run

pytestmark = pytest.mark.django_db
MAIL = "# Mail\n\n## Impact\n\nNo mail.\n\n## Root cause\n\nA full disk.\n"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where files are kept on their way in."""
    settings.UPLOADS = str(tmp_path / "uploads")
    return tmp_path / "uploads"


def _landed() -> dict[str, Any]:
    """What is in the store, apart from who put it there and when."""
    return {
        "post-mortems": [
            (each.number, each.status, msgspec.structs.replace(document_of(each), id=""),
             sorted(each.actions.values_list("text", "status", "completed")))
            for each in PostMortem.objects.order_by("number")
        ],
        "incidents": [
            (each.title, each.severity, each.started, each.ended, each.status, each.waived,
             sorted(each.services.values_list("name", flat=True)),
             list(each.events.order_by("at", "pk").values_list("name", "at", "body")))
            for each in Incident.objects.order_by("pk")
        ],
        "records": sorted(Record.objects.values_list("source", "key", "at")),
        "imports": list(Import.objects.order_by("pk").values_list("digest", "new", "refused")),
    }  # fmt: skip


def _on_a_store(run: Run, *arguments: object) -> tuple[Answer, dict[str, Any]]:
    """What a command says and does on the store, before it is taken back."""
    with transaction.atomic():
        answer = run("adopt", *arguments)
        landed = _landed()
        transaction.set_rollback(True)
    return answer, landed


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_archive_lands_as_on_the_store(
    run: Run, remote: Run, archive: Path, folder: Path, form: str
) -> None:
    (archive / "torn.md").write_bytes(b"\x00\x01\x02\xff" * 50)
    (archive / "torn.json").write_text('{"page": {"id"')
    (archive / "years" / "2025").mkdir(parents=True)
    (archive / "years" / "2025" / "mail.md").write_text(MAIL)
    with ZipFile(archive / "b.zip", "w") as packed:
        packed.writestr("c3.json", json.dumps(page("c3", "2026-03-09", "Mail")))
        packed.writestr("old.md", REPORT.replace("Login", "Old"))
    zone = ("--zone", "Europe/London", "--service", "Login", "--format", form)
    here, stored = _on_a_store(run, archive, archive / "login.md", *zone)
    there = remote("adopt", archive, archive / "login.md", *zone)
    assert here.code == 1
    assert there == here
    assert _landed() == stored
    assert len(stored["post-mortems"]) == 5
    assert not list(folder.iterdir())


def test_what_stands_is_known_by_either_door(run: Run, remote: Run, archive: Path) -> None:
    assert remote("adopt", archive).out.startswith("3 adopted, 0 known")
    assert run("adopt", archive).out.startswith("0 adopted, 3 known")
    assert remote("adopt", archive).out.startswith("0 adopted, 3 known")


def test_a_report_is_known_by_its_path_there_too(remote: Run, archive: Path) -> None:
    remote("adopt", archive / "login.md")
    (archive / "login.md").write_text(REPORT.replace("09:38", "09:39"))
    assert remote("adopt", archive / "login.md").out.startswith("0 adopted, 1 known")
    moved = (archive / "login.md").rename(archive.parent / "moved.md")
    assert remote("adopt", moved).out.startswith("1 adopted, 0 known")


def test_a_hidden_file_that_is_named_is_sent(run: Run, remote: Run, tmp_path: Path) -> None:
    (tmp_path / ".login.md").write_text(REPORT)
    (tmp_path / "large.md").write_text(REPORT.replace("Login", "Mail") + " " * (1 << 20))
    answer = remote("adopt", ".login.md", "large.md")
    assert answer.out.startswith("1 adopted, 0 known, 1 told twice, 0 passed over, 0 not read")
    assert run("adopt", ".login.md").out.startswith("0 adopted, 1 known")


def test_what_cannot_be_sent_is_told(remote: Run, archive: Path, tmp_path: Path) -> None:
    (archive / "elsewhere.md").symlink_to(tmp_path / "outside.md")
    (tmp_path / "outside.md").write_text(REPORT)
    answer = remote("adopt", archive)
    assert answer.code == 1
    assert "elsewhere.md: is a link out of the folder and is not followed" in answer.err
    assert answer.out.startswith("3 adopted")


def test_a_file_that_is_too_large_for_the_server_is_told(
    remote: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1 << 20)
    (archive / "large.pdf").write_bytes(b"%PDF" + bytes(1 << 20))
    answer = remote("adopt", archive)
    assert answer.code == 1
    assert "large.pdf: is larger than 1 MiB" in answer.err


def test_an_archive_of_nothing_is_unusable(run: Run, remote: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# A plan\n")
    here = run("adopt", tmp_path / "plan.md")
    assert remote("adopt", tmp_path / "plan.md") == here
    assert here.code == 2
    assert remote("adopt", tmp_path / "absent").code == 2


def test_a_reader_adopts_nothing(
    remote: Run, lead: Caller, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for token, reason in (
        (Caller(lead.user, [Scope.READ]), "needs the scope write"),
        (caller("viewer"), "nothing to upload to"),
    ):
        monkeypatch.setenv("HANSEI_TOKEN", token.headers["Authorization"].split()[1])
        answer = remote("adopt", archive)
        assert answer.code == 2
        assert reason in answer.err
    assert not PostMortem.objects.exists()
