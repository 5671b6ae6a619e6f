"""How alike two records are: the class of their signal, their references, their words."""

from __future__ import annotations

import re
from functools import lru_cache

from hansei.domain.event import Record, Signal

SAME_HAPPENING: dict[Signal, str] = {
    Signal.ALERT_FIRED: "fired",
    Signal.DOWN: "fired",
    Signal.DECLARED: "fired",
    Signal.ALERT_RESOLVED: "cleared",
    Signal.UP: "cleared",
    Signal.RESOLVED: "resolved",
    Signal.ACKNOWLEDGED: "acknowledged",
    Signal.ESCALATED: "escalated",
    Signal.IDENTIFIED: "identified",
    Signal.DEPLOY: "deploy",
    Signal.ROLLBACK: "rollback",
    Signal.MITIGATED: "mitigated",
    Signal.RECOVERED: "recovered",
    Signal.STATUS_UPDATE: "status",
    Signal.IMPACT_STARTED: "impact",
    Signal.REOPENED: "reopened",
    Signal.SEVERITY_CHANGED: "severity",
}
"""Signals of one class can be sightings of one happening; others never merge by likeness."""

RELAYS = frozenset({"slack", "teams", "generic"})
"""Sources that repeat what happened elsewhere: their own time is when it was said."""

_WORD = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*")
_COMMON = frozenset(
    "a an and are as at be by for from has have in is it its no of on or our the this to was we "
    "were will with alert alerts alarm fired firing triggered trigger resolved recovered "
    "acknowledged acked escalated incident opened closed open status update monitor ok critical "
    "warning error sev sev1 sev2 p1 p2 by via new utc on-call oncall engineer".split()
)


@lru_cache(maxsize=65536)
def words_of(text: str) -> frozenset[str]:
    """The words of a text that tell it from others of its kind, lower case."""
    found = _WORD.findall(text[:600].lower())
    return frozenset(word for word in found if word not in _COMMON and len(word) > 1)


def alike(one: str, other: str) -> float:
    """0 to 1: the share of the shorter text's telling words that the other has too."""
    a, b = words_of(one), words_of(other)
    if not a or not b:
        return 0.0
    shared = len(a & b)
    shorter = min(len(a), len(b))
    if shared < 2 and shorter > 1:
        return 0.0
    return (shared / shorter + shared / len(a | b)) / 2 if shorter > 1 else shared / len(a | b)


def class_of(record: Record) -> str:
    """The happening class of a record, "" for those that only merge when worded alike."""
    found = SAME_HAPPENING.get(record.signal, "")
    if found == "status":
        return next((ref for ref in record.refs if ref.startswith("status:")), found)
    return found


_WEAK = ("status:", "url:", "incident:", "service:", "slack:")


def strong_refs(record: Record) -> tuple[str, ...]:
    """References that point at one thing alone: an incident, an alert, a commit."""
    if not record.refs:
        return ()
    return tuple(ref for ref in record.refs if not ref.startswith(_WEAK))
