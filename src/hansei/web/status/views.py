"""How far a post-mortem is, and the steps to the next stage."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound, UsageError
from hansei.domain.stages import Step
from hansei.postmortem.selectors import post_mortem
from hansei.postmortem.selectors.writing import details_digest, details_of
from hansei.postmortem.services.approve import approve
from hansei.postmortem.services.edit_details import edit_details
from hansei.postmortem.services.return_to_draft import return_to_draft
from hansei.postmortem.services.submit import submit_for_review
from hansei.postmortem.services.withdraw import withdraw
from hansei.postmortem.services.withdraw_approval import withdraw_approval
from hansei.publishing.services.publish import publish
from hansei.web.editor.tabs import places
from hansei.web.pages import Request, notice, render, trouble
from hansei.web.queries import typed_day
from hansei.web.status.answers import address, again, back, given, version_given
from hansei.web.status.context import panel_of

_SERVICES: dict[Step, Callable[..., object]] = {
    Step.SUBMIT: submit_for_review,
    Step.RETURN: return_to_draft,
    Step.APPROVE: approve,
    Step.WITHDRAW_APPROVAL: withdraw_approval,
    Step.PUBLISH: publish,
    Step.WITHDRAW: withdraw,
}
_BACK = {
    Step.SUBMIT: Step.RETURN, Step.RETURN: Step.SUBMIT,
    Step.APPROVE: Step.WITHDRAW_APPROVAL, Step.WITHDRAW_APPROVAL: Step.APPROVE,
    Step.PUBLISH: Step.WITHDRAW, Step.WITHDRAW: Step.PUBLISH,
}  # fmt: skip


@require_safe
def status(request: Request, number: int) -> HttpResponse:
    """The panel on a page of its own, or alone for a page that holds it."""
    shown = {"panel": panel_of(actor=request.actor, number=number), "places": places()}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "status/panel.html" if part else "status/page.html", shown)


@require_POST
def step(request: Request, number: int, step: str) -> HttpResponse:
    """Takes one step; the page that follows offers to take it back."""
    try:
        chosen = Step(step)
    except ValueError:
        raise NotFound(f"no step {step}") from None
    note = request.POST.get("note", "")
    more = {"note": note} if chosen is Step.APPROVE else {}
    try:
        found = _SERVICES[chosen](
            actor=request.actor, number_or_id=number, version=version_given(request), **more
        )
    except NotFound:
        raise
    except (UsageError, Conflict, InputError) as error:
        if note:
            return again(request, number, error, {"note": note})
        trouble(request, str(error))
        return back(request, number)
    undo = address("status-step", number, _BACK[chosen].value, version=getattr(found, "version", 0))
    notice(request, _said(chosen), undo=undo)
    return back(request, number)


@require_POST
def ownership(request: Request, number: int) -> HttpResponse:
    """Who owns it and by which day it is to be published."""
    stood = details_of(post_mortem(actor=request.actor, number_or_id=number))
    owner, due = given(request, "owner").strip(), given(request, "due").strip()
    typed = {"owner": owner, "due": due}
    try:
        same_owner = owner == stood.owner
        wanted = msgspec.structs.replace(
            stood,
            owner=owner,
            owner_id=stood.owner_id if same_owner else None,
            due=typed_day(due, place="due"),
        )
        edit_details(
            actor=request.actor, number_or_id=number, details=wanted, base=details_digest(stood)
        )
    except NotFound:
        raise
    except HanseiError as error:
        return again(request, number, error, typed, field="owner")
    undo = address(
        "ownership", number, owner=stood.owner, due=stood.due.isoformat() if stood.due else ""
    )
    notice(request, gettext("Owner and due day are saved."), undo=undo)
    return back(request, number)


def _said(step: Step) -> str:
    return {
        Step.SUBMIT: gettext("Submitted for review."),
        Step.RETURN: gettext("It is a working draft again."),
        Step.APPROVE: gettext("Approved."),
        Step.WITHDRAW_APPROVAL: gettext("Your approval is taken back."),
        Step.PUBLISH: gettext("Published within the organisation."),
        Step.WITHDRAW: gettext("It is no longer published."),
    }[step]
