"""UptimeRobot: durations that are no ends, zones, credentials."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.uptimerobot.parse import SOURCE

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
START = 1740825360


def records_of(value: Any, zone: Any = UTC) -> list[Record]:
    items = SOURCE.parse(Item(value, Place(file="x.json")), Context(zone=zone))
    return [each.record for each in items if isinstance(each, Reading)]


def monitor(status: Any, *logs: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = {"id": 7, "friendly_name": "Checkout", "status": status, "logs": list(logs), **more}
    return {"stat": "ok", "monitors": [own]}


@pytest.mark.parametrize(("status", "over"), [(2, True), ("2", True), (9, False), ("8", False)])
def test_the_duration_of_a_running_outage_is_no_end(status: Any, over: bool) -> None:
    [down] = records_of(monitor(status, {"type": 1, "datetime": START, "duration": "600"}))
    assert (down.until is not None) is over


def test_an_earlier_outage_of_a_monitor_that_is_down_has_its_end() -> None:
    newest = {"type": 1, "datetime": START + 7200, "duration": 60}
    earlier = {"type": 1, "datetime": START, "duration": 600}
    found = records_of(monitor(9, newest, earlier))
    assert [each.until for each in found] == [None, found[1].at + timedelta(seconds=600)]


def test_the_interval_is_the_width_of_a_down_alone() -> None:
    logs = ({"type": "2", "datetime": START + 600}, {"type": "1", "datetime": str(START)})
    up, down = records_of(monitor(2, *logs, interval="300"))
    assert (up.precision_s, down.precision_s) == (1, 300)


def test_bare_times_take_the_accounts_zone() -> None:
    log = {"type": "2", "datetime": "08/30/2011 16:11:15"}
    berlin = timezone(timedelta(hours=2))
    [assumed] = records_of(monitor(2, log), berlin)
    [stated] = records_of({**monitor(2, log), "timezone": "180"}, berlin)
    assert assumed.at == datetime(2011, 8, 30, 14, 11, 15, tzinfo=UTC)
    assert stated.at == datetime(2011, 8, 30, 13, 11, 15, tzinfo=UTC)
    assert (assumed.zone_assumed, stated.zone_assumed) == (True, False)
    assert assumed.written == "08/30/2011 16:11:15"


def test_credentials_never_reach_a_record() -> None:
    secrets = {"http_username": "probe", "http_password": "s3cret", "api_key": "m777-abc"}
    address = "https://probe:s3cret@shop.example.com/health?token=m777-abc#x"
    log = {"type": 1, "datetime": START}
    [down] = records_of(monitor(2, log, url=address, **secrets))
    assert "s3cret" not in repr(down)
    assert "m777" not in repr(down)
    assert down.url == "https://shop.example.com/health"


@pytest.mark.parametrize(
    ("kind", "signal"), [("1", Signal.DOWN), (2, Signal.UP), ("3", Signal.NOTE)]
)
def test_a_webhook_with_unfilled_variables_is_still_read(kind: Any, signal: Signal) -> None:
    value = {
        "monitorID": "*monitorID*", "monitorURL": "https://shop.example.com/",
        "monitorFriendlyName": "*monitorFriendlyName*", "alertType": kind,
        "alertDetails": "*alertDetails*", "alertDuration": "*alertDuration*",
        "alertDateTime": str(START),
    }  # fmt: skip
    [record] = records_of(value)
    assert record.signal is signal
    assert "*" not in record.text


def test_vendor_examples_are_read() -> None:
    folder = DATA / "payloads" / "uptimerobot-cli-v2"
    if not folder.is_dir():
        pytest.skip("no vendor examples here: set HANSEI_DATA")
    for name in ("get_monitors", "monitor", "log"):
        value = json.loads((folder / f"{name}.json").read_text())
        assert SOURCE.recognise(Sample("x.json", Shape.JSON, [value])) > 0
        assert records_of(value)
