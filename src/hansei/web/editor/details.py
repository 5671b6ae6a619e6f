"""The details of a post-mortem: title, owner, severity, zone, services, incidents, variant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from hansei.accounts.selectors import directory
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.organisation.selectors import scale, variants
from hansei.postmortem.selectors import post_mortem
from hansei.postmortem.selectors.citing import incident_ids
from hansei.postmortem.selectors.writing import (
    Details,
    details_digest,
    details_of,
    linkable_incidents,
    linked_incidents,
    may_change,
)
from hansei.postmortem.services.arrange_sections import change_variant
from hansei.postmortem.services.edit_details import edit_details
from hansei.postmortem.services.link_incidents import link_incidents
from hansei.web.editor.asked import actor_of
from hansei.web.editor.tabs import places
from hansei.web.pages import notice, render, trouble
from hansei.web.queries import whole
from hansei.web.replies import see


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, number: int) -> HttpResponse:
    """The form, and what it changes."""
    actor = actor_of(request)
    found = post_mortem(actor=actor, number_or_id=number)
    if request.method != "POST":
        shown = details_of(found)
        return _page(request, number, shown, base=details_digest(shown))
    if not may_change(actor=actor, found=found):
        raise NotFound(f"no post-mortem {number}")
    typed, wrong = _typed(request.POST)
    base = request.POST.get("base", "")
    if wrong:
        return _page(request, number, typed, base=base, wrong=wrong, status=400)
    try:
        edit_details(actor=actor, number_or_id=number, details=typed, base=base)
    except InputError as error:
        reasons = {error.place: error.reason}
        return _page(request, number, typed, base=base, wrong=reasons, status=400)
    except Conflict:
        now = details_of(post_mortem(actor=actor, number_or_id=number))
        return _page(request, number, typed, base=details_digest(now), theirs=now, status=409)
    notice(request, gettext("Details saved."))
    return see("post-mortem-details", number)


@require_POST
def variant(request: HttpRequest, number: int) -> HttpResponse:
    """Another variant: what it asks for more is added."""
    try:
        change_variant(
            actor=actor_of(request), number_or_id=number, variant=request.POST.get("variant", "")
        )
    except UsageError as error:
        trouble(request, str(error))
    else:
        notice(request, gettext("The sections of this variant are there; none with text is gone."))
    return see("post-mortem-details", number)


@require_POST
def incidents(request: HttpRequest, number: int) -> HttpResponse:
    """Which incidents it is about: those that are ticked, and one more by its number."""
    actor = actor_of(request)
    chosen = [key for each in request.POST.getlist("incident") if (key := whole(each)) is not None]
    more = request.POST.get("more", "").strip().lstrip("#")
    found = post_mortem(actor=actor, number_or_id=number)
    before = incident_ids(found)
    shown = {each.pk for each in linked_incidents(actor=actor, found=found)}
    chosen += [pk for pk in before if pk not in shown]  # what it may not see stays linked
    try:
        added = whole(more)
        if more and added is None:
            raise InputError(gettext("an incident is named by its number"))
        wanted = chosen if added is None else [*chosen, added]
        link_incidents(actor=actor, number_or_id=number, incidents=wanted)
    except (InputError, NotFound) as error:
        trouble(request, error.reason if isinstance(error, InputError) else str(error))
    else:
        if set(wanted) != set(before):
            notice(request, gettext("The incidents are linked."))
    return see("post-mortem-details", number)


def _typed(form: Any) -> tuple[Details, dict[str, str]]:
    """What the form says, and what of it cannot even be read."""
    wrong: dict[str, str] = {}
    due = None
    if form.get("due"):
        try:
            due = date.fromisoformat(form["due"])
        except ValueError:
            wrong["due"] = gettext("this is no day")
    owner_id = form.get("owner_id", "")
    found = Details(
        title=form.get("title", ""),
        owner=form.get("owner", ""),
        owner_id=whole(owner_id),
        severity=form.get("severity", ""),
        zone=form.get("zone", ""),
        services=tuple(form.get("services", "").split(",")),
        due=due,
    )
    return found, wrong


def _page(
    request: HttpRequest, number: int, typed: Details, *, base: str,
    wrong: Mapping[str, str] | None = None, theirs: Details | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    found = post_mortem(actor=actor, number_or_id=number)
    levels = [each.name for each in scale().levels]
    if typed.severity and typed.severity not in levels:
        levels.insert(0, typed.severity)
    linked = linked_incidents(actor=actor, found=found)
    shown = {
        "post_mortem": found,
        "places": places(),
        "may_change": may_change(actor=actor, found=found),
        "typed": typed,
        "base": base,
        "wrong": wrong or {},
        "theirs": theirs,
        "levels": [(each, each) for each in levels],
        "zones": sorted(available_timezones()),
        "people": directory(actor=actor),
        "variants": [(each.name, gettext(each.title)) for each in variants().values()],
        "incidents": linked,
        "near": linkable_incidents(actor=actor, beside=linked),
    }
    return render(request, "editor/details.html", shown, status=status)
