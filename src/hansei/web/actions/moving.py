"""Moves an action, and takes a change back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hansei.accounts.actor import Actor
from hansei.domain.actions import Effect, Move
from hansei.domain.document import ActionStatus
from hansei.domain.errors import Conflict, InputError
from hansei.postmortem.selectors.action_view import action_view
from hansei.postmortem.services.actions_move import (
    cancel_action,
    complete_action,
    plan_action,
    reopen_action,
    start_action,
)
from hansei.postmortem.services.actions_undo import undo_action
from hansei.postmortem.services.actions_verify import (
    judge_action,
    verify_action,
    withdraw_judgement,
    withdraw_verification,
)
from hansei.web.actions import words
from hansei.web.actions.views import show
from hansei.web.pages import Request, notice
from hansei.web.queries import whole
from hansei.web.replies import SeeOther

if TYPE_CHECKING:
    from hansei.postmortem.models import Action

_TYPED = ("how", "evidence", "effect", "note", "reason", "to")


@require_POST
def move(request: Request, action: int) -> HttpResponse:
    """Moves an action. What was typed for a move that is refused stands on the page again."""
    typed = {name: request.POST[name] for name in _TYPED if name in request.POST}
    try:
        made = _MOVES[_move(request)](request.actor, action, _version(request), typed)
    except (InputError, Conflict) as error:
        found = action_view(actor=request.actor, pk=action)
        typed["move"] = request.POST.get("move", "")
        status = 409 if isinstance(error, Conflict) else 400
        return show(request, found, typed=typed, wrong=str(error), status=status)
    text = f"{words.DONE[_move(request)]}: {made.text}"
    notice(request, text, undo=undo_address(made, next_of(request, action)))
    return SeeOther(next_of(request, action))


@require_POST
def undo(request: Request, action: int) -> HttpResponse:
    """Takes the change back that made a version."""
    made = undo_action(actor=request.actor, pk=action, version=_version(request))
    if made is None:
        notice(request, _("The action is gone again"))
        return SeeOther(reverse("actions"))
    notice(request, _("Taken back"), undo=undo_address(made, next_of(request, action)))
    return SeeOther(next_of(request, action))


def undo_address(action: Action, back: str) -> str:
    """Where a page posts to take back what made this version of an action."""
    query = urlencode({"version": action.version, "next": back})
    return f"{reverse('action-undo', kwargs={'action': action.pk})}?{query}"


def next_of(request: Request, action: int) -> str:
    """Where to go after a change: the page that asked for it, or the action's own."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("action", kwargs={"action": action})


def _version(request: Request) -> int:
    """The version that was looked at: of a form, or in the address of a button."""
    found = whole(request.POST.get("version") or request.GET.get("version"))
    if found is None:
        raise InputError("which version was looked at is not told")
    return found


def _move(request: Request) -> Move:
    try:
        return Move(request.POST.get("move", ""))
    except ValueError:
        raise InputError("there is no such move") from None


_Typed = Mapping[str, str]


def _reopen(actor: Actor, pk: int, version: int, typed: _Typed) -> Action:
    started = typed.get("to") == ActionStatus.IN_PROGRESS
    to = ActionStatus.IN_PROGRESS if started else ActionStatus.PLANNED
    return reopen_action(actor=actor, pk=pk, version=version, reason=typed.get("reason", ""), to=to)


def _verify(actor: Actor, pk: int, version: int, typed: _Typed) -> Action:
    number = whole(typed.get("evidence"))
    if number is None and typed.get("evidence"):
        raise InputError("evidence has a number")
    return verify_action(
        actor=actor, pk=pk, version=version, how=typed.get("how", ""),
        evidence=number,
    )  # fmt: skip


def _judge(actor: Actor, pk: int, version: int, typed: _Typed) -> Action:
    try:
        effect = Effect(typed.get("effect", ""))
    except ValueError:
        raise InputError("say whether it was effective or not") from None
    return judge_action(
        actor=actor, pk=pk, version=version, effect=effect, note=typed.get("note", "")
    )


def _cancel(actor: Actor, pk: int, version: int, typed: _Typed) -> Action:
    return cancel_action(actor=actor, pk=pk, version=version, reason=typed.get("reason", ""))


def _plain(service: Callable[..., Action]) -> Callable[[Actor, int, int, _Typed], Action]:
    return lambda actor, pk, version, _: service(actor=actor, pk=pk, version=version)


_MOVES: Mapping[Move, Callable[[Actor, int, int, _Typed], Action]] = {
    Move.PLAN: _plain(plan_action),
    Move.START: _plain(start_action),
    Move.COMPLETE: _plain(complete_action),
    Move.REOPEN: _reopen,
    Move.CANCEL: _cancel,
    Move.VERIFY: _verify,
    Move.WITHDRAW_VERIFICATION: _plain(withdraw_verification),
    Move.JUDGE: _judge,
    Move.WITHDRAW_JUDGEMENT: _plain(withdraw_judgement),
}
