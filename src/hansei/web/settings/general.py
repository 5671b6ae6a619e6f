"""The organisation's name, zone and usual variant."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hansei.domain.errors import Conflict, InputError
from hansei.domain.organisation import General, problems_of_general
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.organisation.services.settings import set_general
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther
from hansei.web.settings.asked import undo_address, version_of


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """Shows and sets them."""
    access_settings(request.actor)
    version = selectors.versions().general
    if request.method != "POST":
        return _show(request, selectors.general(), {}, version)
    access_to_change(request.actor)
    typed = General(
        name=" ".join(request.POST.get("name", "").split()),
        zone=request.POST.get("zone", "").strip(),
        variant=request.POST.get("variant", ""),
    )
    wrong = {each.field: each.reason for each in problems_of_general(typed)}
    if wrong:
        return _show(request, typed, wrong, version_of(request.POST), status=400)
    try:
        made = set_general(actor=request.actor, general=typed, version=version_of(request.POST))
    except InputError as error:
        wrong = {error.place or "name": error.reason}
        return _show(request, typed, wrong, version_of(request.POST), status=400)
    except Conflict as error:
        return _show(request, typed, {"all": str(error)}, version, status=409)
    if made != version_of(request.POST):
        notice(request, _("Saved"), undo=undo_address(selectors.GENERAL, made))
    return SeeOther(reverse("settings-general"))


def _show(
    request: Request, value: General, wrong: dict[str, str], version: int, *, status: int = 200
) -> HttpResponse:
    context = {
        "value": value,
        "wrong": wrong,
        "version": version,
        "zones": sorted(available_timezones()),
        "variants": [(name, each.title) for name, each in selectors.variants().items()],
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/general.html", context, status=status)
