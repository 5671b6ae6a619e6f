"""Grafana: states that do not resolve, and payloads of other vendors."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place, Signal
from hansei.sources.alertmanager.parse import SOURCE as ALERTMANAGER
from hansei.sources.base import Context, Item, Reading, Refusal, Sample, Shape
from hansei.sources.grafana.alerting import meaning
from hansei.sources.grafana.parse import SOURCE
from hansei.sources.statuspage.parse import SOURCE as STATUSPAGE
from hansei.sources.uptimerobot.parse import SOURCE as UPTIMEROBOT

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
OWN = {
    "grafana": SOURCE,
    "prometheus": ALERTMANAGER,
    "statuspage": STATUSPAGE,
    "uptimerobot-cli-v2": UPTIMEROBOT,
    "uptimerobot-pyuptimerobot": UPTIMEROBOT,
}


@pytest.mark.parametrize(
    ("state", "previous", "signal"),
    [
        ("Alerting", "Pending", Signal.ALERT_FIRED),
        ("Alerting (NoData)", "Normal", Signal.ALERT_FIRED),
        ("Normal", "Alerting", Signal.ALERT_RESOLVED),
        ("Normal (MissingSeries)", "Pending", Signal.NOTE),
        ("ok", "alerting", Signal.ALERT_RESOLVED),
        ("no_data", "ok", Signal.NOTE),
    ],
)
def test_a_state_means_something_beside_the_one_before(
    state: str, previous: str, signal: Signal
) -> None:
    found = meaning(state, previous)
    assert found is not None
    assert found[0] is signal


def payloads() -> list[tuple[str, Path]]:
    folder = DATA / "payloads"
    found = [(path.parent.name, path) for path in sorted(folder.glob("superplane/*/*.json"))]
    for name in ("pagerduty-docs", "keep-mocks", "github-webhooks", "incident-io-singer-tap"):
        found += [(name, path) for path in sorted((folder / name).rglob("*.json"))]
    found += [
        (path.parent.name, path) for path in sorted((folder / "spec-examples").glob("*/*.json"))
    ]
    return found


def read(source: Any, value: Any) -> int:
    values = value if isinstance(value, list) else [value]
    count = 0
    for each in values:
        items = source.parse(Item(each, Place(file="x.json")), Context(zone=UTC))
        count += sum(isinstance(item, Reading) for item in items)
    return count


def test_each_payload_is_claimed_by_its_vendor_alone() -> None:
    found = payloads()
    if not found:
        pytest.skip("no vendor payloads here: set HANSEI_DATA")
    for vendor, path in found:
        try:
            value = json.loads(path.read_text())
        except ValueError:
            continue
        first = value[:20] if isinstance(value, list) else [value]
        for source in (SOURCE, ALERTMANAGER, STATUSPAGE, UPTIMEROBOT):
            score = source.recognise(Sample("x.json", Shape.JSON, first))
            if OWN.get(vendor) is source:
                assert score >= 80, (path, source.name)
                assert read(source, value), (path, source.name)
            else:
                assert score == 0, (path, source.name)


@pytest.mark.parametrize("value", [{"hello": "world"}, [], None, 3, "text", {"alerts": []}])
@pytest.mark.parametrize("source", [SOURCE, ALERTMANAGER, STATUSPAGE, UPTIMEROBOT])
def test_a_foreign_payload_is_named_so(source: Any, value: Any) -> None:
    with pytest.raises(ForeignPayload):
        list(source.parse(Item(value, Place()), Context(zone=UTC)))


def test_endless_numbers_and_nesting_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    for status in (10**5000, deep):
        value = {"orgId": 1, "alerts": [{"labels": {"a": "b"}, "status": status,
                                         "startsAt": "2025-03-01T10:00:00Z"}]}  # fmt: skip
        (found,) = SOURCE.parse(Item(value, Place()), Context(zone=UTC))
        assert isinstance(found, Refusal)
        assert found.code == "unknown-event"
