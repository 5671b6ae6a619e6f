"""`adopt`: an archive lands in one go, each report and incident on its own, as history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hansei.accounts.actor import Actor
from hansei.domain.document import Milestone
from hansei.domain.errors import NotFound
from hansei.drafting.adopting import Adopting, on_disk
from hansei.postmortem.models import CheckIn, PostMortem, Review
from hansei.postmortem.selectors import document_of
from hansei.sources.intake import Options
from hansei.timeline.models import Import, Incident, Record
from tests.cli.archives import REPORT, page
from tests.cli.conftest import Run
from tests.web.people import person

pytestmark = pytest.mark.django_db


def test_each_report_and_incident_lands_on_its_own(run: Run, archive: Path) -> None:
    answer = run("adopt", archive, "--zone", "Europe/London", "--service", "Login")
    assert answer.code == 0
    assert answer.out == (
        "3 adopted, 0 known, 1 told twice, 2 passed over, 0 not read, 1 records of no incident\n"
    )
    assert "login.md: the same instants as PM-1" in answer.err
    report, first, second = PostMortem.objects.order_by("number")
    assert (report.status, first.status) == ("published", "working draft")
    assert {each.name for each in first.incidents.get().services.all()} == {"Checkout", "Search"}
    assert {each.name for each in report.incidents.get().services.all()} == {"Login"}
    assert (first.severity, second.severity) == ("major", "major")
    marks = document_of(second).milestones
    assert marks[Milestone.RESOLVED].at.isoformat() == "2026-02-03T11:00:00+00:00"
    assert document_of(report).milestones[Milestone.DETECTED].at.hour == 9
    assert report.actions.get().text.startswith("Alert before")


def test_history_starts_no_clock(run: Run, archive: Path) -> None:
    run("adopt", archive)
    assert not CheckIn.objects.exists()
    assert not Review.objects.exists()
    assert all(each.waived for each in Incident.objects.all())


def test_what_was_done_is_done_on_no_day_by_nobody(run: Run, archive: Path) -> None:
    done = "- [x] Renew certificates by machine\n"
    (archive / "login.md").write_text(REPORT + done)
    (archive / "login-again.txt").unlink()
    run("adopt", archive)
    action = PostMortem.objects.get(number=1).actions.get(status="completed")
    assert (action.completed, action.completed_by) == (None, "")


def test_history_without_an_end_is_no_outage_of_today(run: Run, archive: Path) -> None:
    torn = page("d4", "2026-04-01", "Search")
    (archive / "torn.json").write_text(
        json.dumps({**torn, "resolved_at": None, "incident_updates": torn["incident_updates"][1:]})
    )
    run("adopt", archive)
    assert not Incident.objects.exclude(status="closed").exists()
    assert Incident.objects.filter(ended=None).count() == 1


def test_an_archive_that_grew_is_adopted_again(run: Run, archive: Path) -> None:
    run("adopt", archive)
    records, imports = Record.objects.count(), Import.objects.count()
    PostMortem.objects.filter(number=2).update(title="As people call it", version=7)
    (archive / "third.json").write_text(json.dumps(page("c3", "2026-03-09", "Search")))
    answer = run("adopt", archive)
    assert answer.out.startswith("1 adopted, 3 known, 1 told twice")
    assert PostMortem.objects.get(number=2).title == "As people call it"
    assert Record.objects.count() > records
    assert Import.objects.count() == imports + 1


def test_an_archive_that_moved_is_the_same_archive(run: Run, archive: Path) -> None:
    short = "# Mail outage\n\n## Impact\n\nNo mail.\n\n## Root cause\n\nA full disk.\n"
    (archive / "mail.md").write_text(short)
    (archive / "status.md").write_text(f"---\nurl: https://x.example/1\n---\n{short}")
    run("adopt", archive)
    PostMortem.objects.filter(number=1).update(title="As people call it", version=7)
    moved = archive.rename(archive.parent / "moved")
    (moved / "mail.md").rename(moved / "post.md")
    (moved / "mail-again.md").write_text(short)
    answer = run("adopt", moved, moved / "post.md")
    assert answer.out.startswith("0 adopted, 5 known, 3 told twice")
    assert "the same title and times, or address, as PM-" in answer.err
    (moved / "post.md").write_text(short.replace("full disk", "torn cable"))
    assert run("adopt", moved).out.startswith("1 adopted, 5 known, 1 told twice")


def test_what_was_taken_in_by_its_path_alone_is_known_after_a_move(run: Run, archive: Path) -> None:
    run("adopt", archive)
    for each in PostMortem.objects.all():
        PostMortem.objects.filter(pk=each.pk).update(document_id=f"{each.pk:016x}")
    assert run("adopt", archive).out.startswith("0 adopted, 3 known")
    moved = archive.rename(archive.parent / "moved")
    assert run("adopt", moved).out.startswith("0 adopted, 3 known")
    PostMortem.objects.filter(number=1).update(document_id="x", title="As people call it")
    assert run("adopt", moved).out.startswith("1 adopted, 2 known")


def test_what_cannot_be_read_is_told_and_the_rest_lands(run: Run, archive: Path) -> None:
    (archive / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    (archive / "torn.json").write_text('{"page": {"id"')
    answer = run("adopt", archive, "--format", "json", "--quiet")
    assert answer.code == 1
    found = json.loads(answer.out)
    fates = [each["fate"] for each in found["landings"]]
    assert fates.count("adopted") == 3
    assert [each["source"] for each in found["landings"] if each["fate"] == "not read"] == [
        "torn.pdf"
    ]
    assert found["refused"] == 1


def test_an_archive_of_nothing_is_unusable(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# A plan\n")
    answer = run("adopt", tmp_path)
    assert answer.code == 2
    assert "nothing in it tells an incident" in answer.err
    assert run("adopt", tmp_path / "absent").code == 2
    assert not PostMortem.objects.exists()


def test_a_reader_adopts_nothing(archive: Path) -> None:
    def adopting(actor: Actor) -> Adopting:
        return Adopting([on_disk(str(archive / "login.md"), Options())], actor)

    with pytest.raises(NotFound):
        list(adopting(person("viewer").actor).landings())
    assert len(list(adopting(person("contributor").actor).landings())) == 1
