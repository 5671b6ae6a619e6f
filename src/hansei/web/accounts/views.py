"""What people remember: written by each alone, then laid side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from hansei.domain.errors import HanseiError, InputError, NotFound
from hansei.meeting.selectors.accounts import accounts_of
from hansei.meeting.services.account import (
    ask_for_accounts,
    lay_out_accounts,
    see_timeline_first,
    write_account,
)
from hansei.web.editor.tabs import places
from hansei.web.pages import Request, notice, render, trouble
from hansei.web.queries import version, whole
from hansei.web.replies import see


def mine(request: Request, number: int) -> HttpResponse:
    """One's own account: kept, or handed in."""
    if request.method != "POST":
        return _mine(request, number)
    text, hand_in = request.POST.get("text", ""), bool(request.POST.get("hand-in"))
    try:
        write_account(
            actor=request.actor, number_or_id=number, text=text,
            version=version(request.POST.get("version")), hand_in=hand_in,
        )  # fmt: skip
    except NotFound:
        raise
    except HanseiError as error:
        return _mine(request, number, text, error)
    if hand_in:
        notice(request, gettext("Handed in. Thank you."))
        return see("accounts", number)
    notice(request, gettext("Kept. Nobody else reads it until you hand it in."))
    return see("account", number)


@require_POST
def see_first(request: Request, number: int) -> HttpResponse:
    """Shows the timeline to somebody who has not handed in."""
    try:
        see_timeline_first(actor=request.actor, number_or_id=number)
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, str(error))
    return see("post-mortem", number)


def everybodys(request: Request, number: int) -> HttpResponse:
    """Who was asked, and once they are laid out, all of them beside the timeline."""
    if request.method == "POST":
        return _ask(request, number)
    found = accounts_of(actor=request.actor, number_or_id=number)
    shown = {"accounts": found, "found": found.post_mortem, "number": number, "places": places()}
    return render(request, "accounts/page.html", shown)


@require_POST
def lay_out(request: Request, number: int) -> HttpResponse:
    """Lays all that were handed in side by side."""
    try:
        lay_out_accounts(actor=request.actor, number_or_id=number)
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, str(error))
    return see("accounts", number)


def _ask(request: Request, number: int) -> HttpResponse:
    users = [key for each in request.POST.getlist("people") if (key := whole(each)) is not None]
    try:
        ask_for_accounts(actor=request.actor, number_or_id=number, users=users)
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, error.reason if isinstance(error, InputError) else str(error))
    else:
        said = ngettext("%(count)d person is asked.", "%(count)d people are asked.", len(users))
        notice(request, said % {"count": len(users)})
    return see("accounts", number)


def _mine(
    request: Request, number: int, typed: str | None = None, error: HanseiError | None = None
) -> HttpResponse:
    found = accounts_of(actor=request.actor, number_or_id=number)
    if found.mine is None:
        raise NotFound("you were not asked for an account")
    reason = error.reason if isinstance(error, InputError) else str(error or "")
    shown = {
        "accounts": found,
        "found": found.post_mortem,
        "number": number,
        "mine": found.mine,
        "text": found.mine.text if typed is None else typed,
        "wrong": reason,
    }
    return render(request, "accounts/mine.html", shown, status=400 if error else 200)
