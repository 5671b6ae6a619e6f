"""Runners killed at any instant: every job is done, and its effect lands exactly once.

HANSEI_KILLS sets how many runners are killed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from typing import Any

import pytest

from tests import warm

_KILLS = int(os.environ.get("HANSEI_KILLS", "4"))
_JOBS = 60
_DEADLINE_S = 60


def _start(store: str, *command: str) -> warm.Started:
    return warm.start(store, "-m", "tests.jobs.process", store, *command)


def _answer(store: str, *command: str) -> Any:
    output, errors = (process := _start(store, *command)).communicate(timeout=60)
    assert not process.returncode, errors
    return json.loads(output.splitlines()[-1])


def _ready(store: str) -> warm.Started:
    process = _start(store, "run")
    assert process.stdout.readline() == "ready\n"
    return process


def test_every_job_has_its_effect_exactly_once(store: str) -> None:
    _answer(store, "fill", str(_JOBS))
    chance = random.Random(11)
    steady = _ready(store)
    for _ in range(_KILLS):
        victim = _ready(store)
        time.sleep(chance.uniform(0.02, 0.3))
        victim.kill()
        victim.communicate(timeout=60)
    state = _done_in_time(store)
    assert state["numbers"] == list(range(_JOBS))
    assert state["attempts"] >= _JOBS
    steady.send_signal(signal.SIGTERM)
    output, errors = steady.communicate(timeout=60)
    assert json.loads(output.splitlines()[-1]) == "stopped", errors
    assert steady.returncode == 0


@pytest.mark.parametrize("word", ["begun", "made", "settled"])
def test_a_job_of_a_dead_runner_is_taken_up_by_the_next(store: str, word: str) -> None:
    """The killed one alone has been at it, so that nobody else can have done its work."""
    _answer(store, "fill", "3")
    only = _ready(store)
    while only.stdout.readline() != f"{word}\n":
        pass
    only.kill()
    only.communicate(timeout=60)
    left = _answer(store, "state")["states"]
    assert left.get("running") or word == "settled"
    next_one = _ready(store)
    state = _done_in_time(store)
    next_one.kill()
    next_one.communicate(timeout=60)
    assert state["numbers"] == [0, 1, 2]


def _done_in_time(store: str) -> dict[str, Any]:
    until = time.monotonic() + _DEADLINE_S
    while True:
        state: dict[str, Any] = _answer(store, "state")
        if set(state["states"]) == {"done"}:
            return state
        assert time.monotonic() < until, state
        time.sleep(0.2)
