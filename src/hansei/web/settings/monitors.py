"""Which service each monitor is for."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hansei.learning.selectors.monitors import MOST_LISTED, monitor_list, released, tied
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.organisation.selectors import MONITORS
from hansei.organisation.services.settings import set_monitors
from hansei.timeline.selectors import services
from hansei.web.pages import Request, notice, render
from hansei.web.queries import whole
from hansei.web.replies import SeeOther
from hansei.web.settings.asked import undo_address

_BY_NAME, _NONE = "name", "none"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """All monitors; administrators tie one to a service."""
    access_settings(request.actor)
    if request.method == "POST":
        return _tied(request)
    rows = monitor_list(actor=request.actor)
    by_name = [(_BY_NAME, _("the service of its name, if any")), (_NONE, _("no service"))]
    known = [(str(each.service.pk), each.service.name) for each in services(actor=request.actor)]
    context = {
        "rows": rows,
        "is_cut": len(rows) >= MOST_LISTED,
        "most": MOST_LISTED,
        "options": [*by_name, *known],
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/monitors.html", context)


def _tied(request: Request) -> HttpResponse:
    actor = request.actor
    access_to_change(actor)
    source, monitor = request.POST.get("source", ""), request.POST.get("monitor", "")
    chosen = request.POST.get("service", "")
    version = selectors.versions().monitors
    if chosen == _BY_NAME:
        wanted = released(actor=actor, source=source, monitor=monitor)
    else:
        service = None if chosen == _NONE else whole(chosen) or 0
        wanted = tied(actor=actor, source=source, monitor=monitor, service=service)
    version = set_monitors(actor=actor, monitors=wanted, version=version)
    notice(request, f"{_('Saved')}: {monitor}", undo=undo_address(MONITORS, version))
    return SeeOther(reverse("settings-monitors"))
