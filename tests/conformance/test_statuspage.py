"""Statuspage: wordings of times, and every real incident of a public page."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.statuspage.parse import SOURCE
from hansei.sources.statuspage.stated import Posted, stated_in

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
HISTORY = DATA / "statuspages" / "github-incident-history" / "incidents"
SCRAPED = DATA / "statuspages" / "llm-service-analysis"
POSTED = datetime(2024, 3, 14, 15, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def windows(text: str, posted: datetime = POSTED) -> list[tuple[str, datetime, Signal]]:
    found = stated_in(text, Posted(posted, posted, UTC))
    return [(each.name, each.at, each.signal) for each in found]


def records_of(value: Any) -> list[Record]:
    items = SOURCE.parse(Item(value, Place(file="x.json")), Context(zone=UTC))
    return [each.record for each in items if isinstance(each, Reading)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Errors occurred between 10:36 and 11:06 UTC.", "2024-03-14T10:36", "2024-03-14T11:06"),
        ("Down from 14:00 to 15:20 UTC on March 12, 2024.", "2024-03-12T14:00", "2024-03-12T15:20"),
        ("On March 12, 2024, between 23:50 UTC and 00:20 UTC, requests failed.",
         "2024-03-12T23:50", "2024-03-13T00:20"),
        ("From 15:38–16:29 UTC, some users saw errors.", "2024-03-13T15:38", "2024-03-13T16:29"),
        ("The API was down from 9:25AM through 9:27AM PDT.", "2024-03-13T16:25",
         "2024-03-13T16:27"),
        ("Unavailable from roughly 5am to 6am Pacific Time.", "2024-03-14T12:00",
         "2024-03-14T13:00"),
        ("Between March 12 23:50 UTC and March 13 00:20 UTC, errors.", "2024-03-12T23:50",
         "2024-03-13T00:20"),
        ("Degraded from 2024-03-10 22:00 to 2024-03-11 01:00 UTC.", "2024-03-10T22:00",
         "2024-03-11T01:00"),
    ],
)  # fmt: skip
def test_a_window_in_a_sentence_gives_start_and_end(text: str, start: str, end: str) -> None:
    assert windows(text) == [
        ("window:start", at(start), Signal.IMPACT_STARTED),
        ("window:end", at(end), Signal.RECOVERED),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We will perform maintenance from 10:00 to 12:00 UTC.",
        "We are backfilling data from 13:30 to 13:55 UTC.",
        "Version 12:30 of the ratio 4:30 to 5:30.",
        "Next update by 16:00 UTC.",
        "No times here.",
    ],
)
def test_sentences_on_other_things_give_no_times(text: str) -> None:
    assert windows(text) == []


@pytest.mark.parametrize(
    ("text", "moment", "signal"),
    [
        ("On March 12, 2024 at 13:30 UTC, customers saw errors.", "2024-03-12T13:30",
         Signal.IMPACT_STARTED),
        ("Starting at 12:30 UTC, requests time out.", "2024-03-14T12:30", Signal.IMPACT_STARTED),
        ("We have seen recovery since 1315 UTC.", "2024-03-14T13:15", Signal.RECOVERED),
        ("We received the first reports at 12:30 UTC.", "2024-03-14T12:30", Signal.NONE),
    ],
)  # fmt: skip
def test_a_single_time_means_what_stands_around_it(text: str, moment: str, signal: Signal) -> None:
    assert windows(text) == [("time:1", at(moment), signal)]


def test_a_list_of_bare_times_passes_midnight() -> None:
    body = "<ul><li>23:50 - Errors rise</li><li>00:10 - Fixed</li></ul>"
    found = stated_in(body, Posted(at("2024-03-14T00:30"), at("2024-03-14T00:30"), UTC))
    assert [each.at for each in found] == [at("2024-03-13T23:50"), at("2024-03-14T00:10")]
    assert all(each.zone_assumed and each.precision_s == 60 for each in found)
    assert [each.written for each in found] == ["23:50", "00:10"]


def test_the_end_of_a_backfilled_list_is_the_resolution() -> None:
    fixture = ROOT / "src/hansei/sources/statuspage/fixtures/github-backfilled.json"
    records = records_of(json.loads(fixture.read_text()))
    resolved = [each for each in records if "status:resolved" in each.refs]
    assert [each.at for each in resolved] == [at("2018-12-06T17:09")]


def test_long_bodies_are_read_in_time_and_bounded() -> None:
    body = "<li>10:00 - x</li>" * 20_000 + "from 1:1 " * 20_000
    assert len(stated_in(body, Posted(POSTED, POSTED, UTC))) <= 310


def test_every_real_incident_is_read() -> None:
    if not HISTORY.is_dir():
        pytest.skip("no real incidents here: set HANSEI_DATA")
    keys: Counter[str] = Counter()
    for path in sorted(HISTORY.glob("*.json")):
        value = json.loads(path.read_text())
        assert SOURCE.recognise(Sample("a.json", Shape.JSON, [value])) == 100
        records = records_of(value)
        assert records, path.name
        assert all(each.at.tzinfo is UTC for each in records)
        keys.update(each.key for each in records)
        start = at(value["incident"]["started_at"][:19])
        near = timedelta(days=30)
        assert all(abs(each.at - start) < near for each in records), path.name
    assert max(keys.values()) == 1


def test_scraped_tables_are_read() -> None:
    if not SCRAPED.is_dir():
        pytest.skip("no scraped tables here: set HANSEI_DATA")
    for path in sorted(SCRAPED.rglob("*.csv")):
        with path.open(newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            header = list(reader.fieldnames or ())
        assert SOURCE.recognise(Sample(path.name, Shape.CSV, rows[:20], header)) >= 85
        keys: Counter[str] = Counter()
        for row in rows:
            records = records_of(row)
            assert records
            keys.update(each.key for each in records)
        assert max(keys.values()) == 1, keys.most_common(1)
