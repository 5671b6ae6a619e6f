"""Which of the events belong to the incident, when several things went on at once.

The incident is the group of tied events with the strongest response. Alerts about something else,
and chat in channels where nobody handled it, are left aside.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from hansei.domain.event import Event, Signal
from hansei.domain.likeness import alike, words_of
from hansei.domain.words import signal_words

_HANDLED = {Signal.ACKNOWLEDGED, Signal.ESCALATED, Signal.RESOLVED, Signal.REOPENED}
_RESPONSE = {*_HANDLED, Signal.DECLARED, Signal.SEVERITY_CHANGED, Signal.STATUS_UPDATE}
_ROOM = re.compile(r"inc(?:ident)?s?[-_\d]|incident|outage|war-?room|sev-?\d|major", re.IGNORECASE)
_ABOUT_BEFORE = timedelta(hours=6)
"""An alert on the same service this long before the response may be its beginning."""
_ALIKE = 0.4
_COUNTED = 3
"""How often one signal counts: an alert that fires a hundred times is no larger incident."""
_SCORE = {
    Signal.ACKNOWLEDGED: 3, Signal.ESCALATED: 4, Signal.DECLARED: 3, Signal.RESOLVED: 2,
    Signal.SEVERITY_CHANGED: 2, Signal.REOPENED: 2, Signal.ALERT_FIRED: 1, Signal.DOWN: 1,
    Signal.ALERT_RESOLVED: 0, Signal.UP: 0, Signal.RECOVERED: 0, Signal.STATUS_UPDATE: 1,
}  # fmt: skip
"""What makes a group of tied events the incident: the response to it more than its alerts."""
_SEVERE = frozenset(("sev-0", "sev-1", "sev-2", "sev0", "sev1", "sev2", "p1", "critical"))
_NOT_STRONG = ("status:", "url:", "service:", "slack:", "commit:", "pr:")


def of_this_incident(events: Sequence[Event]) -> list[Event]:
    """The events without the alerts that have nothing to do with the incident that was handled.

    The incident is the group of tied events with the strongest response; an alert belongs to it by
    reference, service or words. Where nothing was handled, every alert may belong.
    """
    groups = _handled_groups(events)
    scored = sorted(groups, key=lambda group: (-_group_score(group), group[0].at, group[0].records))
    if not scored or not any(each.signal in _RESPONSE for each in scored[0]):
        return list(events)
    main = scored[0]
    topic = _Topic(main, {each.service.lower() for each in events if each.service})
    others = [group for group in scored[1:] if not topic.holds(group)]
    told = {_told(each) for group in scored if group not in others for each in group}
    foreign: set[tuple[str, ...]] = set()
    for group in others:
        if _has_a_name(group) or all(_told(each) in told for each in group):
            foreign.update(each.records for each in group)
    return [each for each in events if each.records not in foreign]


def _has_a_name(group: Sequence[Event]) -> bool:
    """Whether a group names what it is about. A bare line of a table may be about anything."""
    return any(each.service or each.refs for each in group)


def in_the_rooms(events: Sequence[Event]) -> list[Event]:
    """The events without what was said in channels where nobody handled the incident.

    Where no channel shows any handling, all may have.
    """
    rooms = {each.channel for each in events if each.channel and _handles(each, each.channel)}
    if not rooms:
        return list(events)
    return [each for each in events
            if each.signal is not Signal.MESSAGE or each.channel is None
            or each.channel in rooms]  # fmt: skip


def _handles(event: Event, channel: str) -> bool:
    return event.signal in _RESPONSE or bool(_ROOM.search(channel))


class _Topic:
    """What an incident is about: its services and the words of its alert."""

    def __init__(self, group: Sequence[Event], known: set[str]) -> None:
        self.texts = list(dict.fromkeys(each.text for each in group))[:20]
        named = {each.service.lower() for each in group if each.service}
        said = {word for text in self.texts for word in words_of(text)}
        self.services = named or (said & known)
        self.start = min(each.at for each in group) - _ABOUT_BEFORE

    def holds(self, group: Sequence[Event]) -> bool:
        if any(each.at >= self.start for each in group):
            services = {each.service.lower() for each in group if each.service}
            if services and self.services:
                return not services.isdisjoint(self.services)
            return any(self._alike(each.text) for each in group[:20])
        return False

    def _alike(self, text: str) -> bool:
        words = words_of(text)
        if not self.services.isdisjoint(words):
            return True
        return any(alike(text, other) >= _ALIKE for other in self.texts)


def _handled_groups(events: Iterable[Event]) -> list[list[Event]]:
    """Typed events tied by references, one group an incident or alert."""
    by_ref: dict[str, list[int]] = defaultdict(list)
    typed = [each for each in events if not each.noise and _told(each) in _SCORE]
    parent = list(range(len(typed)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, event in enumerate(typed):
        for ref in event.refs:
            if not ref.startswith(_NOT_STRONG):
                by_ref[ref].append(index)
    for indices in by_ref.values():
        for index in indices[1:]:
            parent[root(index)] = root(indices[0])
    groups: dict[int, list[Event]] = defaultdict(list)
    for index, event in enumerate(typed):
        groups[root(index)].append(event)
    return list(groups.values())


def _told(event: Event) -> Signal:
    """What an event tells: its typed signal, else what its words say; chat is left aside."""
    if event.signal is Signal.NONE:
        return signal_words(event.text)
    return event.signal


def _group_score(group: Sequence[Event]) -> int:
    severe = any((each.severity or "").lower() in _SEVERE for each in group)
    counts = Counter(_told(each) for each in group)
    return sum(_SCORE[signal] * min(n, _COUNTED) for signal, n in counts.items()) + 3 * severe
