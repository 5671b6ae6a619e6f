"""`hansei jobs`: the queue as the store's host sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hansei.jobs.models import Job, State
from hansei.jobs.queue import claim, enqueue, fail
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


def _dead() -> int:
    pk = enqueue("tests.any")
    work = claim("r", {})
    assert work
    assert fail(work, "no such address", final=True) is State.DEAD
    return pk


def test_jobs_are_listed_with_what_went_wrong(run: Run) -> None:
    dead, waiting = _dead(), enqueue("tests.other")
    answer = run("jobs", "list")
    assert answer.code == 0
    assert f"{dead}  dead" in answer.out
    assert "no such address" in answer.out
    assert "no runner has been here yet" in answer.err
    listed = json.loads(run("jobs", "list", "--state", "waiting", "--format", "json").out)
    assert [each["id"] for each in listed["jobs"]] == [waiting]
    assert listed["runner"] == "never"


def test_a_dead_job_is_tried_again(run: Run) -> None:
    dead = _dead()
    assert run("jobs", "retry", "--id", dead).code == 0
    assert Job.objects.get(pk=dead).state == State.WAITING
    for arguments, says in (
        (("--id", dead), "is waiting, not dead"),
        (("--id", 999_999), "no job 999999"),
        ((), "which job?"),
    ):
        answer = run("jobs", "retry", *arguments)
        assert answer.code == 2
        assert says in answer.err


def test_what_is_due_is_done_once_by_a_process_of_its_own(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/store.sqlite3"

    def hansei(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = "import sys; from hansei.cli.main import main; sys.exit(main())"
        command = [sys.executable, "-c", code, "jobs", *arguments, "--store", store]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    done = hansei("run", "--once")
    assert done.returncode == 0, done.stderr
    listed = json.loads(hansei("list", "--format", "json").stdout)["jobs"]
    assert {"reminders.letters", "jobs.clean"} <= {each["name"] for each in listed}
    assert {each["state"] for each in listed} == {"done"}
