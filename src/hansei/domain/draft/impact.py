"""Impact: what the records themselves count, and what they leave open."""

from __future__ import annotations

import re
from itertools import islice

from hansei.domain.document import Block, Milestone, drafted
from hansei.domain.draft.facts import Facts
from hansei.domain.draft.wording import UNKNOWN, apart, bullets, cite, clock, named, quoted, subject
from hansei.domain.event import Event, Signal
from hansei.domain.times import duration_text

_COUNTED = re.compile(
    r"(?:\d[\d.,]*\s?(?:%|percent)|\b\d[\d.,]*\s*(?:k|m|thousand|million)?\s+(?:\w+\s+){0,2}"
    r"(?:users?|customers?|requests?|sessions?|transactions?|orders?|tickets?|tenants?|accounts?"
    r"|errors?|failures?|jobs?|messages?|emails?|payments?|logins?)\b)",
    re.IGNORECASE,
)
_MOST_QUOTES = 6


def impact(facts: Facts) -> list[Block]:
    """The section's blocks: duration, outages seen from outside, numbers said, what is open."""
    lines = [*_duration(facts), *_outages(facts)]
    blocks = [drafted("impact.duration", bullets(lines))]
    quotes = [_quote(facts, each) for each in _counting(facts)]
    if quotes:
        blocks.append(drafted("impact.numbers", bullets(quotes)))
    blocks.append(
        drafted(
            "impact.unknown",
            bullets(
                (
                    f"{UNKNOWN} how many users were affected, as a number or a share.",
                    f"{UNKNOWN} how many requests or transactions failed.",
                    f"{UNKNOWN} whether an SLA or SLO was breached, and by how much.",
                    f"{UNKNOWN} the cost in revenue, credits or hours of work.",
                )
            ),
        )
    )
    return blocks


def _duration(facts: Facts) -> list[str]:
    start = facts.milestones.get(Milestone.IMPACT_START)
    end = facts.milestones.get(Milestone.RECOVERED)
    detected = facts.milestones.get(Milestone.DETECTED)
    if start and end and end.at >= start.at:
        sentence = f"From impact start to recovery: {apart(start, end)}"
        return [cite(sentence, *start.events, *end.events)]
    if detected and end and end.at >= detected.at:
        sentence = f"At least {apart(detected, end)}, from detection to recovery"
        known = cite(sentence, *detected.events, *end.events)
        return [known, f"{UNKNOWN} how long before detection the impact began."]
    return [f"{UNKNOWN} how long the service was degraded; the records lack its start or its end."]


def _outages(facts: Facts) -> list[str]:
    """Outages with an end, as outside checks measured them."""
    lines = []
    for each in facts.key_events:
        if each.signal is Signal.DOWN and each.until:
            lasted = duration_text((each.until - each.at).total_seconds())
            when = clock(each.at, facts.zone, day=facts.first_sign)
            what = named(each.service) if each.service else quoted(subject(each.text, 120))
            source = facts.source_title(each.source)
            lines.append(cite(f"{source} measured {what} down for {lasted} from {when}", each))
    return lines[:10]


def _counting(facts: Facts) -> list[Event]:
    """Events whose words count users, requests and the like."""
    spoken = (Signal.MESSAGE, Signal.NOTE, Signal.STATUS_UPDATE)
    said = (
        each
        for each in facts.timeline.events
        if (each.signal in spoken or (each.key and each.signal is Signal.NONE)) and not each.noise
    )
    return list(islice((each for each in said if _COUNTED.search(each.text)), _MOST_QUOTES))


def _quote(facts: Facts, event: Event) -> str:
    when = clock(event.at, facts.zone, day=facts.first_sign, precision_s=event.precision_s)
    who = named(event.actor) if event.actor else facts.source_title(event.source)
    return cite(f"{who} at {when}: {quoted(event.text)}", event)
