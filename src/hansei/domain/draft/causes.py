"""Root cause and contributing factors: candidates with their evidence, and no opinion."""

from __future__ import annotations

import re
from datetime import timedelta

from hansei.domain.document import Block, Milestone, drafted
from hansei.domain.draft.facts import Facts
from hansei.domain.draft.wording import (
    QUESTION,
    UNKNOWN,
    bullets,
    cite,
    clock,
    named,
    quoted,
    subject,
)
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.times import duration_text

_CAUSAL = re.compile(
    r"\b(?:because|caused by|due to|root cause|culprit|turns out|the problem (?:is|was)"
    r"|the issue (?:is|was)|result(?:ed|ing) from|misconfigur\w+|regression)\b",
    re.IGNORECASE,
)
_MOST_QUOTES = 5


def root_cause(facts: Facts) -> list[Block]:
    """What changed shortly before, what the records say of a cause, and the whys to ask."""
    unknown = f"{UNKNOWN} the primary cause; the records show the candidates below, and no more."
    blocks = [drafted("root_cause.unknown", unknown)]
    found = [*_changes(facts), *_said(facts)]
    if found:
        blocks.append(drafted("root_cause.candidates", bullets(found)))
    else:
        text = "No record in the window shows a change or names a cause."
        blocks.append(drafted("root_cause.candidates", f"{UNKNOWN} {text}"))
    blocks.append(drafted("root_cause.whys", _whys(facts)))
    factors = [
        f"{QUESTION} Which conditions made it more likely, larger or longer: missing alerts,"
        " unclear ownership, configuration drift, an untested path?",
        *_factor_prompts(facts),
    ]
    blocks.append(drafted("root_cause.factors", bullets(factors)))
    return blocks


def _changes(facts: Facts) -> list[str]:
    lines = []
    for each in facts.suspects:
        before = (facts.first_sign - each.at).total_seconds() if facts.first_sign else 0
        distance = f"{duration_text(before)} before the first sign" if before > 0 else "as it began"
        when = clock(each.at, facts.zone, day=facts.first_sign, precision_s=each.precision_s)
        kind = "A deployment" if each.signal is Signal.DEPLOY else "A change"
        what = quoted(subject(each.text, 160))
        lines.append(cite(f"{kind} at {when}, {distance}: {what}", each))
    rollback = next((each for each in facts.key_events if each.signal is Signal.ROLLBACK), None)
    if rollback:
        when = clock(rollback.at, facts.zone, day=facts.first_sign)
        sentence = f"A rollback at {when} points at what it undid: {quoted(rollback.text, 160)}"
        lines.append(cite(sentence, rollback))
    return lines


def _said(facts: Facts) -> list[str]:
    identified = facts.event_of(Milestone.CAUSE_IDENTIFIED)
    spoken = [each for each in facts.people() if _CAUSAL.search(each.text)]
    if identified and identified.signal is not Signal.ALERT_FIRED:
        spoken.insert(0, identified)
    return [_quote(facts, each) for each in list(dict.fromkeys(spoken))[:_MOST_QUOTES]]


def _quote(facts: Facts, event: Event) -> str:
    when = clock(event.at, facts.zone, day=facts.first_sign, precision_s=event.precision_s)
    who = named(event.actor) if event.actor else facts.source_title(event.source)
    verb = "wrote" if event.kind is Kind.HUMAN else "reported"
    return cite(f"At {when} {who} {verb}: {quoted(event.text)}", event)


def _whys(facts: Facts) -> str:
    noticed = facts.event_of(Milestone.DETECTED)
    what = quoted(subject(noticed.text, 120)) if noticed else "the service failed"
    return "\n".join(
        (
            f"1. {QUESTION} Why did this happen: {what}?",
            f"2. {QUESTION} Why was that possible?",
            f"3. {QUESTION} Why did nothing stop it on its way to users?",
            f"4. {QUESTION} Why was it noticed when it was, and not earlier?",
            f"5. {QUESTION} Which part of the system or process, if changed, breaks this chain?",
        )
    )


def _factor_prompts(facts: Facts) -> list[str]:
    """Conditions that the timeline itself makes worth asking about."""
    lines = []
    detected = facts.milestones.get(Milestone.DETECTED)
    if detected:
        near = [each for each in facts.key_events
                if each.signal is Signal.ALERT_FIRED
                and abs(each.at - detected.at) <= timedelta(minutes=10)]  # fmt: skip
        if len(near) >= 3:
            text = f"{QUESTION} {len(near)} alerts fired within ten minutes of detection"
            lines.append(cite(f"{text}; did they help or hide the signal?", *near[:4]))
    return lines
