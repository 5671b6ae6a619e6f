"""Slack: what fixtures cannot show: channels by folder, companions, and the real export."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.slack.parse import SOURCE

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
USERS = [{"id": "U1", "name": "oncall", "profile": {"display_name": "on-call engineer"}}]
CHANNELS = [{"id": "C1", "name": "checkout"}]
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no sample data in {DATA}")


def companions(name: str) -> Any:
    return {"users.json": USERS, "channels.json": CHANNELS}.get(name)


def read(value: Any, file: str = "", *, alone: bool = False) -> Record:
    context = Context(zone=UTC, file=file) if alone else Context(UTC, file, companions)
    [reading] = SOURCE.parse(Item(value, Place(file)), context)
    assert isinstance(reading, Reading)
    return reading.record


def message(**more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": "hello", "ts": "1740825612.000300", **more}


def bot(name: str, said: str = "", **attachment: Any) -> dict[str, Any]:
    attachments = [attachment] if attachment else []
    return message(bot_id="B1", username=name, user=None, text=said, attachments=attachments)


def test_folder_names_the_channel_and_the_key_is_the_same_as_through_the_api() -> None:
    exported = read(message(), "export/checkout/2025-03-01.json")
    delivered = read({"type": "event_callback", "event": message(channel="C1")})
    assert exported.channel == delivered.channel == "checkout"
    assert exported.key == delivered.key == "C1:1740825612.000300"


def test_folder_names_the_channel_without_companions() -> None:
    assert read(message(), "ops/2025-03-01.json", alone=True).channel == "ops"
    assert read(message(), "2025-03-01.json", alone=True).channel is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<@U1> look", "@on-call engineer look"),
        ("<@U9|guest> look", "@guest look"),
        ("<@U9> look", "@U9 look"),
        ("in <#C1> and <#C9|ops>", "in #checkout and #ops"),
        ("<!subteam^S1|@platform> <!channel>", "@platform @channel"),
        ("<!date^1392734382^{date_num}|2014-02-18>", "2014-02-18"),
        ("<https://a.example/x|graph> &lt;5 &amp; *up* ~down~ _now_", "graph <5 & up down now"),
        ("keep snake_case_name and 2 * 3 * 4", "keep snake_case_name and 2 * 3 * 4"),
        ("`code *as* is`", "code *as* is"),
        ("first\nsecond:\nthird", "first / second: third"),
    ],
)  # fmt: skip
def test_markup_becomes_plain_text(written: str, plain: str) -> None:
    assert read(message(text=written)).text == plain


@pytest.mark.parametrize(
    ("posted", "signal"),
    [
        (bot("Grafana", title="[Alerting] 5xx rate", color="#D63232"), Signal.ALERT_FIRED),
        (bot("Grafana", title="[OK] 5xx rate"), Signal.ALERT_RESOLVED),
        (bot("AlertManager", title="HighErrorRate", color="good"), Signal.ALERT_RESOLVED),
        (bot("Datadog", title="Triggered: [P2] disk full"), Signal.ALERT_FIRED),
        (bot("Datadog", title="Re-Triggered: disk full"), Signal.ALERT_FIRED),
        (bot("PagerDuty", "Incident #12 resolved"), Signal.RESOLVED),
        (bot("PagerDuty", title="[#7] disk full", text="Status: Triggered"), Signal.ALERT_FIRED),
        (bot("Opsgenie", "on-call engineer closed alert #12"), Signal.ALERT_RESOLVED),
        (bot("Opsgenie", "Resolved #12 disk full"), Signal.ALERT_RESOLVED),
        (bot("UptimeRobot", ":red_circle: Monitor is DOWN: shop"), Signal.DOWN),
        (bot("Pingdom", "shop.example.com is up again"), Signal.UP),
        (bot("GitHub", "[acme/shop] Deployment of 1a2b3c4 to production succeeded"), Signal.DEPLOY),
        (bot("GitHub", "[acme/shop] Pull request opened: rollback docs"), Signal.NONE),
        (bot("CI", "Deployment of shop failed"), Signal.NONE),
        (bot("Digest", "Weekly report: 3 alerts"), Signal.NONE),
        (message(text="I deployed it, the alert is resolved"), Signal.MESSAGE),
    ],
)
def test_signal_follows_the_form_of_a_bots_message(posted: Any, signal: Signal) -> None:
    assert read(posted).signal is signal


def test_joins_are_noise_and_bots_are_no_people() -> None:
    joined = read(message(subtype="channel_join", text="<@U1> has joined the channel"))
    assert joined.noise
    assert joined.signal is Signal.NONE
    assert read(bot("CI", "done")).kind is Kind.SYSTEM
    assert read(message()).kind is Kind.HUMAN


def test_three_refusals_differ() -> None:
    with pytest.raises(ForeignPayload):
        read({"hello": "world"})
    with pytest.raises(UnknownEvent):
        read({"type": "event_callback", "event": {"type": "star_added"}})
    with pytest.raises(BadRow):
        read(message(ts="soon"))
    with pytest.raises(BadRow):
        read({"ok": False, "error": "not_in_channel"})


@needs_data
def test_real_export_is_read_whole() -> None:
    root = DATA / "payloads" / "slack-export" / "houstondatavis-pseudonymised"
    people = {
        name: json.loads((root / name).read_text()) for name in ("users.json", "channels.json")
    }
    keys: list[str] = []
    for path in sorted(root.glob("*/*.json")):
        items = json.loads(path.read_text())
        name = f"{path.parent.name}/{path.name}"
        assert SOURCE.recognise(Sample(name, Shape.JSON, items[:20])) == 100
        context = Context(UTC, name, people.get)
        for item in items:
            for reading in SOURCE.parse(Item(item, Place(name)), context):
                assert isinstance(reading, Reading)
                assert "<@" not in reading.record.text
                keys.append(reading.record.key)
    assert len(keys) == len(set(keys)) > 400


@needs_data
def test_other_vendors_are_not_claimed() -> None:
    for path in sorted((DATA / "payloads").rglob("*.json")):
        if "slack" in path.parts[-2] or "slack-export" in path.parts:
            continue
        value = json.loads(path.read_text())
        first = value[:20] if isinstance(value, list) else [value]
        assert SOURCE.recognise(Sample(path.name, Shape.JSON, first)) == 0, path
