"""The timeboxed agenda of a review, in its 60- and its 90-minute form.

The segments and the minutes of the short form are those of the reference guide; the long one
keeps the structure and gives the causes the most of the extra time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from hansei.domain.errors import UsageError


class Item(StrEnum):
    """The items of the agenda, in order."""

    INTRODUCTION = "introduction"
    RECAP = "recap"
    TIMELINE = "timeline"
    CAUSES = "causes"
    RESPONSE = "response"
    ACTIONS = "actions"
    WRAP_UP = "wrap-up"


class Segment(NamedTuple):
    """One timebox, with its minutes in the short and in the long form.

    `prompts` are what a facilitator may say when the talk stalls or strays.
    """

    title: str
    short: int
    long: int
    objective: str
    key: Item
    prompts: tuple[str, ...] = ()


SEGMENTS = (
    Segment("Introduction", 5, 5,
            "Agree on the ground rules, on what the meeting should produce and on a note-taker.",
            Item.INTRODUCTION,
            ("Read the ground rules aloud, and ask whether everybody can live with them.",
             "Say what the meeting should leave behind: causes, actions with owners, lessons.",
             "Who takes notes? Somebody who does not lead the talk.")),
    Segment("Incident recap", 10, 15,
            "Say in a few sentences what happened, when, and what customers felt of it.",
            Item.RECAP,
            ("Let somebody who was there tell it before the document does.",
             "What did customers see, in their words?",
             "Which number do we still not know, and who can find it out?")),
    Segment("Timeline review", 10, 15,
            "Go through the events in order. Stop at decisions, hand-overs and waits, and correct "
            "what the record has wrong.",
            Item.TIMELINE,
            ("What did you know at that moment, and what did you not?",
             "What made that the sensible thing to do?",
             "What is missing here that you remember?")),
    Segment("Root cause discussion", 10, 20,
            "Ask why until the answer is a system or a process. Hold each factor against its "
            "evidence.",
            Item.CAUSES,
            ("And why was that possible?",
             "Which record shows it? If none does, it is an assumption: mark it so.",
             "When the answer is a person: what made it the likely thing to do?")),
    Segment("Response effectiveness", 10, 15,
            "Look at how the incident was noticed, how the right people joined, and how others "
            "were kept informed.",
            Item.RESPONSE,
            ("What helped, and would we have it again next time?",
             "Who was missing, and how would they have been reached?",
             "Which alert said what to do, and which did not?")),
    Segment("Action items and lessons", 10, 15,
            "Turn each factor into an action with an owner and a date, or accept its risk in "
            "writing. Note what is worth telling other teams.",
            Item.ACTIONS,
            ("Does it change a system or a process? Being more careful is no action.",
             "Who owns it, and by which day?",
             "How will somebody else see that it is done?")),
    Segment("Wrap-up", 5, 5,
            "Read back the decisions and actions, say when they are looked at again, and thank "
            "everybody.",
            Item.WRAP_UP,
            ("Read every action with its owner and day: is everybody content with theirs?",
             "When do we look again?",
             "Thank everybody, by what they did.")),
)  # fmt: skip
GROUND_RULES = (
    "We look for causes in systems and processes, never for somebody to blame.",
    "Facts come before opinions; what is not known is said to be unknown.",
    "Everybody did what made sense to them with what they knew at that moment.",
    "An owner owns an improvement, not a fault.",
)
CHECKLISTS = {
    "remote": (
        "Everybody sees the post-mortem: its link is in the invitation and in the chat.",
        "The timeline is on the shared screen.",
        "Cameras are on where people can and want to.",
        "Somebody other than the facilitator takes notes.",
        "Everybody was asked whether the meeting may be recorded.",
    ),
    "in person": (
        "The timeline hangs on the wall or is on the big screen.",
        "Laptops are closed but for the one that takes notes.",
        "Everybody sits so that they see each other.",
        "Those who could not come will get the summary and can add to it.",
        "Before people leave, decisions and next steps are read back from the document.",
    ),
}
"""What to see to, by where people meet."""
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
