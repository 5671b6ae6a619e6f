"""GitHub: every captured delivery is read or refused by name, and nobody else's is claimed."""

from __future__ import annotations

import json
import os
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.errors import ForeignPayload, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.github.parse import SOURCE

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no sample data in {DATA}")
AROUND = {
    "repository": {"full_name": "example/shop", "name": "shop", "node_id": "R_1"},
    "sender": {"login": "oncall"},
}


def read(value: Any) -> list[Record]:
    found = SOURCE.parse(Item(value, Place("f")), Context(UTC, "f"))
    return [each.record for each in found if isinstance(each, Reading)]


def status(state: str, **deployment: Any) -> Record:
    told = {"id": 2, "state": state, "created_at": "2025-03-01T10:32:07Z", "environment": "prod"}
    within = {"id": 1, "ref": "main", "sha": "1a2b3c4d", "task": "deploy", **deployment}
    [record] = read({**AROUND, "deployment_status": told, "deployment": within})
    return record


def test_only_a_success_went_live() -> None:
    assert status("success").signal is Signal.DEPLOY
    assert status("success", task="deploy:rollback").signal is Signal.ROLLBACK
    assert status("failure").signal is Signal.NONE
    assert status("inactive").noise
    assert status("success").text == "Deployment of main (1a2b3c4) to prod succeeded"


def test_a_merged_pull_request_changed_its_base() -> None:
    pull = {"id": 9, "number": 12, "title": 'Revert "Route checkout"', "base": {"ref": "main"},
            "merged_at": "2025-03-01T10:32:07Z", "user": {"login": "oncall"}}  # fmt: skip
    [record] = read({**AROUND, "action": "closed", "pull_request": pull})
    assert (record.signal, record.noise) == (Signal.ROLLBACK, False)
    assert "pr:#12" in record.refs


def test_two_refusals_differ() -> None:
    with pytest.raises(UnknownEvent):
        read({**AROUND, "action": "created", "star": {}})
    foreigners: list[Any] = [{"hello": "world"}, {"commits": []}, None, 3, []]
    for foreign in foreigners:
        with pytest.raises(ForeignPayload):
            read(foreign)


@needs_data
def test_captured_deliveries() -> None:
    path = DATA / "payloads" / "github-webhooks" / "octokit-examples.subset.json"
    for event in json.loads(path.read_text()):
        for delivery in event["examples"]:
            assert SOURCE.recognise(Sample("f", Shape.JSON, [delivery])) == 100
            if event["name"] == "milestone":
                with pytest.raises(UnknownEvent):
                    read(delivery)
            else:
                assert read(delivery)


@needs_data
def test_other_vendors_are_not_claimed() -> None:
    for path in sorted((DATA / "payloads").rglob("*.json")):
        value = json.loads(path.read_text())
        first = value[:20] if isinstance(value, list) else [value]
        assert SOURCE.recognise(Sample(path.name, Shape.JSON, first)) == 0, path
