"""Suggested actions and the review's questions, both from what the timeline shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hansei.domain.document import Block, Milestone, drafted
from hansei.domain.draft.facts import Facts
from hansei.domain.draft.wording import QUESTION, bullets, cite, clock, named
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.times import duration_text

SILENCE = timedelta(minutes=10)
"""Without a record for this long in the middle of a response, somebody remembers what happened."""
SLOW_ACKNOWLEDGEMENT = timedelta(minutes=5)
LATE_TELLING = timedelta(minutes=15)
_MOST_QUESTIONS = 12
_HEAD = "| Action | Owner | Due | Status | Answers |\n| --- | --- | --- | --- | --- |"


def actions(facts: Facts) -> list[Block]:
    """A table to fill, begun with suggestions that each name their evidence."""
    rows = [f"| {text} |  |  | planned |  |" for text in _suggestions(facts)]
    note = (
        f"{QUESTION} Which of these suggestions is worth doing, who owns it and by which date?"
        " An action changes a system or a process; none of them is a person."
    )
    if not rows:
        rows = ["|  |  |  | planned |  |"]
        note = f"{QUESTION} What would make this less likely, noticed sooner or over faster?"
    return [
        drafted("actions.note", note),
        drafted("actions.table", "\n".join((_HEAD, *rows))),
    ]


def _suggestions(facts: Facts) -> list[str]:
    found: list[str] = []
    detected = facts.event_of(Milestone.DETECTED)
    if detected and detected.kind is Kind.HUMAN:
        text = "Suggestion: add an alert for what a person had to notice"
        found.append(cite(text, detected))
    if facts.suspects and any(each.signal is Signal.ROLLBACK for each in facts.key_events):
        text = "Suggestion: check before release what this change broke"
        found.append(cite(text, facts.suspects[0]))
    marks = facts.milestones
    first, answered = marks.get(Milestone.DETECTED), marks.get(Milestone.ACKNOWLEDGED)
    if first and answered and answered.at - first.at > SLOW_ACKNOWLEDGEMENT:
        took = duration_text((answered.at - first.at).total_seconds())
        text = f"Suggestion: look at how the page reached the on-call; it took {took}"
        found.append(cite(text, *first.events, *answered.events))
    posts = facts.told_customers()
    if first and posts and posts[0].at - first.at > LATE_TELLING:
        took = duration_text((posts[0].at - first.at).total_seconds())
        text = (
            f"Suggestion: make the first status update part of the response; it came after {took}"
        )
        found.append(cite(text, posts[0], *first.events))
    shifted = [each for each in facts.timeline.clocks if each.applied]
    if shifted:
        names = ", ".join(facts.source_title(each.source.partition(":")[0]) for each in shifted)
        witness = next((each for each in facts.timeline.events if each.shift_s), None)
        found.append(cite(f"Suggestion: set the clock or zone of {named(names)} right", witness))
    return found


def questions(facts: Facts) -> list[Block]:
    """What to ask in the review: gaps in the milestones, silences, hand-offs, surprises."""
    lines = [*_gaps(facts), *_silences(facts), *_hand_offs(facts), *_surprises(facts)]
    if not lines:
        lines = [f"{QUESTION} What did you see that no record shows?"]
    return [drafted("questions.review", bullets(lines[:_MOST_QUESTIONS]))]


def _gaps(facts: Facts) -> list[str]:
    asks = {
        Milestone.IMPACT_START: "When did users first feel it, and what would show that?",
        Milestone.ACKNOWLEDGED: "Who took it up first, and when?",
        Milestone.CAUSE_IDENTIFIED: "When did you know the cause, and what made it certain?",
        Milestone.MITIGATED: "Which step ended the impact?",
        Milestone.RECOVERED: "How did you know that it was over?",
    }
    return [
        f"{QUESTION} {text}"
        for milestone, text in asks.items()
        if milestone not in facts.milestones
    ]


def _during(facts: Facts) -> Sequence[Event]:
    """Events between detection and recovery (or close), noise left out."""
    marks = facts.milestones
    start = marks.get(Milestone.DETECTED)
    end = marks.get(Milestone.RECOVERED) or marks.get(Milestone.RESOLVED)
    if start is None:
        return ()
    return [
        each
        for each in facts.timeline.events
        if not each.noise and each.at >= start.at and (end is None or each.at <= end.at)
    ]


def _silences(facts: Facts) -> list[str]:
    found = [
        (after.at - before.at, before, after)
        for before, after in pairwise(_during(facts))
        if after.at - before.at >= SILENCE
    ]
    found.sort(key=lambda each: (-each[0], each[1].at))
    lines = []
    for length, before, after in found[:3]:
        start = clock(before.at, facts.zone, day=facts.first_sign)
        took = duration_text(length.total_seconds())
        text = f"{QUESTION} For {took} after {start} nothing is recorded; what happened meanwhile?"
        lines.append(cite(text, before, after))
    return lines


def _hand_offs(facts: Facts) -> list[str]:
    lines: list[str] = []
    for each in facts.key_events:
        if each.signal in (Signal.ESCALATED, Signal.ASSIGNED) and len(lines) < 3:
            when = clock(each.at, facts.zone, day=facts.first_sign)
            text = f"{QUESTION} At {when} the work changed hands; what was known, and was it told?"
            lines.append(cite(text, each))
    return lines


def _surprises(facts: Facts) -> list[str]:
    lines = []
    marks = facts.milestones
    recovered, mitigated = marks.get(Milestone.RECOVERED), marks.get(Milestone.MITIGATED)
    if recovered and mitigated and recovered.at < mitigated.at:
        text = f"{QUESTION} Recovery is recorded before the fix; what restored the service?"
        lines.append(cite(text, *recovered.events, *mitigated.events))
    reopened = next((each for each in facts.key_events if each.signal is Signal.REOPENED), None)
    if reopened:
        text = f"{QUESTION} It came back after it was closed; what was missed the first time?"
        lines.append(cite(text, reopened))
    if recovered and mitigated and recovered.at - mitigated.at > timedelta(minutes=15):
        took = duration_text((recovered.at - mitigated.at).total_seconds())
        text = f"{QUESTION} Recovery took {took} after the fix; what was it waiting for?"
        lines.append(cite(text, *mitigated.events, *recovered.events))
    return lines
