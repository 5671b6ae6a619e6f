"""`import`, `draft`, `metrics`, `export` and `doctor` on the store, on either database."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from hansei.accounts.actor import command_line
from hansei.domain.policy import Policy
from hansei.domain.template_text import TemplateKind
from hansei.organisation.services.settings import set_policy
from hansei.organisation.services.templates import add_template, archive_template
from hansei.outputs import registry
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.timeline.models import Import, Incident, Record, Service
from tests.cli.conftest import TABLE, Run
from tests.cli.contract import DOCTOR, DRAFT, IMPORT, METRICS, faults

pytestmark = pytest.mark.django_db


def test_an_import_lands_once(run: Run, table: Path) -> None:
    assert run("import", table) == (0, "6 new, 0 known, 0 refused\n", "")
    assert run("import", table) == (0, "0 new, 6 known, 0 refused\n", "")
    table.write_text(TABLE + "2026-03-03 15:30:00,Reviewed,incident lead\n")
    assert run("import", table).out == "1 new, 6 known, 0 refused\n"
    assert Record.objects.count() == 7


def test_imports_json_is_the_contracts(run: Run, table: Path) -> None:
    table.write_text(TABLE + "14:??,Something,\n")
    answer = run("import", table, "--format", "json", "--quiet")
    assert (answer.code, answer.err) == (1, "")
    found = json.loads(answer.out)
    assert faults(found, IMPORT) == []
    assert (found["new"], found["known"], found["refused"]) == (6, 0, 1)
    (file,) = found["files"]
    assert file["source"] == "generic"
    assert file["refusals"][0]["place"].startswith("timeline.csv:8")


def test_an_import_of_nothing_is_unusable(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("")
    answer = run("import", "empty.json")
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert not Record.objects.exists()
    assert run("import", "absent.json").code == 2


def test_a_draft_is_kept_and_drafting_again_changes_nothing(run: Run, table: Path) -> None:
    first = run("draft", table)
    assert first.code == 0
    assert "kept in the store as number 1" in first.err
    assert run("draft", table).code == 0
    saved = PostMortem.objects.get()
    assert (saved.number, saved.version) == (1, 1)
    assert Import.objects.count() == 1


def test_edits_in_the_file_reach_the_store(run: Run, table: Path, tmp_path: Path) -> None:
    run("draft", table, "-o", "out")
    path = tmp_path / "out" / "postmortem.md"
    path.write_text(path.read_text().replace("**Unknown:** the impact in one line.", "All of it."))
    assert run("draft", table, "-o", "out").code == 0
    assert PostMortem.objects.get().version == 2
    assert "All of it." in run("export", "1", "--format", "markdown").out


def test_a_newer_version_in_the_store_is_not_overwritten(
    run: Run, table: Path, tmp_path: Path
) -> None:
    run("draft", table, "-o", "out")
    path = tmp_path / "out" / "postmortem.md"
    old = path.read_text()
    for words in ("All of it.", "None of it."):
        path.write_text(old.replace("**Unknown:** the impact in one line.", words))
        answer = run("draft", table, "-o", "out")
    assert answer.code == 2
    assert "newer version" in answer.err
    assert len(answer.err.strip().splitlines()) <= 2
    assert PostMortem.objects.get().version == 2


def test_json_of_a_kept_draft_is_the_contracts(run: Run, table: Path) -> None:
    answer = run("draft", table, "--format", "json", "--quiet")
    assert answer.err == ""
    assert faults(json.loads(answer.out), DRAFT) == []
    assert PostMortem.objects.count() == 1


@pytest.mark.parametrize("name", registry.names())
def test_every_format_can_be_exported(run: Run, table: Path, tmp_path: Path, name: str) -> None:
    run("draft", table)
    out = run("export", "PM-1", "--format", name)
    assert (out.code, out.err) == (0, "")
    assert len(out.out) > 200
    answer = run("export", "1", "--format", name, "-o", "file")
    assert (answer.code, answer.out) == (0, "")
    assert "wrote file" in answer.err
    assert (tmp_path / "file").stat().st_size > 200
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["export", "7", "--format", "json"], "7"),
        (["export", "no-such", "--format", "json"], "no-such"),
        (["export", "1", "--format", "docx2"], "docx2"),
        (["export", "1"], "--format"),
        (["metrics", "--from", "soon"], "--from"),
        (["metrics", "--by", "moon"], "moon"),
        (["import"], "FILE"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, arguments: list[str], word: str) -> None:
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert word in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.err.rstrip("\n").isprintable()


def test_an_export_that_cannot_be_written_is_named(run: Run, table: Path) -> None:
    run("draft", table)
    answer = run("export", "1", "--format", "json", "-o", "absent/file.json")
    assert answer.code == 2
    assert "absent/" in answer.err


def test_metrics_are_the_contracts(run: Run, table: Path) -> None:
    empty = run("metrics", "--format", "json")
    assert (empty.code, faults(json.loads(empty.out), METRICS)) == (0, [])
    run("draft", table)
    found = json.loads(run("metrics", "--format", "json").out)
    assert faults(found, METRICS) == []
    by_name = {each["figure"]: each for each in found["figures"]}
    resolve = by_name["time_to_resolve"]
    assert (resolve["n"], resolve["mean"], resolve["median"]) == (1, 3000.0, 3000.0)
    assert resolve["interval"] is None
    detect = by_name["time_to_detect"]
    assert (detect["n"], detect["missing"], detect["mean"]) == (0, 1, None)


@pytest.mark.parametrize("by", ["all", "service", "team", "severity", "cause", "month", "quarter"])
def test_metrics_can_be_grouped(run: Run, table: Path, by: str) -> None:
    run("draft", table)
    answer = run("metrics", "--by", by, "--format", "json")
    assert answer.code == 0
    assert faults(json.loads(answer.out), METRICS) == []
    assert {each["by"] for each in json.loads(answer.out)["figures"]} <= {by}


def test_metrics_for_people(run: Run, table: Path) -> None:
    nothing = run("metrics")
    assert (nothing.code, nothing.out) == (0, "")
    assert "hansei draft" in nothing.err
    run("draft", table)
    out = run("metrics").out
    assert "Time to resolve: mean 50 min" in out
    assert "n 1, missing 0, invalid 0" in out
    assert "Time to detect: not known (n 0, missing 1, invalid 0)" in out


def test_the_doctor_says_what_works(run: Run) -> None:
    answer = run("doctor", "--format", "json")
    found = json.loads(answer.out)
    assert faults(found, DOCTOR) == []
    states = {each["what"]: each for each in found["checks"]}
    assert "slack" in states["sources"]["state"]
    assert "markdown" in states["outputs"]["state"]
    assert states["store opens"]["ok"]
    assert "ok   store opens" in run("doctor").out


def test_the_doctor_says_what_does_not(run: Run) -> None:
    answer = run("doctor", "--store", "mysql://u:secret@h/d")
    assert answer.code == 1
    assert "FAIL store" in answer.out
    assert "secret" not in answer.out + answer.err


_OWN = """name = "brief"
title = "Brief"
purpose = "Our own"
[[sections]]
key = "summary"
title = "In short"
"""


def test_a_draft_follows_the_variants_and_rules_of_its_store(run: Run, table: Path) -> None:
    """As an administrator set them in the browser."""
    assert run("draft", table, "--variant", "brief").code == 2
    actor = command_line()
    made = add_template(actor=actor, kind=TemplateKind.VARIANT, text=_OWN)
    set_policy(actor=actor, policy=Policy(check_in_days=(7,)), version=0)
    assert run("draft", table, "--variant", "brief", "-o", "out").code == 0
    document = document_of(PostMortem.objects.get())
    assert [each.key for each in document.sections] == ["summary"]
    assert len(document.extra["check_ins"]) == 1
    archive_template(actor=actor, key=made.pk)
    assert run("draft", table, "--variant", "brief", "-o", "other").code == 2
    assert run("draft", table, "-o", "out").code == 0
    assert [each.title for each in document_of(PostMortem.objects.get()).sections] == ["In short"]


def test_availability_stands_beside_what_was_promised(run: Run, table: Path) -> None:
    assert "an incident that names one" in run("metrics", "--availability").err
    run("draft", table)
    service = Service.objects.create(name="checkout", slo_target=Decimal("99.9"))
    incident = Incident.objects.get()
    incident.services.set([service])
    ended = timezone.now() - timedelta(days=2)
    Incident.objects.update(started=ended - timedelta(minutes=30), ended=ended)
    out = run("metrics", "--availability", "--service", "checkout").out
    assert out == (
        "checkout: 99.931 %, down 30 min (1 incident), promised 99.9 %: kept,"
        " 13 min 12 s of 43 min 12 s left\n"
    )
    found = json.loads(run("metrics", "--availability", "--format", "json").out)["availability"]
    assert found[0]["down"] == 1800
    assert run("metrics", "--availability", "--window", "soon").code == 2
