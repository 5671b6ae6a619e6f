"""The timeline in words for readers, ready for translation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hansei.domain.document import Milestone
from hansei.domain.event import Kind, Signal
from hansei.domain.metrics import Figure, Status
from hansei.domain.timeline import ClockKind, ClockShift
from hansei.domain.times import duration_text
from hansei.outputs.html.content import source_title

BY_HAND = lazy("Written by people")
KINDS: Mapping[Kind, Any] = {Kind.SYSTEM: lazy("System"), Kind.HUMAN: lazy("Person")}
MILESTONES: Mapping[Milestone, Any] = {
    Milestone.IMPACT_START: lazy("Impact start"),
    Milestone.DETECTED: lazy("Detected"),
    Milestone.ACKNOWLEDGED: lazy("Acknowledged"),
    Milestone.ESCALATED: lazy("Escalated"),
    Milestone.CAUSE_IDENTIFIED: lazy("Cause identified"),
    Milestone.MITIGATED: lazy("Fix applied"),
    Milestone.RECOVERED: lazy("Recovery confirmed"),
    Milestone.RESOLVED: lazy("Closed"),
}
MEANINGS: Mapping[Milestone, Any] = {
    Milestone.IMPACT_START: lazy("When users began to feel it."),
    Milestone.DETECTED: lazy("When somebody or something first noticed."),
    Milestone.ACKNOWLEDGED: lazy("When a person took it on."),
    Milestone.ESCALATED: lazy("When more people were called in."),
    Milestone.CAUSE_IDENTIFIED: lazy("When it was known what caused it."),
    Milestone.MITIGATED: lazy("When what ended the impact was done."),
    Milestone.RECOVERED: lazy("When it was confirmed that all works again."),
    Milestone.RESOLVED: lazy("When the incident was closed."),
}
FIGURES: Mapping[str, Any] = {
    "time_to_detect": lazy("Time to detect"),
    "time_to_acknowledge": lazy("Time to acknowledge"),
    "time_to_mitigate": lazy("Time to mitigate"),
    "time_to_recover": lazy("Time to recover"),
    "time_to_resolve": lazy("Time to resolve"),
}
SIGNALS: Mapping[Signal, Any] = {
    Signal.ALERT_FIRED: lazy("Alert fired"),
    Signal.ALERT_RESOLVED: lazy("Alert resolved"),
    Signal.DOWN: lazy("Check failed"),
    Signal.UP: lazy("Check passed"),
    Signal.DECLARED: lazy("Declared"),
    Signal.ACKNOWLEDGED: lazy("Acknowledged"),
    Signal.ESCALATED: lazy("Escalated"),
    Signal.ASSIGNED: lazy("Assigned"),
    Signal.NOTIFIED: lazy("Notified"),
    Signal.SEVERITY_CHANGED: lazy("Severity changed"),
    Signal.IDENTIFIED: lazy("Cause identified"),
    Signal.DEPLOY: lazy("Deploy"),
    Signal.ROLLBACK: lazy("Rollback"),
    Signal.CHANGE: lazy("Change"),
    Signal.MITIGATED: lazy("Mitigated"),
    Signal.RECOVERED: lazy("Recovered"),
    Signal.RESOLVED: lazy("Resolved"),
    Signal.REOPENED: lazy("Reopened"),
    Signal.STATUS_UPDATE: lazy("Told to customers"),
    Signal.IMPACT_STARTED: lazy("Impact started"),
    Signal.NOTE: lazy("Note"),
    Signal.MESSAGE: lazy("Message"),
    Signal.MEASUREMENT: lazy("Measurement"),
}
DID: Mapping[str, Any] = {
    "star": lazy("starred it"),
    "unstar": lazy("took the star off"),
    "hide": lazy("set it aside as noise"),
    "show": lazy("took it back from the noise"),
    "rewrite": lazy("corrected it"),
    "add": lazy("wrote it"),
    "remove": lazy("took it off the timeline"),
    "put back": lazy("put it back"),
    "merge": lazy("merged events"),
    "split": lazy("split it"),
    "revert": lazy("took it back to the original"),
    "move milestone": lazy("moved a milestone"),
    "clear milestone": lazy("cleared a milestone"),
}
DONE: Mapping[str, Any] = {
    "star": lazy("Starred"),
    "unstar": lazy("Star taken off"),
    "hide": lazy("Set aside as noise"),
    "show": lazy("No longer noise"),
    "rewrite": lazy("Corrected; the original is kept"),
    "add": lazy("Added to the timeline"),
    "remove": lazy("Taken off the timeline"),
    "put back": lazy("Back on the timeline"),
    "merge": lazy("Merged into one"),
    "split": lazy("Split"),
    "revert": lazy("Back to the original"),
    "move milestone": lazy("Milestone moved"),
    "clear milestone": lazy("Milestone cleared"),
}
PRECISIONS: tuple[tuple[int, Any], ...] = (
    (0, lazy("to the millisecond")),
    (1, lazy("to the second")),
    (60, lazy("to the minute")),
    (3600, lazy("to the hour")),
    (86400, lazy("to the day")),
)


def did(verb: str) -> str:
    """What somebody did, after their name: "corrected it"."""
    if verb.startswith("undo "):
        return _("took it back: %(what)s") % {"what": DID.get(verb[5:], verb[5:])}
    return str(DID.get(verb, verb))


def done(verb: str) -> str:
    """That something was done, by itself: "Starred"."""
    if verb.startswith("undo "):
        return _("Taken back")
    return str(DONE.get(verb, verb))


def precision(seconds: int) -> str:
    """How exactly a time is known."""
    for width, text in PRECISIONS:
        if seconds <= width:
            return str(text) if seconds == width else _within(seconds)
    return _within(seconds)


def person(who: str) -> str:
    """Somebody's name from how the history has it ("user:anna")."""
    return who.partition(":")[2] or who


