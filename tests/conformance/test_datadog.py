"""Datadog: what fixtures cannot show: titles, placeholders, header variants, recorded bodies."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from hansei.domain.errors import BadRow, ForeignPayload, InputError, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.datadog.parse import SOURCE

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
CASSETTES = DATA / "payloads" / "datadog-cassettes"
needs_data = pytest.mark.skipif(not CASSETTES.is_dir(), reason=f"no sample data in {DATA}")


def read(value: Any, context: Context | None = None) -> list[Record]:
    found = SOURCE.parse(Item(value, Place("f.json")), context or Context(UTC))
    return [each.record for each in found if isinstance(each, Reading)]


def score(*values: Any) -> int:
    return SOURCE.recognise(Sample("f.json", Shape.JSON, values))


def event(title: str, **more: Any) -> Record:
    value = {"id": 1, "date_happened": 1741084572, "title": title, "text": "", "tags": [], **more}
    return read(value)[0]


def webhook(**more: Any) -> dict[str, Any]:
    return {
        "title": "High CPU", "date": "1741084572000", "alert_id": "7", "id": "9",
        "alert_transition": "Triggered", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "signal", "text"),
    [
        ("[Triggered] High CPU", Signal.ALERT_FIRED, "Alert fired: High CPU"),
        (
            "[Triggered on {host:x,env:prod}] High CPU",
            Signal.ALERT_FIRED,
            "Alert fired: High CPU (on host:x,env:prod)",
        ),
        ("[P1] [Warn] High CPU", Signal.ALERT_FIRED, "Warning fired: High CPU (P1)"),
        ("Re-Triggered: [P2] High CPU", Signal.ALERT_FIRED, "Alert fired again: High CPU (P2)"),
        ("[No data] High CPU", Signal.ALERT_FIRED, "Alert fired for missing data: High CPU"),
        (
            "Recovered: High CPU on {host:x}",
            Signal.ALERT_RESOLVED,
            "Alert recovered: High CPU (on host:x)",
        ),
        ("[Renotify] High CPU", Signal.NOTIFIED, "Alert still on: High CPU"),
        ("[Synthetics] pipeline test", Signal.NONE, "[Synthetics] pipeline test"),
        ("Triggered a nightly job", Signal.NONE, "Triggered a nightly job"),
    ],
)
def test_titles_are_taken_apart(title: str, signal: Signal, text: str) -> None:
    record = event(title)
    assert (record.signal, record.text) == (signal, text)


def test_one_event_has_one_key_in_both_api_versions() -> None:
    old = event("High CPU", id=6327818702635911000, id_str="6327818702635911562")
    inner = {"title": "High CPU", "evt": {"id": "6327818702635911562"}}
    outer = {"timestamp": "2025-03-04T10:36:12Z", "message": "", "attributes": inner}
    [new] = read({"type": "event", "id": "AgAAA", "attributes": outer})
    assert old.key == new.key == "event:6327818702635911562"
    assert old.at == new.at


def test_placeholders_are_no_values() -> None:
    [record] = read(webhook(alert_transition="$ALERT_TRANSITION", title="[Recovered] High CPU"))
    assert record.signal is Signal.ALERT_RESOLVED
    [record] = read(webhook(tags="$TAGS", alert_scope="$ALERT_SCOPE", hostname="$HOSTNAME"))
    assert "$" not in repr(record)
    with pytest.raises(BadRow):
        read(webhook(date="$DATE"))


def test_template_may_choose_its_own_names() -> None:
    value = {
        "eventTitle": "[Triggered] High CPU", "alertId": 7, "ALERT_TRANSITION": "Warn",
        "lastUpdated": 1741084572000, "alert_title": "[Warn] High CPU",
    }  # fmt: skip
    [record] = read(value)
    assert record.text == "Warning fired: High CPU"
    assert "alert:datadog:7" in record.refs


@pytest.mark.parametrize(
    ("header", "least"),
    [
        (("Date", "Host", "Service", "Message"), 70),
        (("date", "title", "message", "status", "tags", "host"), 30),
        (("Date", "Host", "Service", "Message", "Status", "Title", "Tags"), 70),
        (("date", "title", "description", "status", "priority", "service"), 0),
        (("timestamp", "host", "service", "message"), 0),
        (("Date", "Event", "Person"), 0),
    ],
)
def test_explorer_headers(header: tuple[str, ...], least: int) -> None:
    found = SOURCE.recognise(Sample("f.csv", Shape.CSV, [dict.fromkeys(header, "x")], header))
    assert found >= least if least else found == 0


def test_time_of_an_export_in_a_local_zone() -> None:
    row = {"Date": "Mar 4, 2025, 11:36:12.250 am", "Host": "h", "Service": "s", "Message": "m"}
    [record] = read(row, Context(ZoneInfo("Europe/Paris")))
    assert record.at.isoformat() == "2025-03-04T10:36:12.250000+00:00"
    assert record.zone_assumed
    with pytest.raises(BadRow):
        read({**row, "Date": "10:36"})


def test_impact_starts_when_the_incident_says() -> None:
    found = {
        "title": "Checkout fails", "public_id": 1, "customer_impacted": True,
        "customer_impact_start": "2025-03-04T10:34:00Z", "created": "2025-03-04T10:41:00Z",
        "severity": "UNKNOWN", "resolved": None, "detected": None,
    }  # fmt: skip
    records = read({"data": {"type": "incidents", "id": "i1", "attributes": found}})
    assert [each.signal for each in records] == [Signal.IMPACT_STARTED, Signal.DECLARED]
    assert all(each.severity is None for each in records)


def test_refusals_differ() -> None:
    with pytest.raises(ForeignPayload):
        read({"hello": "world"})
    with pytest.raises(UnknownEvent):
        read(webhook(alert_transition="Melted"))
    with pytest.raises(BadRow):
        read({"event": {"id": 1, "date_happened": "soon", "title": "x"}})


@needs_data
def test_recorded_bodies_are_read_or_refused_by_name() -> None:
    records = 0
    for path in sorted(CASSETTES.rglob("*.yaml")):
        for exchange in yaml.safe_load(path.read_text())["interactions"]:
            body = exchange["response"]["body"].get("string") or b""
            text = body if isinstance(body, str) else body.decode("utf-8", "replace")
            if not text.strip():
                continue
            document = json.loads(text)
            for value in document if isinstance(document, list) else [document]:
                try:
                    found = read(value)
                except InputError:
                    continue
                records += len(found)
                assert all(each.text and each.at.tzinfo is UTC for each in found)
    assert records > 120


@needs_data
def test_payloads_of_others_are_not_claimed() -> None:
    for path in sorted((DATA / "payloads").rglob("*.json")):
        if "datadog" in str(path.relative_to(DATA)) or path.stat().st_size > 2_000_000:
            continue
        try:
            document = json.loads(path.read_bytes())
        except ValueError:
            continue
        values = document if isinstance(document, list) else [document]
        assert score(*values[:20]) == 0, path
