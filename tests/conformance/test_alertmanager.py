"""Alertmanager: identity of alerts over repeats and spellings, and other vendors' alerts."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place, Record, Signal
from hansei.sources.alert_facts import fingerprint
from hansei.sources.alertmanager.parse import SOURCE
from hansei.sources.base import Context, Item, Reading, Sample, Shape

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
LABELS = {"alertname": "SuperplaneTestAlert", "severity": "warning"}


def webhook(status: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    alert = {"status": status, "labels": LABELS, "startsAt": start, "endsAt": end, **more}
    return {"version": "4", "groupKey": "{}:{}", "status": status, "alerts": [alert]}


def records_of(value: Any) -> list[Record]:
    items = SOURCE.parse(Item(value, Place(file="x.json")), Context(zone=UTC))
    return [each.record for each in items if isinstance(each, Reading)]


def test_the_computed_fingerprint_is_prometheus_own() -> None:
    assert fingerprint(LABELS) == "aac3b474e2c0658c"


def test_repeats_zones_and_precision_give_one_key() -> None:
    starts = ("2025-03-01T10:36:12.345678901Z", "2025-03-01T12:36:12.345+02:00")
    zero = "0001-01-01T00:00:00Z"
    keys = {
        records_of(webhook("firing", start, zero, **more))[0].key
        for start in starts
        for more in ({}, {"fingerprint": "aac3b474e2c0658c"})
    }
    assert keys == {"aac3b474e2c0658c:2025-03-01T10:36:12.345Z:fired"}


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "", None])
def test_a_firing_alert_is_not_resolved(end: str) -> None:
    found = records_of(webhook("firing", "2025-03-01T10:36:12Z", end))
    assert [each.signal for each in found] == [Signal.ALERT_FIRED]


def test_resolution_repeats_the_key_of_the_firing() -> None:
    fired, resolved = records_of(
        webhook("resolved", "2025-03-01T10:36:12Z", "2025-03-01T11:06:12Z")
    )
    assert fired.key.removesuffix("fired") == resolved.key.removesuffix("resolved")
    assert resolved.signal is Signal.ALERT_RESOLVED


def test_api_v2_ends_only_what_was_updated_after_its_end() -> None:
    alert = {"labels": LABELS, "startsAt": "2025-03-01T10:00:00Z", "endsAt": "2025-03-01T10:05:00Z"}
    ended = records_of({**alert, "updatedAt": "2025-03-01T10:05:00Z"})
    running = records_of({**alert, "updatedAt": "2025-03-01T10:01:00Z"})
    assert (len(ended), len(running)) == (2, 1)


@pytest.mark.parametrize("extra", [{"orgId": 1}, {"title": "x", "orgId": 1, "state": "alerting"}])
def test_alerts_of_grafana_are_left_to_grafana(extra: dict[str, Any]) -> None:
    value = {**webhook("firing", "2025-03-01T10:36:12Z", ""), **extra}
    assert SOURCE.recognise(Sample("x.json", Shape.JSON, [value])) == 0
    with pytest.raises(ForeignPayload):
        records_of(value)


def test_vendor_examples_are_read() -> None:
    folder = DATA / "payloads" / "grafana-oncall-examples"
    if not folder.is_dir():
        pytest.skip("no vendor examples here: set HANSEI_DATA")
    for name in ("alertmanager", "legacy_alertmanager"):
        value = json.loads((folder / f"{name}.json").read_text())["example_payload"]
        assert SOURCE.recognise(Sample("x.json", Shape.JSON, [value])) == 100
        assert len(records_of(value)) == len(value["alerts"])
