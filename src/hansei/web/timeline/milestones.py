"""Moves a milestone: to one of its candidates, another event, a time, or to unknown."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hansei.accounts.roles import Need
from hansei.domain.document import Candidate, Milestone
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.times import zone_or_utc
from hansei.postmortem.access import access_incident
from hansei.postmortem.selectors.timeline_view import TimelineView, timeline_view
from hansei.postmortem.services.move_milestone import move_milestone
from hansei.timeline.selectors import HistoryEntry, history, stored_lines
from hansei.web.pages import Request
from hansei.web.timeline import answers, words
from hansei.web.timeline.forms import (
    MilestoneForm,
    typed_milestone,
    version_of,
    written,
)
from hansei.web.timeline.reading import frame, part


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, incident: int, milestone: str) -> HttpResponse:
    """One milestone with its candidates and what it was before."""
    posted = request.method == "POST"
    access_incident(request.actor, incident, Need.CHANGE if posted else Need.READ)
    view = timeline_view(actor=request.actor, incident=incident)
    known = _known(request.POST.get("milestone") or milestone)
    if not posted:
        return _form(request, view, known, _standing(view, known))
    form = typed_milestone(request.POST, view.incident.zone)
    wanted = form.moving()
    if wanted is None:
        return _form(request, view, known, form, status=400)
    try:
        edited = move_milestone(
            actor=request.actor, incident=incident, version=version_of(request.POST),
            milestone=known, **wanted,
        )  # fmt: skip
    except InputError as error:
        form.wrong[error.place if error.place == "at" else ""] = error.reason
        return _form(request, view, known, form, status=400)
    except NotFound:
        form.wrong["to"] = _("There is no such event on this timeline.")
        return _form(request, view, known, form, status=400)
    except Conflict:
        form.wrong[""] = _(
            "Somebody changed the timeline meanwhile. What you chose is kept below: look at how"
            " the milestone stands now, then save again."
        )
        return _form(request, view, known, form, status=409)
    return answers.done(request, incident, edited, back=reverse("timeline", args=(incident,)))


def _known(name: str) -> Milestone:
    try:
        return Milestone(name)
    except ValueError:
        raise NotFound("no such milestone") from None


def _standing(view: TimelineView, milestone: Milestone) -> MilestoneForm:
    """The form as the milestone stands."""
    zone = view.incident.zone
    mark = view.milestones.get(milestone)
    if mark is None:
        around = view.incident.started
        return MilestoneForm(zone=zone, at=written(around, zone_or_utc(zone)) if around else "")
    to = mark.events[0] if mark.events else "time"
    return MilestoneForm(to=to, zone=zone, at=written(mark.at, zone_or_utc(zone)))


def _form(
    request: Request, view: TimelineView, milestone: Milestone, form: MilestoneForm, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    mark = view.milestones.get(milestone)
    entries = history(view.incident, f"milestone:{milestone.value}")
    candidates = mark.candidates if mark else _earlier_candidates(entries)
    evidence = mark.events if mark else ()
    names = {*(each.event for each in candidates), *evidence}
    lines = stored_lines(view.incident, names)
    offered = [each for each in candidates if each.event in lines]
    others = [name for name in evidence if name not in {each.event for each in offered}]
    context = {
        **frame(view),
        "milestone": milestone,
        "name": words.MILESTONES[milestone],
        "meaning": words.MEANINGS[milestone],
        "mark": mark,
        "candidates": offered,
        "others": [name for name in others if name in lines],
        "lines": lines,
        "form": form,
        "entries": entries,
        "zones": [(each, each) for each in dict.fromkeys((view.incident.zone, "UTC"))],
        "precisions": [(width, str(text)) for width, text in words.PRECISIONS],
    }
    return part(request, "timeline/milestone.html", context, status=status)


def _earlier_candidates(entries: Sequence[HistoryEntry]) -> tuple[Candidate, ...]:
    """The candidates of a milestone that was cleared, to choose among again."""
    marks = (each.before for entry in entries for each in entry.marks if each.before)
    return next((mark.candidates for mark in marks if mark.candidates), ())
