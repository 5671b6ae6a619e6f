"""An invented incident, small enough to be drafted whenever a template is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hansei.domain.document import Document
from hansei.domain.draft.compose import Request, draft
from hansei.domain.event import Kind, Record, Signal
from hansei.domain.records import InMemory
from hansei.domain.variants import Variant
from hansei.sources import registry

_START = datetime(2026, 3, 3, 10, 36, tzinfo=UTC)
_CALL: dict[str, Any] = {"service": "checkout", "refs": ("incident:7",)}
_SAID: dict[str, Any] = {
    "signal": Signal.MESSAGE, "kind": Kind.HUMAN, "channel": "incident-7",
}  # fmt: skip


def drafted_with(variant: Variant) -> Document:
    """The sample as a variant drafts it."""
    return draft(_records(), Request(variant=variant, titles=_titles(), trust=_trust())).document


@cache
def _records() -> InMemory:
    return InMemory(
        [
            _record("deploylog", -4, "checkout v412 deployed", signal=Signal.DEPLOY,
                    service="checkout"),
            _record("uptimerobot", 0, "checkout is down: 502", signal=Signal.DOWN,
                    service="checkout"),
            _record("datadog", 2, "High error rate on checkout", signal=Signal.ALERT_FIRED,
                    service="checkout"),
            _record("pagerduty", 3, "High error rate on checkout", signal=Signal.DECLARED,
                    severity="SEV-2", **_CALL),
            _record("pagerduty", 6, "Acknowledged", signal=Signal.ACKNOWLEDGED, kind=Kind.HUMAN,
                    actor="On-call engineer", **_CALL),
            _record("slack", 15, "About 30% of users cannot pay", actor="Support lead", **_SAID),
            _record("statuspage", 22, "Investigating: checkout fails", signal=Signal.STATUS_UPDATE),
            _record("deploylog", 36, "checkout rolled back to v411", signal=Signal.ROLLBACK,
                    service="checkout"),
            _record("uptimerobot", 40, "checkout is up", signal=Signal.UP, service="checkout"),
            _record("pagerduty", 52, "Incident resolved", signal=Signal.RESOLVED, **_CALL),
        ]
    )  # fmt: skip


def _record(source: str, minutes: int, text: str, **fields: Any) -> Record:
    at = _START + timedelta(minutes=minutes)
    return Record(source=source, key=f"{source}-{minutes}", at=at, text=text, **fields)


@cache
def _titles() -> dict[str, str]:
    return {each.name: each.title for each in registry.sources()}


@cache
def _trust() -> dict[str, int]:
    return {each.name: int(each.clock) for each in registry.sources()}
