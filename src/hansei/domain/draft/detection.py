"""Detection and response: who saw it first, how long each step took, when customers knew."""

from __future__ import annotations

from hansei.domain.document import Block, BlockKind, Milestone, drafted
from hansei.domain.draft.facts import Facts
from hansei.domain.draft.wording import (
    QUESTION,
    UNKNOWN,
    apart,
    bullets,
    cite,
    clock,
    named,
    quoted,
    subject,
)
from hansei.domain.event import Kind, Signal
from hansei.domain.times import duration_text


def detection(facts: Facts) -> list[Block]:
    """The section's blocks: the figures, how it was noticed, the steps, the telling."""
    lines = [*_noticed(facts), *_steps(facts), *_told(facts)]
    ask = (
        f"{QUESTION} Were the alerts clear and did they say what to do?",
        f"{QUESTION} How did escalation and on-call work?",
    )
    return [
        Block(kind=BlockKind.MILESTONES),
        drafted("detection.response", bullets(lines)),
        drafted("detection.questions", bullets(ask)),
    ]


def _noticed(facts: Facts) -> list[str]:
    event = facts.event_of(Milestone.DETECTED)
    if event is None:
        return [f"{UNKNOWN} how and when the incident was noticed; no record tells."]
    when = clock(event.at, facts.zone, day=facts.first_sign, precision_s=event.precision_s)
    if event.signal is Signal.STATUS_UPDATE:
        text = (
            f"The first sign is what customers were told at {when}: {quoted(subject(event.text))}"
        )
        lines = [cite(text, event)]
    elif event.kind is Kind.HUMAN:
        who = named(event.actor) if event.actor else "a person"
        lines = [cite(f"Noticed by {who} at {when}: {quoted(subject(event.text, 160))}", event)]
    else:
        source = facts.source_title(event.source)
        what = quoted(subject(event.text, 160))
        lines = [cite(f"Detected by monitoring ({source}) at {when}: {what}", event)]
    start = facts.milestones.get(Milestone.IMPACT_START)
    detected = facts.milestones[Milestone.DETECTED]
    if start is None:
        lines.append(f"{UNKNOWN} how long the impact went unnoticed: its start is not recorded.")
    elif detected.at >= start.at:
        evidence = (*start.events, *detected.events)
        most = (detected.latest - start.earliest).total_seconds()
        if detected.at == start.at and most > 60:
            text = f"Time to detect was {duration_text(most)} at most"
        else:
            text = f"The impact was detected {apart(start, detected)} after it began"
        lines.append(cite(text, *evidence))
    else:
        early = duration_text((start.at - detected.at).total_seconds())
        evidence = (*start.events, *detected.events)
        lines.append(cite(f"The alert came {early} before the impact", *evidence))
    return lines


_STEPS = (
    (Milestone.DETECTED, Milestone.ACKNOWLEDGED, "Acknowledged {took} after detection"),
    (Milestone.DETECTED, Milestone.ESCALATED, "Escalated {took} after detection"),
    (Milestone.DETECTED, Milestone.CAUSE_IDENTIFIED, "The cause was identified after {took}"),
    (Milestone.DETECTED, Milestone.MITIGATED, "A fix was applied {took} after detection"),
    (Milestone.DETECTED, Milestone.RECOVERED, "Recovery was confirmed {took} after detection"),
)
_MISSING = {
    Milestone.ACKNOWLEDGED: "whether and when anybody acknowledged it",
    Milestone.MITIGATED: "when a fix was applied",
    Milestone.RECOVERED: "when recovery was confirmed",
}


def _steps(facts: Facts) -> list[str]:
    lines = []
    for start, end, wording in _STEPS:
        first, then = facts.milestones.get(start), facts.milestones.get(end)
        if then and first and then.at >= first.at:
            event = facts.by_id.get(then.events[0]) if then.events else None
            actor = event.actor if event and event.kind is Kind.HUMAN else None
            by = f" by {named(actor)}" if actor and end is Milestone.ACKNOWLEDGED else ""
            sentence = wording.format(took=apart(first, then)) + by
            lines.append(cite(sentence, *then.events, *first.events))
        elif not then and end in _MISSING:
            lines.append(f"{UNKNOWN} {_MISSING[end]}; no record tells.")
    return lines


def _told(facts: Facts) -> list[str]:
    posts = facts.told_customers()
    if not posts:
        return [f"{UNKNOWN} when customers were told: the records hold no status page update."]
    detected = facts.milestones.get(Milestone.DETECTED)
    lines = []
    first = posts[0]
    if detected:
        seconds = (first.at - detected.at).total_seconds()
        way = "after" if seconds >= 0 else "before"
        sentence = f"Customers were first told {duration_text(abs(seconds))} {way} detection"
        lines.append(cite(sentence, first, *detected.events))
    recovered = facts.milestones.get(Milestone.RECOVERED)
    last = next((each for each in posts if "status:resolved" in each.refs), None)
    if recovered and last:
        seconds = (last.at - recovered.at).total_seconds()
        way = "after" if seconds >= 0 else "before"
        sentence = f"The status page followed {duration_text(abs(seconds))} {way} recovery"
        lines.append(cite(sentence, last, *recovered.events))
    return lines