def figure(found: Figure) -> dict[str, str]:
    """A figure for readers: its title, value, and what the milestones' windows leave open."""
    value, spread = _("not known"), ""
    if found.status is Status.INVALID and found.seconds is not None:
        value, spread = duration_text(found.seconds), _("It would end before it starts")
    elif found.seconds is not None:
        value = duration_text(found.seconds)
        if found.least is not None and found.most is not None and found.most - found.least > 2:
            spread = _("%(least)s to %(most)s") % {
                "least": duration_text(found.least),
                "most": duration_text(found.most),
            }
    return {
        "name": found.definition.name,
        "title": str(FIGURES[found.definition.name]),
        "value": value,
        "range": spread,
        "status": found.status.value,
    }


def clock(shift: ClockShift) -> str:
    """What a clock turned out to be, in one sentence."""
    values = {
        "source": source_title(shift.source),
        "against": source_title(shift.against),
        "size": duration_text(abs(shift.offset_s)),
        "error": f"{shift.error_s:.3g}",
    }
    if shift.kind is ClockKind.ZONE:
        if shift.offset_s > 0:
            return _("%(source)s stands %(size)s late against %(against)s: another zone") % values
        return _("%(source)s stands %(size)s early against %(against)s: another zone") % values
    if shift.offset_s > 0:
        text = _("%(source)s ran %(size)s late against %(against)s, give or take %(error)s s")
    else:
        text = _("%(source)s ran %(size)s early against %(against)s, give or take %(error)s s")
    return text % values


def for_scripts() -> dict[str, str]:
    """What the page's scripts say. "{n}" and the like are filled in there."""
    return {
        "person": _("person"),
        "system": _("system"),
        "star": _("Star {id}"),
        "choose": _("Choose {id}"),
        "noise": _("noise"),
        "in_view": _("{n} of {total} events in view"),
        "listed": _("{n} of {total} events"),
        "several": _("{n} events until {end}"),
        "others": _("{n} other sources"),
        "all": _("All sources"),
        "nothing": _("No event fits these filters."),
        "records": _("{n} records"),
        "edited": _("Changed by a person"),
        "shifted": _("The source’s clock was off: the time is corrected"),
        "undo": _("Undo"),
        "unreachable": _("The server cannot be reached. Nothing was changed."),
        "signed_out": _("Nothing was changed: you are signed out. Sign in in another tab."),
        "failed": _("Nothing was changed: the server answered {status}."),
        "kept": _("What you typed is kept."),
        "go_on": _("Go on writing"),
        "conflict": _("Somebody changed this meanwhile. It is shown as it stands now."),
        "between": _("between {first} and {last}"),
        "unknown": _("unknown"),
        "chosen": _("{n} chosen"),
        "shown_in": _("Times in {zone}"),
    }


def _within(seconds: int) -> str:
    return _("within %(length)s") % {"length": duration_text(seconds)}
