"""Tables of any origin: columns, times and what a status word means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hansei.domain.errors import BadRow, ForeignPayload
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import utc_text, zone_named
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.dates_written import Frame
from hansei.sources.generic.parse import SOURCE
from hansei.sources.times_written import read_time

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def read(rows: list[Any], **context: Any) -> list[Record]:
    within = Context(zone=context.pop("zone", UTC), first=rows, read_at=NOW, **context)
    records = []
    for index, row in enumerate(rows):
        for reading in SOURCE.parse(Item(row, Place("f", index + 2)), within):
            assert isinstance(reading, Reading)
            records.append(reading.record)
    return records


def one(**row: Any) -> Record:
    [record] = read([row])
    return record


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025-03-01T10:36:00+01:00", "2025-03-01T09:36:00Z"),
        ("20250301T103600Z", "2025-03-01T10:36:00Z"),
        ("2025-03-01 10:36 CET", "2025-03-01T09:36:00Z"),
        ("2025-03-01 10:36:00 Europe/Berlin", "2025-03-01T09:36:00Z"),
        ("2025-03-01 10:36 (UTC+2)", "2025-03-01T08:36:00Z"),
        ("2025/03/01 10:36", "2025-03-01T10:36:00Z"),
        ("1740825362", "2025-03-01T10:36:02Z"),
        ("1740825362125", "2025-03-01T10:36:02.125Z"),
        (1740825362125000000, "2025-03-01T10:36:02.125Z"),
        ("25/03/2025 10:36", "2025-03-25T10:36:00Z"),
        ("3/25/25, 1:05 pm", "2025-03-25T13:05:00Z"),
        ("12:05 AM 3/25/2025", "2025-03-25T00:05:00Z"),
        ("01.03.2025, 10:36 Uhr", "2025-03-01T10:36:00Z"),
        ("1. März 2025 10:36", "2025-03-01T10:36:00Z"),
        ("March 1st, 2025 at 10:36am", "2025-03-01T10:36:00Z"),
        ("Sat, 01 Mar 2025 10:36:00 +0100", "2025-03-01T09:36:00Z"),
        ("Sat Mar  1 10:32:07 UTC 2025", "2025-03-01T10:32:07Z"),
        ("01/Mar/2025:10:32:07 +0100", "2025-03-01T09:32:07Z"),
        ("2025年3月1日 10:36", "2025-03-01T10:36:00Z"),
        ("Nov 24 06:23:51", "2024-11-24T06:23:51Z"),
    ],
)
def test_times_in_every_form(written: Any, instant: str) -> None:
    assert utc_text(read_time(written, Frame(now=NOW)).at) == instant


@pytest.mark.parametrize(
    "written",
    ["", "14:??", "soon", "3 hours ago", "10:36", "2025-02-30", "31/02/2025", "v2.41.0", "1.2.3",
     "5", "99:99", "Deploy at 10:36 on 2025-03-01", "13:00 PM 2025-03-01", None, True, [], 10**400,
     float("nan"), "9" * 60],
)  # fmt: skip
def test_what_is_no_time(written: Any) -> None:
    with pytest.raises(ValueError):
        read_time(written, Frame(now=NOW))


def test_day_and_month_are_ordered_by_the_files_own_rows() -> None:
    text = "checkout is slow"
    months = read(
        [{"time": "03/04/2025 10:00", "text": text}, {"time": "03/25/2025", "text": text}]
    )
    days = read([{"time": "03/04/2025 10:00", "text": text}, {"time": "25/03/2025", "text": text}])
    assert (months[0].at.month, months[0].written) == (3, None)
    assert (days[0].at.month, days[0].written) == (4, None)


def test_an_ambiguous_day_goes_first_and_stays_written() -> None:
    rows = [{"time": "03/04/2025 10:00", "text": "checkout is slow"}]
    [guessed] = read(rows)
    assert (guessed.at.month, guessed.written) == (4, "03/04/2025 10:00")
    [told] = read(rows, mapping={"dayfirst": "no"})
    assert (told.at.month, told.written) == (3, None)


def test_a_range_in_one_cell_gives_both_ends() -> None:
    [record] = read(
        [{"date": "2025-03-01", "time": "23:00-01:30", "text": "failover"}], zone=zone_named("CET")
    )
    assert record.at == datetime(2025, 3, 1, 22, tzinfo=UTC)
    assert record.until == datetime(2025, 3, 2, 0, 30, tzinfo=UTC)
    assert record.zone_assumed
    assert record.precision_s == 60


def test_the_zone_of_the_header_counts_below_that_of_the_cell() -> None:
    rows = [{"Time (CET)": "2025-03-01 10:00", "text": "first"},
            {"Time (CET)": "2025-03-01 10:00Z", "text": "second"}]  # fmt: skip
    assert [record.at.hour for record in read(rows)] == [9, 10]
    assert not any(record.zone_assumed for record in read(rows))


def test_a_mapping_goes_before_the_header() -> None:
    row = {"timestamp": "2025-03-01", "seen": "2025-02-01T00:00Z", "message": "a", "words": "b"}
    [record] = read([row], mapping={"time": "seen", "text": "words"})
    assert (record.at.month, record.text) == (2, "b")
    nested = {"event": {"time": "2025-02-01T00:00Z"}, "message": "a"}
    [record] = read([nested], mapping={"time": "event.time"})
    assert record.at.month == 2


def test_a_file_name_lends_its_day_to_bare_times() -> None:
    [record] = read([{"time": "10:36", "text": "a"}], file="notes/timeline-2025-03-01.csv")
    assert record.at == datetime(2025, 3, 1, 10, 36, tzinfo=UTC)
    with pytest.raises(BadRow, match="without a date"):
        read([{"time": "10:36", "text": "a"}], file="timeline.csv")


@pytest.mark.parametrize(
    ("word", "signal"),
    [
        ("Firing", Signal.ALERT_FIRED), ("ACKNOWLEDGED", Signal.ACKNOWLEDGED),
        ("rolled_back", Signal.ROLLBACK), ("Deployment", Signal.DEPLOY),
        ("escalated", Signal.ESCALATED), ("resolved", Signal.RESOLVED), ("blue", Signal.NONE),
        ("we deployed it", Signal.NONE),
    ],
)  # fmt: skip
def test_a_status_word_gives_the_signal(word: str, signal: Signal) -> None:
    assert one(time="2025-03-01T10:00Z", text="Something happened", status=word).signal is signal


def test_a_sentence_gives_none() -> None:
    assert (
        one(time="2025-03-01T10:00Z", event="We deployed it and resolved it").signal is Signal.NONE
    )


def test_an_incidents_present_state_is_not_what_happened_at_its_start() -> None:
    assert (
        one(created_at="2025-03-01T10:00Z", title="Down", status="resolved").signal is Signal.NONE
    )


def test_formulas_stay_text_and_machines_are_no_people() -> None:
    assert one(time="2025-03-01T10:00Z", text="=1+1").text == "=1+1"
    assert one(time="2025-03-01T10:00Z", text="a", user="deploy bot").kind is Kind.SYSTEM
    assert one(time="2025-03-01T10:00Z", text="a", user="on-call engineer").kind is Kind.HUMAN


def test_wrapped_rows_are_opened() -> None:
    [record] = read([{"_index": "logs", "_source": {"@timestamp": "2025-03-01", "message": "a"}}])
    assert record.text == "a"
    [record] = read([{"preview": False, "result": {"_time": "2025-03-01T10:00Z", "_raw": "b"}}])
    assert record.text == "b"


def test_what_is_no_table_is_not_claimed() -> None:
    for value in ({"hello": "world"}, {"time": "soon", "text": "a"}, 5, None, [1], "text"):
        assert SOURCE.recognise(Sample("f.json", Shape.JSON, [value])) == 0
    with pytest.raises(ForeignPayload):
        read([{"hello": "world"}])
    assert SOURCE.recognise(Sample("f.csv", Shape.CSV, [], ("a", "b"))) == 0


def test_keys_do_not_depend_on_the_rows_around() -> None:
    row = {"time": "2025-03-01T10:00Z", "text": "a", "id": "7"}
    assert read([row])[0].key == read([{**row, "text": "b"}, row])[1].key
