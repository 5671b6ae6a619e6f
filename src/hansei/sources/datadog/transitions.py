"""Monitor transitions: what "[Re-Triggered on {host:web-1}] High CPU" says.

After the values of `$ALERT_TRANSITION` in Datadog's "Webhooks" documentation and the titles of
monitor notifications.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hansei.domain.errors import UnknownEvent
from hansei.domain.event import Signal
from hansei.sources.text import one_line


class Transition(NamedTuple):
    """What a monitor's change of state means, and the label of its text."""

    signal: Signal
    label: str
    noise: bool = False


class Title(NamedTuple):
    """A notification's title taken apart; `name` is the monitor's own."""

    name: str
    transition: Transition | None = None
    scope: str = ""
    priority: str | None = None
    test: bool = False


TRANSITIONS: dict[str, Transition] = {
    "triggered": Transition(Signal.ALERT_FIRED, "Alert fired"),
    "re-triggered": Transition(Signal.ALERT_FIRED, "Alert fired again"),
    "alert": Transition(Signal.ALERT_FIRED, "Alert fired"),
    "warn": Transition(Signal.ALERT_FIRED, "Warning fired"),
    "re-warn": Transition(Signal.ALERT_FIRED, "Warning still on", noise=True),
    "no data": Transition(Signal.ALERT_FIRED, "Alert fired for missing data"),
    "re-no data": Transition(Signal.ALERT_FIRED, "Data still missing", noise=True),
    "renotify": Transition(Signal.NOTIFIED, "Alert still on", noise=True),
    "recovered": Transition(Signal.ALERT_RESOLVED, "Alert recovered"),
    "ok": Transition(Signal.ALERT_RESOLVED, "Alert recovered"),
    "warn recovered": Transition(Signal.ALERT_RESOLVED, "Warning recovered"),
    "no data recovered": Transition(Signal.ALERT_RESOLVED, "Data is back"),
}
_SPELLINGS = {
    "retriggered": "re-triggered",
    "re triggered": "re-triggered",
    "warning": "warn",
    "recovery": "recovered",
    "re-notify": "renotify",
    "renotified": "renotify",
    "nodata": "no data",
}
_WORDS = (
    r"re-?triggered|triggered|re-?notify|re-no data|re-warn|warn recovered|no data recovered"
    r"|recovered|warning|warn|no data"
)
_BRACKET = re.compile(rf"\[({_WORDS})(?: on \{{([^{{}}]{{0,500}})\}})?\]:?\s*", re.IGNORECASE)
_PREFIX = re.compile(rf"({_WORDS})(?: on \{{([^{{}}]{{0,500}})\}})?:\s+", re.IGNORECASE)
_PRIORITY = re.compile(r"\[(P[1-5])\]\s*", re.IGNORECASE)
_TEST = re.compile(r"\[test\]\s*", re.IGNORECASE)
_ON = re.compile(r"(.{1,400}) on \{([^{}]{0,500})\}$")


def transition_named(name: str) -> Transition:
    """The transition that a typed field names. Raises UnknownEvent for an unknown one."""
    spelt = name.strip().lower().replace("_", " ")
    found = TRANSITIONS.get(_SPELLINGS.get(spelt, spelt))
    if found is None:
        raise UnknownEvent(f"unknown alert transition {name[:60]!r}")
    return found


@lru_cache(maxsize=4096)
def title_of(text: str) -> Title:
    """Take priority, test mark, transition and scope off a title, in any order."""
    rest, transition, scope, priority, test = text, None, "", None, False
    for _ in range(4):
        if match := _PRIORITY.match(rest):
            priority = match[1].upper()
        elif match := _TEST.match(rest):
            test = True
        elif transition is None and (match := _BRACKET.match(rest) or _PREFIX.match(rest)):
            transition, scope = transition_named(match[1]), match[2] or ""
        else:
            break
        rest = rest[match.end() :]
    if match := _ON.match(rest):
        rest, scope = match[1], scope or match[2]
    return Title(one_line(rest), transition, one_line(scope, 300), priority, test)
