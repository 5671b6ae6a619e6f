"""Questions from the timeline: gaps, silences, hand-offs and surprises.

Only the time between the first sign and the end of the incident counts, and only events that are
worth a reader's time or were said by people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hansei.domain.document import Mark, Milestone
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.meeting.agenda import Item
from hansei.domain.meeting.questions import About, Ground, Question, short
from hansei.domain.times import duration_text

_LEAST_GAP = timedelta(minutes=5)
_SHARE = 6
"""A gap is worth a question where it is this part of the incident."""
_MOST = 3
_SLOW_DETECTION, _SLOW_ANSWER, _SLOW_TOLD = (timedelta(minutes=each) for each in (5, 5, 15))
_CHANGE_BEFORE = timedelta(hours=1)
_CHANGES = frozenset({Signal.DEPLOY, Signal.CHANGE})
_TROUBLE = frozenset({Signal.ALERT_FIRED, Signal.DOWN})
_HANDED = frozenset({Signal.ESCALATED, Signal.ASSIGNED})


def asked(ground: Ground) -> Iterator[Question]:
    """All of them, unordered."""
    marks = ground.document.milestones
    events = sorted(
        (each for each in ground.document.events if not each.noise), key=lambda each: each.at
    )
    start, end = _bounds(events, marks.values(), marks)
    inside = [each for each in events if start and end and start <= each.at <= end]
    yield from _gaps(ground, inside)
    yield from _silences(ground, inside)
    yield from _hand_offs(ground, inside)
    yield from _surprises(ground, events, inside)
    yield from _delays(ground, inside)


def _bounds(
    events: Sequence[Event], known: Iterable[Mark], marks: dict[Milestone, Mark]
) -> tuple[datetime | None, datetime | None]:
    first = marks.get(Milestone.IMPACT_START) or marks.get(Milestone.DETECTED)
    last = marks.get(Milestone.RESOLVED) or marks.get(Milestone.RECOVERED)
    times = [each.at for each in known] or [each.at for each in events]
    start = first.at if first else min(times, default=None)
    end = last.at if last else max(times, default=None)
    return start, end


def _long_enough(events: Sequence[Event]) -> timedelta:
    whole = events[-1].at - events[0].at if events else timedelta()
    return max(_LEAST_GAP, whole / _SHARE)


def _gaps(ground: Ground, events: Sequence[Event]) -> Iterator[Question]:
    """Stretches of which nothing is recorded at all."""
    enough = _long_enough(events)
    found = [(b.at - a.at, a, b) for a, b in pairwise(events) if b.at - a.at >= enough]
    for gap, before, after in sorted(found, key=lambda each: -each[0])[:_MOST]:
        lasted = duration_text(_minutes(gap))
        yield Question(
            item=Item.TIMELINE, about=About.GAP,
            text=f"What happened between {ground.clock(before.at)} and {ground.clock(after.at)}? "
            f"Nothing is recorded for {lasted}.",
            why=f"“{short(before.text, 80)}” is followed by “{short(after.text, 80)}”.",
            events=(before.id, after.id), weight=gap.total_seconds(),
        )  # fmt: skip


def _silences(ground: Ground, events: Sequence[Event]) -> Iterator[Question]:
    """Stretches in which systems spoke and no person did."""
    people = [each for each in events if each.kind is Kind.HUMAN]
    enough = _long_enough(events)
    edges = [*events[:1], *people] if events and events[0] not in people else people
    found = []
    for before, after in pairwise(edges):
        between = [each for each in events if before.at < each.at < after.at]
        if between and after.at - before.at >= enough:
            found.append((after.at - before.at, before, between, after))
    for silence, before, between, after in sorted(found, key=lambda each: -each[0])[:_MOST]:
        lasted = duration_text(_minutes(silence))
        yield Question(
            item=Item.TIMELINE, about=About.SILENCE,
            text=f"From {ground.clock(before.at)} to {ground.clock(after.at)} systems spoke and "
            "nobody wrote anything. What were people looking at, and what were they waiting for?",
            why=f"{len(between)} system event{'s' * (len(between) > 1)} in {lasted}, such as "
            f"“{short(between[0].text, 80)}”.",
            events=(before.id, between[0].id, after.id), weight=silence.total_seconds(),
        )  # fmt: skip


def _hand_offs(ground: Ground, events: Sequence[Event]) -> Iterator[Question]:
    """Where work went from one to another: what had to be told, and how long it took to arrive."""
    handed = [each for each in events if each.signal in _HANDED]
    for each in handed[:_MOST]:
        later = [one for one in events if one.at > each.at and one.kind is Kind.HUMAN and one.actor]
        taken = next((one for one in later if not _same(one.actor, each.actor)), None)
        waited = (taken.at - each.at) if taken else None
        why = f"“{short(each.text, 90)}” at {ground.clock(each.at)}"
        if taken is not None and waited is not None:
            why += f"; {taken.actor} speaks first {duration_text(waited.total_seconds())} later"
        yield Question(
            item=Item.TIMELINE, about=About.HAND_OFF,
            text=f"What did the next person need to know at {ground.clock(each.at)}, and how did "
            "it reach them?",
            why=f"{why}.", events=(each.id, *((taken.id,) if taken else ())),
            weight=waited.total_seconds() if waited else 0.0,
        )  # fmt: skip


def _same(one: str | None, other: str | None) -> bool:
    return _plain(one) == _plain(other)


def _plain(name: str | None) -> str:
    return (name or "").casefold().replace("-", " ").replace(".", " ").removeprefix("@").strip()


def _surprises(
    ground: Ground, events: Sequence[Event], inside: Sequence[Event]
) -> Iterator[Question]:
    marks = ground.document.milestones
    start = marks.get(Milestone.IMPACT_START) or marks.get(Milestone.DETECTED)
    if start is not None:
        yield from _change_before(ground, events, start.at)
    fixed = marks.get(Milestone.MITIGATED)
    again = [each for each in inside if fixed and each.at > fixed.at and each.signal in _TROUBLE]
    if fixed is not None and again:
        yield Question(
            item=Item.TIMELINE, about=About.SURPRISE,
            text=f"After the fix at {ground.clock(fixed.at)} trouble was reported again. What "
            "did we believe then, and what showed that it was not over?",
            why=f"“{short(again[0].text, 90)}” at {ground.clock(again[0].at)}.",
            events=(*fixed.events[:1], again[0].id), weight=2,
        )  # fmt: skip
    recovered = marks.get(Milestone.RECOVERED)
    if fixed and recovered and recovered.at < fixed.at:
        yield Question(
            item=Item.CAUSES, about=About.SURPRISE,
            text="Service recovered before the fix was applied. What brought it back, and what "
            "did the fix change?",
            why=f"Recovered at {ground.clock(recovered.at)}, fix applied at "
            f"{ground.clock(fixed.at)}.",
            events=(*recovered.events[:1], *fixed.events[:1]), weight=3,
        )  # fmt: skip


def _change_before(ground: Ground, events: Sequence[Event], start: datetime) -> Iterator[Question]:
    """The last change before the impact; what made it look safe is worth more than that it was."""
    earlier = [
        each for each in events
        if each.signal in _CHANGES and start - _CHANGE_BEFORE <= each.at <= start
    ]  # fmt: skip
    if earlier:
        last = earlier[-1]
        before = duration_text((start - last.at).total_seconds())
        yield Question(
            item=Item.CAUSES, about=About.SURPRISE,
            text=f"A change went out {before} before the impact began. What made it look safe, "
            "and what could have shown that it was not?",
            why=f"“{short(last.text, 100)}” at {ground.clock(last.at)}.",
            events=(last.id,), weight=4,
        )  # fmt: skip


def _delays(ground: Ground, inside: Sequence[Event]) -> Iterator[Question]:
    marks = ground.document.milestones
    start, found = marks.get(Milestone.IMPACT_START), marks.get(Milestone.DETECTED)
    answered = marks.get(Milestone.ACKNOWLEDGED)
    if start and found and found.at - start.at >= _SLOW_DETECTION:
        took = duration_text(_minutes(found.at - start.at))
        yield _delay(
            f"It took {took} to notice. Which sign was there earlier, and who could have "
            "seen it?",
            f"Impact from {ground.clock(start.at)}, detected at {ground.clock(found.at)}.",
            (*start.events[:1], *found.events[:1]), found.at - start.at,
        )  # fmt: skip
    by = _event(inside, found.events[:1] if found else ())
    if found and by is not None and by.kind is Kind.HUMAN:
        yield _delay(
            "People noticed it before monitoring did. What would an alert have to watch?",
            f"“{short(by.text, 90)}” at {ground.clock(by.at)}.", (by.id,), timedelta(minutes=1),
        )  # fmt: skip
    if found and answered and answered.at - found.at >= _SLOW_ANSWER:
        took = duration_text(_minutes(answered.at - found.at))
        yield _delay(
            f"{took} passed until somebody answered. How did the page travel, and where did it "
            "wait?",
            f"Detected at {ground.clock(found.at)}, acknowledged at {ground.clock(answered.at)}.",
            (*found.events[:1], *answered.events[:1]), answered.at - found.at,
        )  # fmt: skip
    told = next((each for each in inside if each.signal is Signal.STATUS_UPDATE), None)
    if found and told and told.at - found.at >= _SLOW_TOLD:
        took = duration_text(_minutes(told.at - found.at))
        yield _delay(
            f"Customers were first told {took} after it was noticed. What was that text waiting "
            "for?",
            f"“{short(told.text, 90)}” at {ground.clock(told.at)}.", (told.id,),
            told.at - found.at,
        )  # fmt: skip


def _delay(text: str, why: str, events: tuple[str, ...], lasted: timedelta) -> Question:
    return Question(
        item=Item.RESPONSE, about=About.SURPRISE, text=text, why=why, events=events,
        weight=lasted.total_seconds(), subject=text[:24],
    )  # fmt: skip


def _event(events: Iterable[Event], names: Sequence[str]) -> Event | None:
    return next((each for each in events if each.id in names), None)


def _minutes(span: timedelta) -> float:
    """Seconds of a span, in whole minutes where it is long enough for that."""
    seconds = span.total_seconds()
    return round(seconds / 60) * 60 if seconds >= 120 else seconds
