"""Several processes at the same store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.store.processes import result, run, run_cold, start, start_cold

_LOCK = 0x48414E534549


@contextmanager
def _held(store: str) -> Iterator[None]:
    """The store while another writer's transaction goes on and on."""
    if store.startswith("sqlite"):
        holder = sqlite3.connect(store.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.close()
        return
    import psycopg

    with psycopg.connect(store) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def test_a_writer_that_waits_too_long_is_told_so(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANSEI_BUSY_S", "1")
    with _held(store):
        answer = run_cold(store, "import", "10")
        assert answer["refused"] == "conflict"
        assert run(store, "state")["records"] == 0
    assert run(store, "import", "10") == [10, 0]


def test_first_opening_by_many(absent: str) -> None:
    processes = [start_cold(absent, "open") for _ in range(4)]
    assert [result(each) for each in processes] == [None] * 4
    assert run_cold(absent, "state")["whole"]


def test_same_import_by_two_has_one_result(store: str) -> None:
    processes = [start(store, "import", "2000") for _ in range(3)]
    answers = sorted(result(each) for each in processes)
    assert answers == [[0, 2000], [0, 2000], [2000, 0]]
    state = run(store, "state")
    assert (state["records"], state["imports"], state["audit"]) == (2000, 1, 1)


def test_overlapping_imports_by_two_keep_every_record_once(store: str) -> None:
    processes = [start(store, "import", count) for count in ("1500", "2500")]
    answers = [result(each) for each in processes]
    assert sum(new for new, _ in answers) == 2500
    state = run(store, "state")
    assert (state["records"], state["imports"], state["audit"]) == (2500, 2, 2)
    assert state["whole"]


def test_same_first_draft_by_two_is_one_post_mortem(store: str) -> None:
    processes = [start(store, "draft", "50", "0") for _ in range(2)]
    assert [result(each) for each in processes] == [[1, 1], [1, 1]]
    state = run(store, "state")
    assert (state["post_mortems"], state["revisions"], state["audit"]) == (1, 1, 1)


def test_of_two_drafts_over_one_version_one_wins(store: str) -> None:
    run(store, "draft", "50", "0")
    processes = [start(store, "draft", count, "1") for count in ("60", "70")]
    answers = [result(each) for each in processes]
    assert [1, 2] in answers
    assert [each["refused"] for each in answers if isinstance(each, dict)] == ["conflict"]
    assert run(store, "state")["version"] == 2
