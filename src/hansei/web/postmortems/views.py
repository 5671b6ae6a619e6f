"""The list of post-mortems, with filters that live in the address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hansei.accounts.roles import Need
from hansei.accounts.selectors import team_names
from hansei.domain.stages import Stage
from hansei.organisation.selectors import variants
from hansei.search.selectors.post_mortems import (
    Order,
    PostMortemFilter,
    post_mortem_amount,
    post_mortem_page,
)
from hansei.search.selectors.views import saved_views
from hansei.timeline.selectors import service_names
from hansei.web.pages import Request, render
from hansei.web.queries import address, choice, whole

_MOST = 200


@require_safe
def listed(request: Request) -> HttpResponse:
    """A page of the list. What an address holds that means nothing is passed over."""
    given = _given(request.GET.dict())
    wanted = _wanted(given, request.actor.user_id)
    page = post_mortem_page(
        actor=request.actor, wanted=wanted, cursor=request.GET.get("page", "")[:_MOST]
    )
    context = {
        "page": page,
        "amount": post_mortem_amount(actor=request.actor, wanted=wanted),
        "given": given,
        "query": urlencode(given),
        "views": saved_views(actor=request.actor, page="postmortems"),
        "link": lambda **changes: address(request.path, {**given, **changes}),
        "next": address(request.path, {**given, "page": page.next}) if page.next else "",
        "previous": address(request.path, {**given, "page": page.previous})
        if page.previous
        else "",
        "may_start": request.actor.may(Need.CHANGE),
        **_options(request),
    }
    return render(request, "postmortems/list.html", context)


def _given(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address that mean something."""
    found = {
        name: query[name].strip()[:_MOST]
        for name in ("q", "service", "variant", "team")
        if query.get(name, "").strip()
    }
    status, sort = choice(Stage, query.get("status")), choice(Order, query.get("sort"))
    if "team" in found and whole(found["team"]) is None:
        del found["team"]
    flags = {name: "1" for name in ("mine", "late") if query.get(name)}
    kept = {"status": status.value if status else "", "sort": sort.value if sort else ""}
    return {**found, **flags, **{name: value for name, value in kept.items() if value}}


def _wanted(given: Mapping[str, str], user: int | None) -> PostMortemFilter:
    return PostMortemFilter(
        q=given.get("q", ""),
        statuses=(given["status"],) if "status" in given else (),
        variants=(given["variant"],) if "variant" in given else (),
        services=(given["service"],) if "service" in given else (),
        team=whole(given.get("team")),
        owner=user if "mine" in given else None,
        late="late" in given,
        sort=Order(given.get("sort", Order.NEWEST.value)),
    )


def _options(request: Request) -> dict[str, list[tuple[str, str]]]:
    every = ("", gettext("Any"))
    return {
        "status_options": [every, *((each.value, gettext(each.value)) for each in Stage)],
        "variant_options": [every, *((each.name, each.title) for each in variants().values())],
        "service_options": [every, *((each, each) for each in service_names(actor=request.actor))],
        "team_options": [
            every,
            *((str(key), name) for key, name in team_names(actor=request.actor)),
        ],
        "sort_options": [
            (Order.NEWEST.value, gettext("Newest first")),
            (Order.CHANGED.value, gettext("Last changed first")),
            (Order.DUE.value, gettext("Due first")),
        ],
    }
