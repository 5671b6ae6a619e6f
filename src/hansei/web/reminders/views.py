"""Which reminders one gets by e-mail."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hansei.domain.reminders import Kind
from hansei.reminders.selectors import wanted_kinds
from hansei.reminders.services import choose_reminders
from hansei.reminders.tokens import read_stop_token
from hansei.web.pages import Request, notice, render
from hansei.web.replies import see


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    """The kinds to choose from; posted, the choice is kept."""
    before = wanted_kinds(actor=request.actor)
    if request.method == "POST":
        given = request.POST.getlist("kind") or request.GET.getlist("kind")
        choose_reminders(actor=request.actor, wanted=[each for each in Kind if each in given])
        undo = (
            reverse("reminders") + "?" + "&".join(f"kind={each.value}" for each in sorted(before))
        )
        notice(request, gettext("Your choice is kept."), undo=undo)
        return see("reminders")
    user = cast(Any, request.user)
    shown = {
        "kinds": [(each.value, _about(each), each in before) for each in Kind],
        "mail_is_on": settings.MAIL_IS_ON,
        "email": user.email,
        "zone": user.zone,
    }
    return render(request, "reminders/page.html", shown)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ends letters from the link in one. Only a POST does it: mail scanners follow links.

    Mail programs post it themselves (RFC 8058), without a page of ours before; the token tells
    that it is theirs to do.
    """
    actor, kind = read_stop_token(token)
    stopped = request.method == "POST"
    if stopped:
        wanted = wanted_kinds(actor=actor) - {kind} if kind else ()
        choose_reminders(actor=actor, wanted=wanted)
    about = _about(kind) if kind else ""
    return render(request, "reminders/stop.html", {"stopped": stopped, "about": about})


def _about(kind: Kind) -> str:
    return {
        Kind.DUE: gettext("Post-mortems that are due, and texts to publish soon"),
        Kind.OVERDUE: gettext("Overdue post-mortems"),
        Kind.ACTION_DUE: gettext("My actions that are due within three days"),
        Kind.ACTION_OVERDUE: gettext("My overdue actions, until they are done"),
        Kind.REVIEW: gettext("Reviews today and tomorrow"),
        Kind.CHECK_IN: gettext("Check-ins after 30, 60 and 90 days"),
        Kind.APPROVAL: gettext("Texts that wait for my approval"),
        Kind.VERIFICATION: gettext("Actions of others that I could verify"),
        Kind.COMMENT: gettext("Comments that name me, answer me, or are about what I own"),
    }[kind]
