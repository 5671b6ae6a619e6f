"""What the forms say about cells and rows, translated."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from hansei.domain.blocks.cells import Wrong
from hansei.domain.blocks.clocks import Clock, Since, State
from hansei.domain.blocks.flags import Flag, Flagged

_WRONG: Mapping[Wrong, str] = {
    Wrong.NO_DATE: gettext_noop("Kept as text: no day as in 2026-03-01, so no reminder comes."),
    Wrong.NO_TIME: gettext_noop("Kept as text: no time as in 2026-03-01 10:36."),
    Wrong.NO_MONEY: gettext_noop("Kept as text: no amount as in 4,000 EUR, so it is in no sum."),
    Wrong.NO_CURRENCY: gettext_noop("Of which currency? As in 4,000 EUR."),
    Wrong.NO_AMOUNT: gettext_noop("How much? A number, a share, a time or an amount."),
    Wrong.NO_CITATION: gettext_noop("Kept as text: evidence is named as e3 or ev1."),
    Wrong.UNKNOWN_CITATION: gettext_noop("There is no such event or evidence."),
    Wrong.NO_FACTOR: gettext_noop("Kept as text: factors are named as F1."),
    Wrong.UNKNOWN_FACTOR: gettext_noop("There is no factor of that number."),
}
_FLAGGED: Mapping[Flagged, str] = {
    Flagged.NO_PRIMARY: gettext_noop("Which of them is the primary cause? One is."),
    Flagged.SEVERAL_PRIMARY: gettext_noop("One primary cause; the others are factors."),
    Flagged.NO_EVIDENCE: gettext_noop("What shows it?"),
    Flagged.PERSON: gettext_noop("This names a person. Which condition made it the easy thing?"),
    Flagged.STOPS_AT_PERSON: gettext_noop(
        "The chain ends at a person. What made that the easy or the only thing to do?"
    ),
    Flagged.NO_ANSWER: gettext_noop("Not answered yet, though later ones are."),
    Flagged.UNSUPPORTED: gettext_noop("Nothing shows that one led to the other."),
    Flagged.NO_NODE: gettext_noop("Name factors by their number, as in F1, or the impact."),
    Flagged.OVERDUE: gettext_noop("Its time has run out."),
    Flagged.LATE: gettext_noop("It was sent late."),
    Flagged.OTHER_DUE: gettext_noop("Another time than its rule gives."),
}
_STATES: Mapping[State, str] = {
    State.IN_TIME: gettext_noop("sent in time"),
    State.LATE: gettext_noop("sent late"),
    State.DONE: gettext_noop("sent"),
    State.RUNNING: gettext_noop("running"),
    State.OVERDUE: gettext_noop("overdue"),
    State.WAITING: gettext_noop("waiting"),
}
_SINCE: Mapping[Since, str] = {
    Since.AWARE: gettext_noop("awareness of the incident"),
    Since.CLASSIFIED: gettext_noop("its classification as major"),
    Since.DISCOVERED: gettext_noop("its discovery"),
    Since.MATERIAL: gettext_noop("the finding that it is material"),
    Since.STEP: gettext_noop("the step before"),
}


def said(flag: Flag) -> str:
    """A flag in words."""
    if flag.what is Flagged.CELL:
        return gettext(_WRONG[Wrong(flag.says)])
    if flag.what is Flagged.LOOP:
        return gettext("This leads back to itself: %(loop)s") % {"loop": flag.says}
    if flag.what is Flagged.LOOSE:
        return gettext("%(factor)s has no arrow yet.") % {"factor": flag.says}
    return gettext(_FLAGGED[flag.what])


def state_word(state: State) -> str:
    """How a notification stands, in words."""
    return gettext(_STATES[state])


def since_words(clock: Clock) -> str:
    """What a clock counts from, in words; "" for one without a rule."""
    return gettext(_SINCE[clock.duty.since]) if clock.duty else ""


def script_words() -> dict[str, str]:
    """What the script of the forms says; "{…}" is filled in there."""
    return {
        "saved": gettext("Saved"),
        "saving": gettext("Saving …"),
        "typing": gettext("Not saved yet"),
        "offline": gettext("Not saved yet: no connection. It is tried again."),
        "signedOut": gettext("Not saved yet: you are signed out. Sign in in another tab."),
        "refused": gettext("Not saved: {reason}"),
        "late": gettext("Changed elsewhere: choose below"),
        "deleted": gettext("Row deleted"),
        "undo": gettext("Undo"),
        "nothingFound": gettext("Nothing fits."),
        "moved": gettext("Row {at} of {count}"),
    }
