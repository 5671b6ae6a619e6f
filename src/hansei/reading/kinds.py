"""Who acted in an entry of a timeline: a person or a machine, by the entry's own words."""

from __future__ import annotations

import re

from hansei.domain.event import Kind

_WORD = re.compile(r"[a-z][a-z']*")
_MACHINES = frozenset(
    """alert alerts alarm alarms monitoring monitor pingdom cloudwatch prometheus alertmanager
    grafana datadog automated automatic automatically autoscaler autoscaling pipeline scheduled
    healthcheck stackdriver nagios sentry watchdog cron bot uptime probe probes certificate
    certificates triggered crashes expired expires""".split()
)
_PEOPLE = frozenset(
    """we i team teams engineer engineers user users customer customers developer developers
    someone people person lead manager commander responder operator colleague support staff member
    community vendor students instructor he she they us our""".split()
)
_ACTS = frozenset(
    """acknowledged acknowledges acknowledge escalated escalates asked asking decided decides
    decision joined joins contacted investigating investigated investigation investigations reports
    reported reporting noticed notices notice declared declares declared manually realised realized
    realize informed informs discussed discuss discussing suggested suggests confirmed confirms
    verified verification agreed agree started looked looking checked check checking found notified
    communicated posted messaged called emailed restarted rolled reverted merged applied deleted
    deleting removed killed tested identified scaled scaling updated deployed increased decreased
    disabled enabled fixed began initiated paged created opened closed replied responded handed
    debugging connect cordoned delete rollback bump submitted reviewed forward applying toggling
    searched evaluated requested communication""".split()
)
_FIRST_WORDS = 12


def kind_of(text: str) -> Kind:
    """HUMAN where a person is the subject or the deed is one that people do, else SYSTEM."""
    words = _WORD.findall(text[:300].lower())[:_FIRST_WORDS]
    for index, word in enumerate(words):
        if word in _MACHINES and index < 4:
            return Kind.SYSTEM
        if word in _PEOPLE:
            return Kind.HUMAN
        if word in _ACTS:
            by_machine = not _MACHINES.isdisjoint(words[index + 1 :]) and "by" in words[index:]
            return Kind.SYSTEM if by_machine else Kind.HUMAN
    return Kind.SYSTEM
