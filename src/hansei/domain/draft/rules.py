"""The drafting rules: one function a section, facts in and blocks out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from hansei.domain.document import Block, BlockKind, Milestone, drafted
from hansei.domain.draft.causes import root_cause
from hansei.domain.draft.detection import detection
from hansei.domain.draft.facts import Facts
from hansei.domain.draft.followup import actions, questions
from hansei.domain.draft.impact import impact
from hansei.domain.draft.wording import (
    QUESTION,
    UNKNOWN,
    apart,
    bullets,
    cite,
    clock,
    listed,
    moment,
    named,
    quoted,
    subject,
)
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.times import duration_text
from hansei.domain.variants import SectionPlan

Rule = Callable[[Facts], list[Block]]
_STEPS = {
    Signal.ACKNOWLEDGED, Signal.ESCALATED, Signal.ROLLBACK, Signal.MITIGATED, Signal.RECOVERED,
    Signal.RESOLVED, Signal.UP, Signal.ALERT_RESOLVED, Signal.REOPENED, Signal.SEVERITY_CHANGED,
}  # fmt: skip


def summary(facts: Facts) -> list[Block]:
    """When it began and ended, what was affected, how it was noticed."""
    sentences = [_beginning(facts), _ending(facts)]
    if facts.services:
        first = facts.services[0]
        witnesses = (*facts.evidence, *facts.key_events)
        witness = next(each for each in witnesses if each.service == first)
        names = listed(named(each) for each in facts.services)
        sentences.append(cite(f"The records name {names} as affected", witness))
    blocks = [drafted("summary.window", " ".join(each for each in sentences if each))]
    noticed = facts.event_of(Milestone.DETECTED)
    if noticed:
        by = _through(facts, noticed)
        sentence = f"It was noticed through {by}: {quoted(subject(noticed.text, 160))}"
        blocks.append(drafted("summary.noticed", cite(sentence, noticed)))
    ask = f"{UNKNOWN} the impact in one line. What could users not do, and how many were they?"
    blocks.append(drafted("summary.impact", ask))
    return blocks


def _through(facts: Facts, noticed: Event) -> str:
    if noticed.signal is Signal.STATUS_UPDATE:
        return "what customers were told"
    return "a person" if noticed.kind is Kind.HUMAN else facts.source_title(noticed.source)


def _beginning(facts: Facts) -> str:
    zone, name = facts.zone, facts.zone_name
    start = facts.milestones.get(Milestone.IMPACT_START)
    detected = facts.milestones.get(Milestone.DETECTED)
    if start:
        return cite(f"The impact began {moment(start, zone)} {name}", *start.events)
    if detected:
        when = moment(detected, zone)
        first = cite(f"The first sign was seen {when} {name}", *detected.events)
        return f"{first} {UNKNOWN} when the impact began; no record states it."
    return f"{UNKNOWN} when the incident began; no record tells."


def _ending(facts: Facts) -> str:
    recovered = facts.milestones.get(Milestone.RECOVERED)
    resolved = facts.milestones.get(Milestone.RESOLVED)
    day, zone = facts.first_sign, facts.zone
    parts = []
    if recovered:
        lasted = ""
        start = facts.milestones.get(Milestone.IMPACT_START)
        if start and recovered.at >= start.at:
            lasted = f", {apart(start, recovered)} after that"
        when = moment(recovered, zone, day=day)
        evidence = (*recovered.events, *(start.events if start and lasted else ()))
        parts.append(cite(f"Recovery was confirmed {when}{lasted}", *evidence))
    if resolved:
        when = moment(resolved, zone, day=day)
        parts.append(cite(f"The incident was closed {when}", *resolved.events))
    if not parts:
        return f"{UNKNOWN} when service was restored; no record states a recovery or a close."
    return " ".join(parts)


def timeline(facts: Facts) -> list[Block]:
    """The table of key events, and what had to be corrected to make it."""
    blocks = [Block(kind=BlockKind.TIMELINE)]
    notes = [_clock_note(facts, index) for index in range(len(facts.timeline.clocks))]
    notes = [each for each in notes if each]
    if notes:
        blocks.append(drafted("timeline.clocks", bullets(notes)))
    return blocks


def _clock_note(facts: Facts, index: int) -> str:
    """A clock's finding with a sighting as evidence; "" for a clock that is right."""
    shift = facts.timeline.clocks[index]
    if not shift.applied and shift.kind != "zone":
        return ""
    source = shift.source.partition(":")
    name = facts.source_title(source[0]) + (f" ({named(source[2])})" if source[2] else "")
    against = facts.source_title(shift.against.partition(":")[0])
    way = "late" if shift.offset_s > 0 else "early"
    amount = duration_text(abs(shift.offset_s))
    what = "stands in another time zone" if shift.kind == "zone" else "has a clock that is off"
    text = (
        f"{name} {what}: its times are {amount} {way} against {against}"
        f" (± {shift.error_s:g} s, from {shift.pairs} happenings seen in both)"
    )
    witness = next((each for each in facts.timeline.events if each.shift_s), None)
    if shift.applied:
        return cite(f"{text}; the times shown are corrected", witness)
    return f"{QUESTION} {text}. Which of the two is right? The times are shown as they came."


def resolution(facts: Facts) -> list[Block]:
    """What was done from acknowledgement to close, in order."""
    day = facts.first_sign
    evidence = {id_ for mark in facts.milestones.values() for id_ in mark.events}
    after = day or facts.timeline.start
    steps = [
        each
        for each in facts.key_events
        if (each.signal in _STEPS or each.id in evidence)
        and (after is None or each.at >= after - timedelta(minutes=1))
        and each.signal not in (Signal.ALERT_FIRED, Signal.DOWN, Signal.IMPACT_STARTED)
    ]
    if not steps:
        text = f"{UNKNOWN} what restored the service. Which step ended the impact, and how?"
        return [drafted("resolution.steps", text)]
    lines = []
    for each in steps[:20]:
        when = clock(each.at, facts.zone, day=day, precision_s=each.precision_s)
        who = f" ({named(each.actor)})" if each.actor else ""
        lines.append(cite(f"{when}{who}: {quoted(subject(each.text, 200))}", each))
    return [drafted("resolution.steps", bullets(lines))]


def prompts(plan: SectionPlan) -> list[Block]:
    """A section nobody can draft: what to ask, so that it is not left empty."""
    if not plan.prompts:
        return []
    lines = [f"{QUESTION} {each}" for each in plan.prompts]
    return [drafted(f"{plan.key}.prompts", bullets(lines))]


def communication(facts: Facts) -> list[Block]:
    """Every post to customers, in order."""
    posts = facts.told_customers()
    if not posts:
        return [drafted("communication.log", f"{UNKNOWN} whether customers were told anything.")]
    day = facts.first_sign
    lines = [
        cite(f"{clock(each.at, facts.zone, day=day)}: {quoted(each.text, 400)}", each)
        for each in posts[:50]
    ]
    return [drafted("communication.log", bullets(lines))]


RULES: Mapping[str, Rule] = {
    "summary": summary,
    "project_overview": summary,
    "timeline": timeline,
    "detection": detection,
    "root_cause": root_cause,
    "impact": impact,
    "resolution": resolution,
    "actions": actions,
    "questions": questions,
    "communication": communication,
}
