"""A process killed at any instant leaves the store as it was before or after its change.

HANSEI_KILLS sets how many instants are tried for each change.
"""

from __future__ import annotations

import os
import random
import time

import pytest

from tests.store.processes import duration, killed, run, run_cold, start_cold

_KILLS = int(os.environ.get("HANSEI_KILLS", "6"))
_RECORDS = 4000
_EVENTS = 3000


def _moments(whole: float) -> list[float]:
    """Instants spread over the time that a change takes, each somewhere in its part of it."""
    chance = random.Random(7)
    return [whole * (part + chance.random()) / _KILLS for part in range(_KILLS)]


def test_import_is_whole_or_absent(store: str) -> None:
    empty = run(store, "state")
    whole = duration(store, "import", "300")
    with_first = run(store, "state")
    assert empty["records"] == 0
    assert with_first["records"] == 300
    whole *= _RECORDS / 300 / 4
    for moment in _moments(whole):
        killed(store, "import", str(_RECORDS), after=moment)
        state = run(store, "state")
        assert state["whole"]
        assert (state["records"], state["imports"], state["audit"]) in {
            (300, 1, 1),
            (_RECORDS, 2, 2),
        }
    run(store, "import", str(_RECORDS))
    final = run(store, "state")
    assert (final["records"], final["imports"], final["audit"]) == (_RECORDS, 2, 2)
    assert final["whole"]


def test_draft_over_another_is_whole_or_absent(store: str) -> None:
    whole = duration(store, "draft", str(_EVENTS), "0")
    before = run(store, "state")
    assert (before["events"], before["version"]) == (_EVENTS, 1)
    states = {
        (_EVENTS, 1, 1, 1, f"Slow with {_EVENTS} events"),
        (_EVENTS + 1, 2, 2, 2, f"Slow with {_EVENTS + 1} events"),
    }
    for moment in _moments(whole):
        killed(store, "draft", str(_EVENTS + 1), "1", after=moment)
        state = run(store, "state")
        assert state["whole"]
        assert _facts(state) in states
        assert (state["incidents"], state["post_mortems"]) == (1, 1)
    run(store, "draft", str(_EVENTS + 1), "1")
    assert _facts(run(store, "state")) == max(states)


def _facts(state: dict[str, object]) -> tuple[object, ...]:
    return tuple(state[name] for name in ("events", "version", "revisions", "audit", "title"))


@pytest.mark.parametrize("after", [0.2, 0.35, 0.5, 0.7])
def test_first_opening_is_whole_or_absent(absent: str, after: float) -> None:
    process = start_cold(absent, "open")
    time.sleep(after)
    process.kill()
    process.communicate(timeout=60)
    state = run_cold(absent, "state")
    assert state["whole"]
    assert state["audit"] == 0
