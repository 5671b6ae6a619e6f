"""Events that the prose tells and the timeline does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from hansei.domain.consistency.anchors import first_moment, last_deed
from hansei.domain.consistency.case import Case, LengthSaid, Passage, TimeSaid
from hansei.domain.consistency.wording import TOLD, length
from hansei.domain.consistency.zones import misread
from hansei.domain.document import Milestone
from hansei.domain.event import Event, Signal
from hansei.domain.findings import Finding, Level
from hansei.domain.words import milestone_words

RULE = "consistency/unknown-event"

_ASIDE = frozenset(("actions", "references", "metadata", "people", "timeline", "lessons", "cost"))
_AT = re.compile(r"\b(?:at|around|about|by)\s+(?:approximately\s|about\s|around\s)?[~\d(]*$")
_LETTER = re.compile(r"\w")
_LOOK_BACK = 40
_DONE = re.compile(
    r"\b(?:was|were|had|went|began|came|sent|saw|ran|took|made|got|gave|found|told|fell|rose|"
    r"\w{2,}ed)\b"
)
_SCHEDULE = re.compile(
    r"\b(?:every|daily|nightly|weekly|cron\w*|scheduled?|until|between|from|till|hours|shift|"
    r"should|would|could|will|if|usually|normally|typically|deadline|logs? (?:show|entry)|each|"
    r"before|after|since|previous\w*|earlier|later|yesterday|last (?:week|month|year|night))\b"
)
_BEFORE_S, _AFTER_S = 3600, 2 * 3600
_FEW = 3
_RIGHT_BEHIND = 22
_PLAIN = 74
_MOST_NEAR = 20
_STATUS_SOURCE = "statuspage"
_LATER = re.compile(r"\s*(?:later )?(after|before|following)\s+")
_THINGS = (
    ("status page", re.compile(r"\bstatus ?page\b")),
    ("customers told", re.compile(
        r"\bcustomers? (?:were |was )?(?:informed|notified|told)|"
        r"\b(?:informed|notified|told) (?:our |the |all )?customers\b")),
    ("announcement", re.compile(r"\b(?:announcement|public (?:update|notice)|tweet\w*)\b")),
)  # fmt: skip


def unknown_events(case: Case) -> Iterator[Finding]:
    """A finding for each event with a time, or a distance from a milestone, that no line holds."""
    if len(case.events) < _FEW:
        return
    window = _Window(case)
    for passage in case.passages:
        if passage.key in _ASIDE:
            continue
        for said in passage.times:
            if not _tells_event(passage, said) or not window.holds(said):
                continue
            if not _known(case, said):
                yield _untold(case, passage, said)
            else:
                yield from _other_event(case, passage, said)
        for lasted in passage.lengths:
            yield from _at_distance(case, passage, lasted)


class _Window:
    """The hours that the timeline covers, with some before and after it."""

    def __init__(self, case: Case) -> None:
        first, last = case.events[0].at, max(each.until or each.at for each in case.events)
        self._case = case
        self._first = first.timestamp() - _BEFORE_S
        self._last = last.timestamp() + _AFTER_S
        self._days = self._days_between()

    def _days_between(self) -> frozenset[tuple[int, int]]:
        first, last = self._case.local(self._case.events[0].at).date(), self._case.local(
            self._case.events[-1].at).date()  # fmt: skip
        span = min((last - first).days + 2, 40)
        return frozenset(
            (day.month, day.day)
            for day in (date.fromordinal(first.toordinal() + at) for at in range(-1, span))
        )

    def holds(self, said: TimeSaid) -> bool:
        """Whether a time, on one of the incident's days, lies in these hours."""
        if said.days and not any(day in self._days for day in said.days):
            return False
        if self._last - self._first >= 86400:
            return bool(said.days)
        local = self._case.local(self._case.events[0].at)
        if said.tz is not None:
            local = local.astimezone(said.tz)
        at = local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() + said.clock
        return any(self._first <= at + day <= self._last for day in (-86400, 0, 86400))


def _tells_event(passage: Passage, said: TimeSaid) -> bool:
    """Whether the time is when something happened, rather than a range, a plan or a schedule."""
    text = passage.lower
    if said.until is not None or not _told_at(text, said.start):
        return False
    if _SCHEDULE.search(text[max(0, said.start - 40) : said.end + 30]):
        return False
    return bool(_DONE.search(text))


