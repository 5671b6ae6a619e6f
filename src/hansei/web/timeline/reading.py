"""Shows a timeline: the page, its data, one event, a record as received, history and clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from markupsafe import Markup

from hansei.domain.document import Milestone
from hansei.domain.event import Event, Kind
from hansei.domain.times import zone_or_utc
from hansei.outputs.html.chart import chart
from hansei.outputs.html.content import ordered
from hansei.outputs.moments import Moments
from hansei.postmortem.selectors.timeline_view import TimelineView, timeline_view
from hansei.timeline.selectors import clocks_of, history, removed_lines, stored_events
from hansei.web.pages import Request, render
from hansei.web.static_files import digest
from hansei.web.timeline import data as packed
from hansei.web.timeline import words
from hansei.web.timeline.asked import PER_PAGE, asked
from hansei.web.timeline.clock_evidence import clock_evidence
from hansei.web.timeline.one import event_context, raw_record


@require_safe
def page(request: Request, incident: int) -> HttpResponse:
    """The timeline; a plain table page by page where there are no scripts."""
    view = timeline_view(actor=request.actor, incident=incident)
    events = list(stored_events(view.incident))
    wanted = asked(request.GET)
    chosen = wanted.chosen(events)
    first = (wanted.page - 1) * PER_PAGE
    more = len(chosen) > first + PER_PAGE
    context = {
        **frame(view),
        "asked": wanted,
        "rows": chosen[first : first + PER_PAGE],
        "shown": len(chosen),
        "total": len(events),
        "noise": sum(each.noise for each in events),
        "next_page": wanted.address(wanted.page + 1) if more else "",
        "previous_page": wanted.address(wanted.page - 1) if wanted.page > 1 else "",
        "sources": [(name, packed.title_of(name)) for name in _sources(events)],
        "kinds": [(each.value, str(words.KINDS[each])) for each in Kind],
        "keys": [each for each in events if each.key],
        "drawing": drawing(view, events),
        "script_words": words.for_scripts(),
    }
    return render(request, "timeline/page.html", context)


@require_safe
def data(request: Request, incident: int) -> HttpResponse:
    """All that the page draws, as JSON with an ETag."""
    view = timeline_view(actor=request.actor, incident=incident)
    tag = f'"{view.tag}-{digest()}"'
    known = get_conditional_response(request, etag=tag)
    if known is not None:
        known["Cache-Control"] = "private, no-cache"
        return known
    content = packed.whole(view, stored_events(view.incident))
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type="application/json", headers=headers)


@require_safe
def event(request: Request, incident: int, event: str) -> HttpResponse:
    """One event with all that stands behind it; a part of the page where a script asks."""
    view = timeline_view(actor=request.actor, incident=incident)
    return part(request, "timeline/event.html", {**frame(view), **event_context(view, event)})


@require_safe
def record(request: Request, incident: int, event: str, record: int) -> HttpResponse:
    """One record behind an event as it was received: JSON, or a line of a log as it stands."""
    view = timeline_view(actor=request.actor, incident=incident)
    content = raw_record(view, event, record)
    kind, ending = ("application/json", "json") if content[:1] in "{[" else ("text/plain", "txt")
    name = f"{event}-{record}.{ending}"
    return HttpResponse(
        content,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_safe
def changes(request: Request, incident: int) -> HttpResponse:
    """What people did to the timeline, and the events that they took off it."""
    view = timeline_view(actor=request.actor, incident=incident)
    entries = history(view.incident)
    context = {**frame(view), "entries": entries, "removed": removed_lines(view.incident)}
    return part(request, "timeline/history.html", context)


@require_safe
def clocks(request: Request, incident: int) -> HttpResponse:
    """How the clocks of the sources stood, with what shows it."""
    view = timeline_view(actor=request.actor, incident=incident)
    context = {**frame(view), "clocks": clock_evidence(view.incident)}
    return part(request, "timeline/clocks.html", context)


def part(
    request: Request, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page, or its main part alone where a script asks for that."""
    answer = render(request, template, context, status=status)
    answer["Vary"] = "HX-Request"
    return answer


def frame(view: TimelineView) -> dict[str, Any]:
    """What all these pages show of the incident."""
    return {
        "view": view,
        "incident": view.incident,
        "zone": view.incident.zone,
        "moments": moments(view),
        "milestones": [
            (each.value, words.MILESTONES[each], view.milestones.get(each)) for each in Milestone
        ],
        "figures": [words.figure(each) for each in view.figures.values()],
        "words": words,
        "clocks_found": clocks_of(view.incident),
        "title_of": packed.title_of,
    }


def moments(view: TimelineView) -> Moments:
    """Writes times in the incident's zone."""
    return Moments(zone_or_utc(view.incident.zone), view.incident.zone)


def drawing(view: TimelineView, events: Sequence[Event]) -> Markup:
    """The key events and milestones as SVG, for print and where there are no scripts."""
    keys = [each for each in events if each.key]
    names = frozenset(each.id for each in keys)
    marks = ordered(dict(view.milestones))
    drawn = chart(keys, names, marks, moments(view)) or ""
    return Markup(drawn)  # noqa: S704 - made of elements that escape what they hold


def _sources(events: Sequence[Event]) -> list[str]:
    return list(dict.fromkeys(each.source for each in events))
