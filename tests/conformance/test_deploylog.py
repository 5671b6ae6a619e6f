"""Logs: years that are not written, midnight, and what is no log."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import utc_text
from hansei.sources.base import Context, Item, Reading, Refusal, Sample, Shape
from hansei.sources.csv_items import delimiter_of
from hansei.sources.deploylog.parse import CONTINUED, SOURCE

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
NOW = datetime(2025, 6, 1, tzinfo=UTC)


def read(text: str, file: str = "deploy.log", now: datetime | None = NOW) -> list[Record]:
    context = Context(UTC, file, read_at=now)
    readings = list(SOURCE.parse(Item(text, Place(file)), context))
    return [each.record for each in readings if isinstance(each, Reading)]


def refused(text: str, now: datetime | None = NOW) -> list[Refusal]:
    found = SOURCE.parse(Item(text, Place("f")), Context(UTC, "f", read_at=now))
    return [each for each in found if isinstance(each, Refusal)]


def score(text: str) -> int:
    return SOURCE.recognise(Sample("f.txt", Shape.TEXT, text.splitlines()))


@pytest.mark.parametrize(
    ("line", "instant", "text"),
    [
        ("Nov 24 06:23:51 host-1 deployd[812]: up", "2024-11-24T06:23:51Z", "deployd: up"),
        ("May  1 06:23:51 host-1 kernel: up", "2025-05-01T06:23:51Z", "kernel: up"),
        ("<34>Mar  1 2025 06:23:51 host-1 app: up", "2025-03-01T06:23:51Z", "app: up"),
        ("I0301 10:32:07.123456   1 main.go:3] up", "2025-03-01T10:32:07.123456Z", "main.go:3] up"),
        ("2025-03-01T10:32:07+0100 host-1 app[1]: up", "2025-03-01T09:32:07Z", "app: up"),
        ("2025-03-01 10:32 CET - up", "2025-03-01T09:32:00Z", "up"),
        ("[2025-03-01 10:32:07] [ERROR] up", "2025-03-01T10:32:07Z", "ERROR up"),
        ("3/25/2025 1:05:07 PM up", "2025-03-25T13:05:07Z", "up"),
        ("\x1b[32m2025-03-01T10:32:07Z\x1b[0m up", "2025-03-01T10:32:07Z", "up"),
        ("1740825127125 up", "2025-03-01T10:32:07.125Z", "up"),
    ],
)
def test_times_at_the_start_of_lines(line: str, instant: str, text: str) -> None:
    [record] = read(line)
    assert (utc_text(record.at), record.text) == (instant, text)


def test_a_line_without_a_year_is_refused_when_the_present_is_not_known() -> None:
    [refusal] = refused("Nov 24 06:23:51 host-1 app: up\n2025-03-01T10:00:00Z up", None)
    assert "no year" in refusal.reason


def test_bare_times_pass_midnight_under_the_day_of_the_file() -> None:
    records = read("23:50:00 deploy v7 started\n00:10:00 deploy v7 finished", "d-2025-03-01.log")
    assert [record.at.day for record in records] == [1, 2]
    assert all("without a date" in each.reason for each in refused("23:50:00 deploy started"))


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("Deployed checkout v2", Signal.DEPLOY),
        ("Deployment to production succeeded", Signal.DEPLOY),
        ("deploy service=checkout version=v2 status=started", Signal.DEPLOY),
        ("deployment service=checkout status=succeeded by=pipeline", Signal.DEPLOY),
        ("deploy service=checkout version=v2 status=failed", Signal.NONE),
        ("GET /deploy status=success", Signal.NONE),
        ("Deploy failed, rolling back", Signal.ROLLBACK),
        ("ERROR deploy: rolled back checkout", Signal.ROLLBACK),
        ("kubectl rollout undo deployment/checkout", Signal.ROLLBACK),
        ("released 3 connections", Signal.NONE),
        ("lock released", Signal.NONE),
        ("would have deployed checkout (dry run)", Signal.NONE),
        ("not rolled back", Signal.NONE),
        ("Skipping rollout of search", Signal.NONE),
        ("reading deployment.yaml", Signal.NONE),
    ],
)
def test_signal_by_words(words: str, signal: Signal) -> None:
    assert read(f"2025-03-01T10:32:07Z {words}")[0].signal is signal


def test_a_stack_trace_is_joined_and_bounded() -> None:
    [record] = read("2025-03-01T10:32:07Z failed\n" + "\tat a.b.C(C.java:1)\n" * (CONTINUED * 100))
    assert record.text.startswith("failed / at a.b.C(C.java:1) / ")
    assert len(record.text) <= 2000


def test_lines_count_from_the_start_of_the_file() -> None:
    text = "2025-03-01T10:32:07Z a\n\n2025-03-01T10:32:08Z b\n"
    found = list(SOURCE.parse(Item(text, Place("f", 100)), Context(UTC, "f")))
    assert [each.record.place.line for each in found if isinstance(each, Reading)] == [101, 103]


def test_prose_is_not_claimed() -> None:
    assert score("# Outage of 1 March\n\n2025-03-01 10:32 UTC - deployed\nMore about it.\n") == 0
    assert score("Summary\nWe deployed at 10:32.\n2025-03-01 was a Saturday.\n") == 0
    assert score("commit 1a2b3c4d\nAuthor: x\nDate: y\n") == 0
    assert 0 < score("2025-03-01T10:32:07Z up\n2025-03-01T10:32:08Z down\n  at x\n") < 30
    with pytest.raises(ForeignPayload):
        read("Nothing here has a time.")


@pytest.mark.parametrize(
    ("start", "delimiter"),
    [
        ("2025-03-01 10:30:00,101 DEBUG loading\n2025-03-01 10:30:00,102 INFO up\n", None),
        ("1a2b3c4\t2025-03-01T11:46:20+01:00\tRaise\n2b3c4d5\t2025-03-02\tLower\n", None),
        ("Mar  1 10:32:07 host app: a, b\nMar  1 10:32:08 host app: c, d\n", None),
        ("1740825362,web-1,up\n1740825363,web-1,down\n", None),
        ("time,event\n2025-03-01 10:30,up\n", ","),
        ("service,2025-03-01,20250302,2024\ncheckout,1,2,3\n", ","),
    ],
)
def test_lines_without_a_header_are_a_log_and_no_table(start: str, delimiter: str | None) -> None:
    assert delimiter_of(start, complete=True) == delimiter


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no sample data in {DATA}")
def test_no_published_post_mortem_is_taken_for_a_log() -> None:
    for path in sorted((DATA / "postmortems").rglob("*.md")):
        lines = path.read_text("utf-8", "replace").splitlines()[:50]
        assert SOURCE.recognise(Sample(path.name, Shape.TEXT, lines)) == 0, path


def test_times_without_a_word_are_no_log() -> None:
    assert score("2025-03-01T10:30:00Z\n2025-03-01T10:31:00Z -\n") == 0
    assert score("2025-03-01T10:30:00Z\n2025-03-01T10:31:00Z up\n") > 0
    assert score("2025-03-01T10:30:00Z\n  it went up\n") > 0
