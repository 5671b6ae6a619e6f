"""What can be set, as it stands; and taking a change back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hansei.accounts.selectors import people, teams
from hansei.domain.errors import NotFound
from hansei.learning.selectors.figures import own_definitions
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.organisation.services.settings import undo_setting
from hansei.timeline.selectors import services
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther
from hansei.web.settings.asked import undo_address, version_of
from hansei.web.settings.keys import KEYS


@require_safe
def overview(request: Request) -> HttpResponse:
    """Every part of the settings with how it stands."""
    actor = request.actor
    access_settings(actor)
    rows = services(actor=actor)
    templates = [each for each in selectors.templates(actor=actor) if not each.archived]
    context = {
        "general": selectors.general(),
        "scale": selectors.scale(),
        "policy": selectors.policy(),
        "services": len(rows),
        "targets": sum(each.service.slo_target is not None for each in rows),
        "own_figures": sum(used for _definition, used in own_definitions()),
        "own": sum(each.origin == "own" for each in templates),
        "files": sum(each.origin == "file" for each in templates),
        "faulty": sum(bool(each.faults) for each in templates),
        "teams": len(teams(actor=actor)),
        "people": len(people(actor=actor)),
    }
    return render(request, "settings/overview.html", context)


@require_POST
def undo(request: Request, key: str) -> HttpResponse:
    """Puts back what stood before the last change of a setting."""
    access_to_change(request.actor)
    if key not in KEYS:
        raise NotFound(f"no setting {key}")
    made = undo_setting(actor=request.actor, key=KEYS[key], version=version_of(request.GET))
    notice(request, _("Taken back"), undo=undo_address(KEYS[key], made))
    return SeeOther(reverse(f"settings-{key}"))
