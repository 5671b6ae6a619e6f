"""One incident: what is known of it, what is written about it, and whether something is due."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hansei.accounts.roles import Need
from hansei.domain.incident import ARCHIVED
from hansei.drafting.selectors import import_reports
from hansei.learning.selectors.availability import share_of
from hansei.organisation.selectors import variants
from hansei.postmortem.selectors.timeline_view import timeline_view
from hansei.search.selectors.incidents import Stage, rows_of
from hansei.timeline.selectors import clocks_of, event_count, key_events
from hansei.web.pages import Request, render

_MOST_EVENTS = 12


@require_safe
def shown(request: Request, incident: int) -> HttpResponse:
    """The page of an incident."""
    actor = request.actor
    view = timeline_view(actor=actor, incident=incident)
    found = view.incident
    keys = key_events(found)
    context = {
        "incident": found,
        "row": rows_of([found])[0],
        "marks": view.milestones,
        "figures": list(view.figures.values()),
        "events": keys[:_MOST_EVENTS],
        "more_events": max(0, len(keys) - _MOST_EVENTS),
        "event_count": event_count(found),
        "clocks": [each for each in clocks_of(found) if each.applied],
        "reports": import_reports(incident=found),
        "share": share_of(actor=actor, incident=incident),
        "variants": list(variants().values()),
        "is_archived": found.status == ARCHIVED,
        "may_change": view.may_change,
        "may_decide": actor.may(Need.LEAD),
        "now": timezone.now(),
        "Stage": Stage,
    }
    return render(request, "incidents/one.html", context)
