"""PagerDuty: what fixtures cannot show: secrets, same things in several forms, real payloads."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Item, Reading, Refusal, Sample, Shape
from hansei.sources.pagerduty.parse import SOURCE

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "src/hansei/sources/pagerduty/fixtures"
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no sample data in {DATA}")


def fixture(name: str) -> Any:
    text = (FIXTURES / name).read_text()
    if name.endswith(".ndjson"):
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text)


def read(value: Any, context: Context | None = None) -> list[Record]:
    found = SOURCE.parse(Item(value, Place("f.json")), context or Context(UTC))
    return [each.record for each in found if isinstance(each, Reading)]


def score(*values: Any) -> int:
    return SOURCE.recognise(Sample("f.json", Shape.JSON, values))


def test_first_trigger_has_one_key_in_every_form() -> None:
    forms = ("incidents.json", "incident.json", "log_entries.json", "webhook-v2.json")
    keys = [{record.key for record in read(fixture(name))} for name in forms]
    assert "R0TRIGGER0000000000000001" in set.intersection(*keys)


def test_status_update_has_one_key_through_rest_and_webhook() -> None:
    webhooks = [each for value in fixture("webhooks-v3.ndjson") for each in read(value)]
    [update] = read(fixture("status_update.json"))
    assert update.key in {record.key for record in webhooks}


def test_every_form_of_an_incident_points_at_it() -> None:
    for name in ("incidents.json", "log_entries.json", "alerts.json", "analytics-incidents.json"):
        assert any("pagerduty:incident:Q1CHECKOUT01" in each.refs for each in read(fixture(name)))


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("events-v2.ndjson", "e93facc04764012d7bfb002500d5d1a6"),
        ("log_entries.json", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_keys_of_integrations_stay_in_the_raw_item(name: str, secret: str) -> None:
    document = fixture(name)
    usable = document[:3] if isinstance(document, list) else [document]
    records = [record for value in usable for record in read(value)]
    assert records
    assert secret not in repr(records)


def test_statuses_are_named_by_their_list() -> None:
    lists = {"statuses.json": {"statuses": [{"id": "PST0001", "description": "investigating"}]}}
    records = read(fixture("post_updates.json"), Context(UTC, lookup=lists.get))
    assert records[0].text.startswith("Investigating: We are investigating")
    assert "status:investigating" in records[0].refs


def test_bare_time_takes_the_zone_and_says_so() -> None:
    zone = ZoneInfo("Europe/Paris")
    [created, *_] = read(fixture("analytics-incidents.json"), Context(zone))
    assert created.at.isoformat() == "2025-03-04T09:36:12+00:00"
    assert created.zone_assumed
    assert created.written == "2025-03-04T10:36:12"


def test_refusals_differ() -> None:
    with pytest.raises(ForeignPayload):
        read({"hello": "world"})
    with pytest.raises(UnknownEvent):
        read(fixture("unknown-event-v3.json"))
    with pytest.raises(BadRow):
        read({"event": {"event_type": "incident.resolved", "resource_type": "incident"}})
    found = SOURCE.parse(Item(fixture("log_entries.json"), Place("f")), Context(UTC))
    codes = [each.code for each in found if isinstance(each, Refusal)]
    assert codes == ["unknown-event", "bad-row"]


def test_empty_page_holds_nothing() -> None:
    page = {"incidents": [], "limit": 25, "offset": 0, "more": False, "total": None}
    assert read(page) == []
    assert score(page) > 0
    assert score({"page": {}, "incidents": []}) == 0


@needs_data
def test_real_payloads_are_claimed_and_those_of_others_are_not() -> None:
    silent = 0
    for path in sorted((DATA / "payloads").rglob("*.json")):
        if path.stat().st_size > 2_000_000:
            continue
        try:
            document = json.loads(path.read_bytes())
        except ValueError:
            continue
        values = document if isinstance(document, list) else [document]
        if "pagerduty" not in str(path.relative_to(DATA)):
            assert score(*values[:20]) == 0, path
        elif score(document):
            assert all(isinstance(each, Record) for each in read(document))
        else:
            silent += 1
            with pytest.raises(ForeignPayload):
                read(document)
    assert silent < 60


@needs_data
@pytest.mark.parametrize("version", ["01-Overview.md", "09-V2-Overview.md"])
def test_documented_webhooks_are_read(version: str) -> None:
    path = DATA / "payloads/pagerduty-docs/docs/webhooks" / version
    blocks = path.read_text().split("```json\n")[1:]
    values = [json.loads(block.split("```", 1)[0]) for block in blocks]
    sent = [each for each in values if "messages" in each or "event_type" in each.get("event", {})]
    records = [record for each in sent for record in read(each)]
    assert len(records) >= len(sent) > 0
    assert any(record.signal is not Signal.NONE for record in records)
