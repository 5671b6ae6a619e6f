"""Sentences of a post-mortem in two versions: as the facts are, and with one contradiction."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bench.synth.facts import Facts, other_label

_POPULATION = {
    "requests": "{percent} % of requests failed",
    "active users": "{percent} % of active users were affected",
    "sessions": "{percent} % of sessions were affected",
    "customers": "{percent} % of customers were affected",
}
_UNDERSTATED = (
    "A small number of customers may have noticed brief, intermittent errors.",
    "Very few customers were affected, and only for a moment.",
    "Some requests may have been slightly slower than usual for a short time.",
    "There was no noticeable effect for nearly all customers.",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One sentence. `value` is what the injected version states, `truth` what is so.

    `against` names the line that holds the other side ("row:<happening>" or "slot:<name>").
    """

    name: str
    kind: str
    clean: str
    injected: str
    value: str
    truth: str
    against: str


def slots_of(facts: Facts, rng: random.Random) -> dict[str, Slot]:
    """All sentences that can carry a contradiction, by name, in a fixed order."""
    slots: dict[str, Slot] = {}
    for slot in (
        *_window(facts, rng),
        *_figures(facts, rng),
        *_durations(facts, rng),
        *_order(facts, rng),
        *_unknown(facts, rng),
        *_customer(facts, rng),
    ):
        slots[slot.name] = slot
    return slots


def _window(facts: Facts, rng: random.Random) -> Iterator[Slot]:
    incident = facts.incident
    start, end = facts.moment("impact"), facts.moment("recovered")
    wrong = other_label(facts, rng)
    if start is None:
        at = facts.moment("alert")
        if at:
            text = f"At {facts.show(at)} {{}} monitoring warned about {incident.service}."
            yield Slot("window", "zone", text.format(facts.label), text.format(wrong), wrong,
                       facts.label, "row:alert")  # fmt: skip
        return
    if end is None:
        text = f"From {facts.show(start)} {{}} on, {incident.service} {incident.symptom}."
        yield Slot("window", "zone", text.format(facts.label), text.format(wrong), wrong,
                   facts.label, "row:impact")  # fmt: skip
        return
    text = rng.choice(
        (
            "Between {start} and {end} {{}}, {service} {symptom}.",
            "From {start} to {end} {{}} {service} {symptom}.",
            "{service} {symptom} between {start} and {end} {{}}.",
        )
    ).format(start=facts.show(start), end=facts.show(end), service=incident.service,
             symptom=incident.symptom)  # fmt: skip
    clean, injected = text.format(facts.label), text.format(wrong)
    yield Slot("window", "zone", clean, injected, wrong, facts.label, "row:impact")


def _figures(facts: Facts, rng: random.Random) -> Iterator[Slot]:
    impact = facts.incident.impact
    if impact is None:
        return
    text = _POPULATION[impact.population]
    gap = rng.choice((-19, -13, -9, 11, 17, 24))
    wrong = impact.percent + gap if 3 < impact.percent + gap < 98 else impact.percent - gap
    clean = f"During that time {text.format(percent=impact.percent)}."
    injected = f"During that time {text.format(percent=wrong)}."
    truth = f"{impact.percent} %"
    yield Slot("share", "percentage", clean, injected, f"{wrong} %", truth, "line:share")
    other = round(impact.failed_requests * rng.choice((0.4, 0.7, 1.3, 2.1)))
    text = "In total, {:,} requests failed."
    right = f"{impact.failed_requests:,}"
    clean, injected = text.format(impact.failed_requests), text.format(other)
    yield Slot("failed", "count", clean, injected, f"{other:,}", right, "line:failed")
    tickets = impact.tickets + rng.choice((5, 12, 31))
    text = "Support handled {} tickets about it."
    right = str(impact.tickets)
    clean, injected = text.format(right), text.format(tickets)
    yield Slot("tickets", "count", clean, injected, f"{tickets} tickets", right, "line:tickets")


def _durations(facts: Facts, rng: random.Random) -> Iterator[Slot]:
    first = facts.first_sign
    spans = (
        ("lasted", "impact", "recovered", "The impact lasted {} in all."),
        ("detect", "impact", first, "It was detected {} after the impact began."),
        ("acknowledge", first, "acknowledged", "The alert was acknowledged {} after detection."),
        ("mitigate", first, "mitigated", "The fix was in place {} after detection."),
        ("resolve", first, "closed", "The incident was closed {} after detection."),
    )
    for name, start, end, text in spans:
        minutes = facts.minutes(start, end)
        longer = max((minutes or 0) + rng.randint(6, 25), round((minutes or 0) * 1.7))
        # Beside times in seconds a short duration in whole minutes would be wrong by itself.
        if minutes is None or minutes < (3 if facts.seconds else 1):
            continue
        wrong, right = facts.length(longer), facts.length(minutes)
        clean, injected = text.format(right), text.format(wrong)
        yield Slot(name, "duration", clean, injected, wrong, right, f"row:{end}")


def _order(facts: Facts, rng: random.Random) -> Iterator[Slot]:
    pairs = (
        ("identified", "mitigated", "The cause was identified {} the fix was applied."),
        ("acknowledged", "escalated", "The alert was acknowledged {} the escalation."),
        ("recovered", "mitigated", "The service recovered {} the fix was applied."),
        ("mitigated", "recovered", "The fix was applied {} the service recovered."),
    )
    usable = [pair for pair in pairs if (facts.minutes(pair[0], pair[1]) or 0) >= 2]
    if not usable:
        return
    earlier, later, text = rng.choice(usable)
    clean, injected = text.format("before"), text.format("after")
    yield Slot("order", "order", clean, injected, injected, clean, f"row:{later}")
    if earlier == "identified":
        return
    text = "The incident was closed {} the fix was applied."
    clean, injected = text.format("after"), text.format("before")
    yield Slot("closing", "order", clean, injected, injected, clean, "row:closed")


def _unknown(facts: Facts, rng: random.Random) -> Iterator[Slot]:
    posted, closed = facts.moment("status_resolved"), facts.moment("closed")
    if posted is None or closed is None:
        return
    late = posted + timedelta(minutes=rng.randint(9, 38))
    text = "The last update on the status page went out at {}."
    clean, injected = text.format(facts.show(posted)), text.format(facts.show(late))
    yield Slot("posted", "unknown-event", clean, injected, facts.show(late), facts.show(posted),
               "row:status_resolved")  # fmt: skip
    start, end = facts.moment("identified"), facts.moment("mitigated")
    if start and end and (end - start) >= timedelta(minutes=4):
        middle = start + (end - start) / 2
        middle = middle.replace(microsecond=0) if facts.seconds else middle.replace(
            second=0, microsecond=0)  # fmt: skip
        action = rng.choice(
            (
                "a failover to the standby region was attempted",
                "the vendor's support desk was called",
                "all hosts were restarted",
            )
        )
        injected = f"At {facts.show(middle)} {action}."
        yield Slot("action", "unknown-event", "", injected, facts.show(middle), "no such event", "")


def _customer(facts: Facts, rng: random.Random) -> Iterator[Slot]:
    incident, impact = facts.incident, facts.incident.impact
    minutes = facts.minutes("impact", "recovered")
    if impact is None or not minutes or impact.percent < 35:
        return
    share = _POPULATION[impact.population].format(percent=impact.percent)
    clean = f"For {facts.length(minutes)}, {share} when using {incident.service}."
    injected = rng.choice(_UNDERSTATED)
    truth = f"{impact.percent} % for {facts.length(minutes)}"
    yield Slot("public", "understated", clean, injected, injected, truth, "line:share")
