"""Actions in words for readers, ready for translation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hansei.domain.actions import Move, Stage
from hansei.domain.document import ActionClass, ActionStatus
from hansei.postmortem.selectors.action_pages import Group, Sort

STAGES: Mapping[Stage, Any] = {
    Stage.PLANNED: lazy("Planned"),
    Stage.IN_PROGRESS: lazy("In progress"),
    Stage.COMPLETED: lazy("Completed: to verify"),
    Stage.VERIFIED: lazy("Verified"),
    Stage.EFFECTIVE: lazy("Effective"),
    Stage.NOT_EFFECTIVE: lazy("Not effective"),
    Stage.CANCELLED: lazy("Cancelled"),
}
STATUSES: Mapping[ActionStatus, Any] = {
    ActionStatus.PLANNED: lazy("Planned"),
    ActionStatus.IN_PROGRESS: lazy("In progress"),
    ActionStatus.COMPLETED: lazy("Completed"),
    ActionStatus.CANCELLED: lazy("Cancelled"),
}
ANY, NONE, NOBODY, UNSAID = lazy("Any"), lazy("None"), lazy("Nobody"), lazy("No class")
ASKED: Mapping[str, Any] = {
    "open": lazy("Not settled yet"),
    "planned": lazy("Planned"),
    "in-progress": lazy("In progress"),
    "completed": lazy("Completed: to verify"),
    "verified": lazy("Verified"),
    "effective": lazy("Effective"),
    "not-effective": lazy("Not effective"),
    "checked": lazy("Verified or judged"),
    "cancelled": lazy("Cancelled"),
    "all": lazy("All"),
}
"""What can be asked for as a status (`asked`)."""
GROUPS: Mapping[Group, Any] = {
    Group.NONE: lazy("Nothing"),
    Group.POST_MORTEM: lazy("Post-mortem"),
    Group.OWNER: lazy("Owner"),
    Group.STATUS: lazy("Status"),
    Group.CLASS: lazy("Class"),
}
SORTS: Mapping[Sort, Any] = {Sort.DUE: lazy("Due first"), Sort.NEWEST: lazy("Newest first")}
KINDS: Mapping[Stage, str] = {
    Stage.IN_PROGRESS: "accent", Stage.COMPLETED: "warn", Stage.VERIFIED: "note",
    Stage.EFFECTIVE: "good", Stage.NOT_EFFECTIVE: "bad", Stage.CANCELLED: "line",
}  # fmt: skip
"""The badge of a stage."""
EMPTY: Mapping[Stage, Any] = {
    Stage.PLANNED: lazy("Nothing waits to be begun"),
    Stage.IN_PROGRESS: lazy("Nobody works on one"),
    Stage.COMPLETED: lazy("Nothing waits to be verified"),
    Stage.VERIFIED: lazy("Nothing waits for its effect to show"),
    Stage.EFFECTIVE: lazy("No effect was judged yet"),
}
"""What an empty column says."""
CLASSES: Mapping[ActionClass, Any] = {
    ActionClass.DETECT: lazy("Detect"),
    ActionClass.MITIGATE: lazy("Mitigate"),
    ActionClass.PREVENT: lazy("Prevent"),
    ActionClass.PROCESS: lazy("Process"),
}
MOVES: Mapping[Move, Any] = {
    Move.PLAN: lazy("Back to planned"),
    Move.START: lazy("Start"),
    Move.COMPLETE: lazy("Complete"),
    Move.REOPEN: lazy("Reopen"),
    Move.CANCEL: lazy("Cancel"),
    Move.VERIFY: lazy("Verify"),
    Move.WITHDRAW_VERIFICATION: lazy("Withdraw verification"),
    Move.JUDGE: lazy("Judge the effect"),
    Move.WITHDRAW_JUDGEMENT: lazy("Withdraw judgement"),
}
DONE: Mapping[Move, Any] = {
    Move.PLAN: lazy("Back among the planned ones"),
    Move.START: lazy("Started"),
    Move.COMPLETE: lazy("Completed; somebody else has to verify it"),
    Move.REOPEN: lazy("Opened again"),
    Move.CANCEL: lazy("Cancelled"),
    Move.VERIFY: lazy("Verified"),
    Move.WITHDRAW_VERIFICATION: lazy("Verification withdrawn"),
    Move.JUDGE: lazy("Effect noted"),
    Move.WITHDRAW_JUDGEMENT: lazy("Judgement withdrawn"),
}
ICONS: Mapping[Move, str] = {
    Move.PLAN: "back", Move.START: "arrow", Move.COMPLETE: "check", Move.REOPEN: "undo",
    Move.CANCEL: "close", Move.VERIFY: "verified", Move.WITHDRAW_VERIFICATION: "undo",
    Move.JUDGE: "shield", Move.WITHDRAW_JUDGEMENT: "undo",
}  # fmt: skip
HAPPENED: Mapping[str, Any] = {
    "add action": lazy("added it"),
    "edit action": lazy("edited it"),
    "plan action": lazy("put it back among the planned ones"),
    "start action": lazy("started it"),
    "complete action": lazy("completed it"),
    "reopen action": lazy("opened it again"),
    "cancel action": lazy("cancelled it"),
    "verify action": lazy("verified it"),
    "withdraw verification of action": lazy("withdrew the verification"),
    "judge action": lazy("judged its effect"),
    "withdraw judgement of action": lazy("withdrew the judgement"),
    "change in document": lazy("changed it in the document"),
    "undo change of action": lazy("undid the last change"),
}
FIELDS: Mapping[str, Any] = {
    "text": lazy("Description"),
    "owner": lazy("Owner"),
    "due": lazy("Due"),
    "status": lazy("Status"),
    "answers": lazy("Answers"),
    "action_class": lazy("Class"),
    "link": lazy("Ticket"),
    "verified_how": lazy("How it was verified"),
    "effect": lazy("Effect"),
    "effect_note": lazy("What shows it"),
}
"""The columns that a history tells, with their names; the others follow from these."""


def due_in(due: date, today: date) -> str:
    """How far away a day is, in words."""
    days = (due - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What changed: the field's name, the value before and after, as texts."""
    return [
        (str(name), _told(before.get(field)), _told(after.get(field)))
        for field, name in FIELDS.items()
        if field in after
    ]


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value or "")