def _told_at(text: str, start: int) -> bool:
    """Whether "at" or the like stands before `start`, or nothing but marks."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return bool(_AT.search(before)) or (start < _LOOK_BACK and not _LETTER.search(before))


def _known(case: Case, said: TimeSaid) -> bool:
    width = 600 if said.about else max(60, said.precision_s)
    if misread(case, said):
        return True
    return case.clock(said.tz).has(said.clock, width, said.days)


def _untold(case: Case, passage: Passage, said: TimeSaid) -> Finding:
    shown = " ".join(passage.text[said.start : said.end].split())
    thing = next((each for each in _THINGS if each[1].search(passage.lower)), None)
    rivals = _told_of(case, thing) if thing else ()
    other = rivals[-1] if rivals else case.clock(said.tz).nearest(said.clock)
    against = f"{case.shown(other.at)} {other.text[:80]}" if other else "no such event"
    return case.finding(
        RULE, Level.WARNING, passage,
        f"the timeline has no event at {shown}",
        span=(said.start, said.end),
        against=against,
        line=case.event_lines.get(other.id, 0) if other else 0,
        suggestion="Add the event to the timeline, or correct the time.",
    )  # fmt: skip


def _told_of(case: Case, thing: tuple[str, re.Pattern[str]]) -> tuple[Event, ...]:
    """The events of the timeline about one of `_THINGS`, in order."""
    name, pattern = thing
    if name not in case.remembered:
        case.remembered[name] = tuple(
            each for each in case.events if pattern.search(each.text.lower()) or _public(each)
        )
    found: tuple[Event, ...] = case.remembered[name]
    return found


def _other_event(case: Case, passage: Passage, said: TimeSaid) -> Iterator[Finding]:
    """ "Acknowledged at 10:46", where the timeline has something else at 10:46."""
    deed = last_deed(passage.lower, said.start)
    mark = case.marks.get(deed.stone) if deed else None
    if deed is None or mark is None or said.start - deed.end > _RIGHT_BEHIND or said.about:
        return
    width = max(60, said.precision_s)
    near = list(islice(case.clock(said.tz).near(said.clock, width, said.days), _MOST_NEAR))
    taken = {each for stone, other in case.marks.items() if stone is not deed.stone
             for each in other.events}  # fmt: skip
    may_be = {*mark.events, *({each.event for each in mark.candidates} - taken)}
    if not near or any(event.id in may_be or _tells(event, deed.stone) for event, _ in near):
        return
    shown = " ".join(passage.text[said.start : said.end].split())
    event = near[0][0]
    yield case.finding(
        RULE, Level.WARNING, passage,
        f"{TOLD[deed.stone]} is put at {shown}, but the timeline has it at {case.shown(mark.at)},"
        f" and at {shown}: {event.text[:80]}",
        span=(deed.start, said.end),
        against=f"{TOLD[deed.stone]} at {case.shown(mark.at)}",
        line=case.mark_line(deed.stone),
    )  # fmt: skip


def _tells(event: Event, stone: Milestone) -> bool:
    return any(
        hit.milestone is stone and hit.weight >= _PLAIN for hit in milestone_words(event.text[:400])
    )


def _public(event: Event) -> bool:
    """Whether an event is an update to customers by its record, whatever its words."""
    return event.signal is Signal.STATUS_UPDATE or any(
        source.partition(":")[0] == _STATUS_SOURCE
        for source in (event.source, *event.sources, *event.records[:20])
    )


def _at_distance(case: Case, passage: Passage, lasted: LengthSaid) -> Iterator[Finding]:
    """ "The status page was updated 8 minutes after recovery": is there such an event?"""
    text = passage.lower
    link = _LATER.match(text, lasted.end)
    if link is None or lasted.seconds <= 0:
        return
    thing = next((each for each in _THINGS if each[1].search(text, 0, lasted.start)), None)
    anchor = first_moment(text, link.end())
    mark = case.marks.get(anchor.stone) if anchor else None
    if thing is None or anchor is None or mark is None:
        return
    sign = -1 if link[1] == "before" else 1
    at = mark.at.timestamp() + sign * lasted.seconds
    named = _told_of(case, thing)
    if any(abs(each.at.timestamp() - at) <= max(60, lasted.unit_s) for each in named):
        return
    instead = ", ".join(f"{case.shown(each.at)} {each.text[:60]}" for each in named[:3])
    yield case.finding(
        RULE, Level.WARNING, passage,
        f"{thing[0]}: something is said to have happened {length(lasted.seconds)} {link[1]}"
        f" {TOLD[anchor.stone]} ({case.shown(mark.at)}), but the timeline has no such event",
        span=(lasted.start, anchor.end),
        against=instead or f"{TOLD[anchor.stone]} at {case.shown(mark.at)}, no event of the"
        f" {thing[0]}",
        line=case.event_lines.get(named[0].id, 0) if named else case.mark_line(anchor.stone),
        suggestion="Add the event with its time to the timeline.",
    )  # fmt: skip
