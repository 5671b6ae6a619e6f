"""The first page: what needs the reader."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from hansei.accounts.roles import Need
from hansei.organisation.selectors import today
from hansei.reminders import selectors
from hansei.reminders.selectors import wanted_kinds
from hansei.web.pages import Request, render


@require_safe
def home(request: Request) -> HttpResponse:
    """What is due, late, waiting and ahead: the reader's own, or (`?show=all`) everybody's."""
    actor = request.actor
    everybody = request.GET.get("show") == "all"
    found = selectors.home(actor=actor, everybody=everybody)
    if not actor.is_member and found.is_quiet and not found.changed:
        return HttpResponseRedirect(reverse("waiting"))
    late = [each for each in found.due if each.clock == "late"]
    shown = {
        "home": found,
        "everybody": everybody,
        "late": late,
        "shown": selectors.SHOWN,
        "today": today(),
        "may_write": actor.may(Need.CHANGE),
        "invite": reverse("invitations") if actor.is_administrator else "",
        "mail_is_on": settings.MAIL_IS_ON,
        "gets_letters": bool(wanted_kinds(actor=actor)) if settings.MAIL_IS_ON else False,
    }
    return render(request, "home/page.html", shown)
