"""A process with tasks of its own for the tests, which may be killed while it works.

    python -m tests.jobs.process URL run | fill COUNT | state

A task of the test makes one team, under a name that nobody could make twice unnoticed.
"""

from __future__ import annotations

import json
import secrets
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from hansei.project.boot import open_store

if TYPE_CHECKING:
    from hansei.jobs.queue import Work


def _register() -> None:
    from hansei.jobs.registry import task

    task("tests.team", lease=timedelta(seconds=1.5), attempts=1000)(_make_team)


def _make_team(work: Work, *, number: int) -> None:
    """Says what it is about to do, and is slow enough to be killed before, in and after it."""
    from hansei.accounts.models import Team
    from hansei.project.transactions import writing

    _says("begun")
    with writing():
        Team.objects.create(name=f"{number} {secrets.token_hex(8)}")
        _says("made")
        work.settle()
    _says("settled")


def _says(word: str) -> None:
    print(word, flush=True)
    time.sleep(0.02)


def _run() -> object:
    from hansei.jobs.running import Running

    running = Running(workers=2)
    signal.signal(signal.SIGTERM, running.stop)
    print("ready", flush=True)
    running.run()
    return "stopped"


def _fill(count: str) -> object:
    from hansei.jobs.queue import enqueue

    return [enqueue("tests.team", {"number": each}) for each in range(int(count))]


def _state() -> object:
    from django.db.models import Count, Sum

    from hansei.accounts.models import Team
    from hansei.jobs.models import Job, Runner

    mine = Job.objects.filter(name="tests.team")
    names = Team.objects.values_list("name", flat=True)
    return {
        "states": dict(mine.values_list("state").annotate(n=Count("pk"))),
        "attempts": mine.aggregate(all=Sum("attempts"))["all"],
        "numbers": sorted(int(each.split()[0]) for each in names),
        "runners": Runner.objects.count(),
    }


_COMMANDS: dict[str, Callable[..., object]] = {"run": _run, "fill": _fill, "state": _state}


def main() -> int:
    """The process; its result is a line of JSON."""
    url, command, *arguments = sys.argv[1:]
    open_store(url)
    _register()
    print(json.dumps(_COMMANDS[command](*arguments)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
