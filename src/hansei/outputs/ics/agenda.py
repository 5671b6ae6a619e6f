"""The timeboxed agenda of a review, in its 60- and its 90-minute form.

The segments and the minutes of the short form are those of the reference guide; the long one
keeps the structure and gives the causes the most of the extra time.
"""

from __future__ import annotations

from typing import NamedTuple

from hansei.domain.errors import UsageError


class Segment(NamedTuple):
    """One timebox, with its minutes in the short and in the long form."""

    title: str
    short: int
    long: int
    objective: str


SEGMENTS = (
    Segment("Introduction", 5, 5,
            "Agree on the ground rules, on what the meeting should produce and on a note-taker."),
    Segment("Incident recap", 10, 15,
            "Say in a few sentences what happened, when, and what customers felt of it."),
    Segment("Timeline review", 10, 15,
            "Go through the events in order. Stop at decisions, hand-overs and waits, and correct "
            "what the record has wrong."),
    Segment("Root cause discussion", 10, 20,
            "Ask why until the answer is a system or a process. Hold each factor against its "
            "evidence."),
    Segment("Response effectiveness", 10, 15,
            "Look at how the incident was noticed, how the right people joined, and how others "
            "were kept informed."),
    Segment("Action items and lessons", 10, 15,
            "Turn each factor into an action with an owner and a date, or accept its risk in "
            "writing. Note what is worth telling other teams."),
    Segment("Wrap-up", 5, 5,
            "Read back the decisions and actions, say when they are looked at again, and thank "
            "everybody."),
)  # fmt: skip
GROUND_RULES = (
    "We look for causes in systems and processes, never for somebody to blame.",
    "Facts come before opinions; what is not known is said to be unknown.",
    "Everybody did what made sense to them with what they knew at that moment.",
    "An owner owns an improvement, not a fault.",
)
SHORT, LONG = 60, 90


def agenda(minutes: int) -> list[tuple[int, int, Segment]]:
    """Each segment with the minute it starts at and its length. Raises UsageError for a length
    other than 60 and 90 minutes."""
    if minutes not in (SHORT, LONG):
        raise UsageError(f"a review lasts {SHORT} or {LONG} minutes, not {minutes}")
    plan, start = [], 0
    for segment in SEGMENTS:
        length = segment.short if minutes == SHORT else segment.long
        plan.append((start, length, segment))
        start += length
    return plan
