"""Corrective actions over all post-mortems, until they are seen to work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Query, Router

from hansei.api.cursors import made
from hansei.api.operations import changes, reads
from hansei.api.pages import after, following_page, whole
from hansei.api.requests import Request
from hansei.api.shapes.actions import (
    Action,
    ActionChanged,
    ActionGiven,
    ActionHappening,
    ActionInFull,
    ActionsWanted,
    Judged,
    Verified,
    Why,
)
from hansei.api.shapes.base import Id, Page
from hansei.api.shapes.incidents import Reason
from hansei.api.shapes.postmortems import Reference
from hansei.postmortem.access import access_action
from hansei.postmortem.selectors.action_filter import ActionFilter
from hansei.postmortem.selectors.action_history import action_history
from hansei.postmortem.selectors.action_pages import Sort, action_page
from hansei.postmortem.selectors.action_view import action_view
from hansei.postmortem.services.actions_edit import ActionFields
from hansei.postmortem.services.actions_edit import add_action as add
from hansei.postmortem.services.actions_edit import edit_action as edit
from hansei.postmortem.services.actions_move import cancel_action as cancel
from hansei.postmortem.services.actions_move import complete_action as complete
from hansei.postmortem.services.actions_move import plan_action as plan
from hansei.postmortem.services.actions_move import reopen_action as reopen
from hansei.postmortem.services.actions_move import start_action as start
from hansei.postmortem.services.actions_undo import undo_action as undo
from hansei.postmortem.services.actions_verify import judge_action as judge
from hansei.postmortem.services.actions_verify import verify_action as verify
from hansei.postmortem.services.actions_verify import withdraw_judgement as take_judgement_back
from hansei.postmortem.services.actions_verify import (
    withdraw_verification as take_verification_back,
)

if TYPE_CHECKING:
    from hansei.postmortem.models import Action as Row
    from hansei.postmortem.selectors.actions import ActionLine

router = Router(tags=["Actions"])
_ONE = "/actions/{int:action}"


def _version(request: Request, action: int) -> int:
    return access_action(request.actor, action).version


@reads(router, "/actions", Page[Action], paged=True)
def list_actions(request: Request, wanted: Query[ActionsWanted]) -> dict[str, Any]:
    """List actions by due day, over all post-mortems that the caller may read."""
    plain = wanted.model_dump(exclude={"q", "stage", "newest", "cursor", "limit"})
    page = action_page(
        actor=request.actor,
        wanted=ActionFilter(text=wanted.q, stages=tuple(wanted.stage), **plain),
        sort=Sort.NEWEST if wanted.newest else Sort.DUE,
        after=after(request, wanted) or None,
        limit=wanted.limit,
    )
    cursor = made(request, [*page.after]) if page.after else ""
    return following_page(request, [line_shown(each) for each in page.lines], cursor)


@changes(router, "POST", "/postmortems/{reference}/actions", ActionInFull, created=True,
         tagged=True)  # fmt: skip
def add_action(request: Request, reference: Reference, body: ActionGiven) -> ActionInFull:
    """Add an action to a post-mortem, in its document too."""
    fields = ActionFields(**body.model_dump())
    row = add(actor=request.actor, number_or_id=reference, fields=fields)
    request.location = f"/actions/{row.pk}"
    return _in_full(request, row)


@reads(router, _ONE, ActionInFull, tagged=True)
def read_action(request: Request, action: Id) -> ActionInFull:
    """Read an action with what was found of it."""
    view = action_view(actor=request.actor, pk=action)
    shown = view.shown_with
    return ActionInFull(
        **_line(view.line),
        verified_how=view.verified.note,
        verified_with=int(shown.key) if shown else None,
        judged=view.judged.at,
        judged_by=view.judged.by,
        judged_note=view.judged.note,
        moves=[each for each in view.moves if each not in view.refused],
    )


@changes(router, "PATCH", _ONE, ActionInFull, over=_version)
def edit_action(request: Request, action: Id, body: ActionChanged) -> ActionInFull:
    """Say something else of an action, in its document too. What is left out stays."""
    fields = ActionFields(**body.given())
    row = edit(actor=request.actor, pk=action, version=request.expected, fields=fields)
    return _in_full(request, row)


@changes(router, "POST", f"{_ONE}/plan", ActionInFull, over=_version)
def plan_action(request: Request, action: Id) -> ActionInFull:
    """Put one that was begun back among the planned ones."""
    return _in_full(request, plan(**_over(request, action)))


@changes(router, "POST", f"{_ONE}/start", ActionInFull, over=_version)
def start_action(request: Request, action: Id) -> ActionInFull:
    """Begin an action."""
    return _in_full(request, start(**_over(request, action)))


@changes(router, "POST", f"{_ONE}/completion", ActionInFull, over=_version)
def complete_action(request: Request, action: Id) -> ActionInFull:
    """Say that the work is done. Somebody else has to verify it."""
    return _in_full(request, complete(**_over(request, action)))


@changes(router, "POST", f"{_ONE}/reopening", ActionInFull, over=_version)
def reopen_action(request: Request, action: Id, body: Why) -> ActionInFull:
    """Open an action again: it is neither verified nor judged then."""
    row = reopen(**_over(request, action), reason=body.reason)
    return _in_full(request, row)


@changes(router, "POST", f"{_ONE}/cancellation", ActionInFull, over=_version)
def cancel_action(request: Request, action: Id, body: Reason) -> ActionInFull:
    """Give an action up, with the reason for it."""
    row = cancel(**_over(request, action), reason=body.reason)
    return _in_full(request, row)


@changes(router, "POST", f"{_ONE}/verification", ActionInFull, over=_version)
def verify_action(request: Request, action: Id, body: Verified) -> ActionInFull:
    """Confirm that the work was done: how that was seen, and what shows it.

    Not by the one who did it.
    """
    row = verify(**_over(request, action), how=body.how, evidence=body.evidence)
    return _in_full(request, row)


@changes(router, "DELETE", f"{_ONE}/verification", over=_version)
def withdraw_verification(request: Request, action: Id) -> None:
    """Take a verification back, with what was judged on top of it."""
    take_verification_back(**_over(request, action))


@changes(router, "POST", f"{_ONE}/judgement", ActionInFull, over=_version)
def judge_action(request: Request, action: Id, body: Judged) -> ActionInFull:
    """Say whether a verified action had the effect that was meant, and what shows that."""
    row = judge(**_over(request, action), effect=body.effect, note=body.note)
    return _in_full(request, row)


@changes(router, "DELETE", f"{_ONE}/judgement", over=_version)
def withdraw_judgement(request: Request, action: Id) -> None:
    """Take back what was said of an action's effect."""
    take_judgement_back(**_over(request, action))


@changes(router, "DELETE", f"{_ONE}/change", over=_version)
def undo_action(request: Request, action: Id) -> None:
    """Take back the last change of an action. One that was only just added is gone then."""
    undo(**_over(request, action))


@reads(router, f"{_ONE}/history", Page[ActionHappening])
def read_action_history(request: Request, action: Id) -> dict[str, Any]:
    """Read what happened to an action, the newest first. Always one page, up to 200."""
    found = action_history(actor=request.actor, pk=action)
    return whole(ActionHappening.model_validate(each) for each in found)


def _over(request: Request, action: int) -> dict[str, Any]:
    return {"actor": request.actor, "pk": action, "version": request.expected}


def _in_full(request: Request, row: Row) -> ActionInFull:
    return read_action(request, action=row.pk)


def line_shown(line: ActionLine) -> Action:
    """An action as lists show it."""
    return Action(**_line(line))


def _line(line: ActionLine) -> dict[str, Any]:
    same = {name: getattr(line, name) for name in Action.model_fields if name != "id"}
    return {**same, "id": line.pk}
