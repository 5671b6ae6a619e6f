"""How alike two records are: the class of happening, their references, their telling words.

Words that many records share tell little; a word's weight is its inverse document frequency among
the records that are compared. Two releases, two numbered things or two services never are alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from hansei.domain.event import Event, Record, Signal
from hansei.domain.words import signal_words

SAME_HAPPENING: dict[Signal, str] = {
    Signal.ALERT_FIRED: "fired",
    Signal.DOWN: "down",
    Signal.DECLARED: "fired",
    Signal.ALERT_RESOLVED: "cleared",
    Signal.UP: "up",
    Signal.RECOVERED: "cleared",
    Signal.RESOLVED: "resolved",
    Signal.ACKNOWLEDGED: "acknowledged",
    Signal.ESCALATED: "escalated",
    Signal.IDENTIFIED: "identified",
    Signal.DEPLOY: "deploy",
    Signal.ROLLBACK: "rollback",
    Signal.MITIGATED: "mitigated",
    Signal.STATUS_UPDATE: "status",
    Signal.IMPACT_STARTED: "impact",
    Signal.REOPENED: "reopened",
    Signal.SEVERITY_CHANGED: "severity",
    Signal.CHANGE: "change",
}
"""Signals of one class can be sightings of one happening; others never merge by likeness."""

RELAYS = frozenset({"slack", "teams", "generic"})
"""Sources that repeat what happened elsewhere: their own time is when it was said."""

_PHASED = frozenset(("deploy", "rollback"))
_BEGINS = re.compile(
    r"\b(?:start(?:ed|ing|s)?|begin\w*|began|initiat\w+|request(?:ed|ing)|deploying|rolling back"
    r"|reverting|in.progress|pending|queued|triggered)\b",
    re.IGNORECASE,
)
_STATUS_WORD = re.compile(
    r"^\W*(?:[\w ]{0,24}:\s*)?(investigating|identified|monitoring|resolved)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*")
_COMMON = frozenset(
    "a an and are as at be by for from has have in is it its no of on or our the this to was we "
    "were will with via new utc now alert alerts alarm fired firing raised triggered trigger "
    "retriggered incident incidents opened declared closed resolved recovered cleared ok up down "
    "acknowledged acked escalated deploy deployed deploying deployment release released rollout "
    "rollback rolled rolling back reverted reverting started starting begun requested finished "
    "complete completed succeeded success successful done status service version production prod "
    "critical warning severity sev1 sev2 sev3 sev-1 sev-2 sev-3 p1 p2 p3 high low urgency "
    "on-call oncall engineer lead monitor change changed merged".split()
)
"""Words that the class of a happening already says, or that every text has."""
_NUMBERED = re.compile(r"v?\d+(?:\.\d+)+|v\d+")
_NAMED = re.compile(r"(?=[a-z0-9._/-]*[a-z])[a-z0-9]+(?:[._/-][a-z0-9]+)+")
_CHECKS = frozenset((Signal.DOWN, Signal.UP))
_SAME_CHECK = 0.7
"""An outside check of one service is one thing, however its outage is worded."""
_LEAST_WEIGHT = 0.4
_VENDOR = 2


@lru_cache(maxsize=65536)
def words_of(text: str) -> frozenset[str]:
    """The words of a text, lower case, without those that every text has."""
    found = _WORD.findall(text[:600].lower())
    return frozenset(word for word in found if word not in _COMMON and len(word) > 1)


class Weights:
    """How much each word tells among a set of texts: 0.4 for the commonest to 1 for the rarest."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        number = 0
        for text in texts:
            number += 1
            counts.update(words_of(text))
        scale = math.log(number + 1) or 1.0
        self._weights = {
            word: max(_LEAST_WEIGHT, math.log((number + 1) / count) / scale)
            for word, count in counts.items()
        }

    def alike(self, one: Record, other: Record) -> float:
        """0 to 1: the weighted share of the shorter text's words that the other has too."""
        if one.service and other.service and one.service != other.service:
            return 0.0
        a, b = words_of(one.text), words_of(other.text)
        shared = a & b
        if not shared or _differ(a, b):
            return 0.0
        if one.signal in _CHECKS and one.signal is other.signal and _same_thing(one, other):
            return _SAME_CHECK
        weights = self._weights
        common = sum(weights.get(word, 1.0) for word in shared)
        mine = sum(weights.get(word, 1.0) for word in a)
        theirs = sum(weights.get(word, 1.0) for word in b)
        return common / min(mine, theirs)


def _same_thing(one: Record, other: Record) -> bool:
    """Whether one record names the service that the other is about."""
    return any(
        each.service is not None and each.service.lower() in words_of(told.text)
        for each, told in ((one, other), (other, one))
    )


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether both name a release, a host or another named thing, and not the same one."""
    for names in (_NUMBERED, _NAMED):
        mine = {word for word in a if names.fullmatch(word)}
        theirs = {word for word in b if names.fullmatch(word)}
        if mine and theirs and mine.isdisjoint(theirs):
            return True
    return False


def alike(one: str, other: str) -> float:
    """0 to 1: the share of the shorter text's words that the other has too."""
    a, b = words_of(one), words_of(other)
    shared = len(a & b)
    return shared / min(len(a), len(b)) if shared else 0.0


def classes_of(records: Sequence[Record], trust: Mapping[str, int]) -> list[str]:
    """The happening class of each record; "" for those that merge only when worded the same.

    A source's typed signal decides; of the team's own logs and tables without one, its words do.
    A vendor that types its records says with NONE that nothing happened, and what people say in a
    chat is no sighting of the thing itself.
    """
    own = own_sources(trust)
    return ["" if each.noise else class_of(each, own) for each in records]


def own_sources(trust: Mapping[str, int]) -> frozenset[str]:
    """The sources that are not a vendor's: their words are looked at where they type nothing."""
    return frozenset(source for source, level in trust.items() if level < _VENDOR)


def class_of(record: Record, own: Collection[str]) -> str:
    """The happening class of one record."""
    signal = record.signal
    if signal is Signal.NONE:
        if record.source not in own and record.source not in RELAYS:
            return ""
        signal = signal_words(record.text)
    found = SAME_HAPPENING.get(signal, "")
    if found == "status":
        return status_of(record)
    if found in _PHASED and _BEGINS.search(record.text):
        return f"{found}:begun"
    return found


def status_of(record: Record | Event) -> str:
    """What a post to customers says of the state: "status:resolved"; "status" where it does not."""
    typed = next((ref for ref in record.refs if ref.startswith("status:")), None)
    if typed:
        return typed
    word = _STATUS_WORD.match(record.text)
    return f"status:{word[1].lower()}" if word else "status"


_WEAK = ("status:", "url:", "incident:", "service:", "slack:")


def strong_refs(record: Record) -> tuple[str, ...]:
    """References that point at one thing alone: an incident, an alert, a commit."""
    if not record.refs:
        return ()
    return tuple(ref for ref in record.refs if not ref.startswith(_WEAK))
