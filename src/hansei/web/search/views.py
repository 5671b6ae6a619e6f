"""Finding things by their words: a page, and the palette's answer while somebody types."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hansei.organisation.selectors import scale
from hansei.search.selectors.found import Kind, search, suggestions
from hansei.web.pages import Request, render

_LONGEST = 200
_MOST_OF_ONE = 50
_WORDS = {Kind.INCIDENT: "incidents", Kind.POST_MORTEM: "postmortems", Kind.ACTION: "actions"}
"""How an address names a kind."""
_VIEWS = {Kind.INCIDENT: "incident", Kind.POST_MORTEM: "post-mortem", Kind.ACTION: "action"}


@require_safe
def found(request: Request) -> HttpResponse:
    """What fits the words, by kind; `kind` narrows it to one and shows more of that."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    results = search(actor=request.actor, text=text) if text else []
    kind = request.GET.get("kind", "")
    chosen = [each.kind for each in results if _WORDS[each.kind] == kind]
    if chosen:
        results = search(actor=request.actor, text=text, kinds=chosen, most=_MOST_OF_ONE)
    groups = [
        {
            "kind": _WORDS[each.kind],
            "title": _names()[each.kind],
            "hits": [(hit, address(hit.kind, hit.key)) for hit in each.hits],
            "more": each.more and not chosen,
        }
        for each in results
        if each.hits
    ]
    context = {
        "text": text, "groups": groups, "kind": kind if chosen else "", "rank": scale().rank,
    }  # fmt: skip
    return render(request, "search/found.html", context)


@require_safe
def suggest(request: Request) -> JsonResponse:
    """The best titles as JSON: `results` with title, kind and address."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    names = _singular()
    results = [
        {"title": each.title, "kind": names[each.kind], "address": address(each.kind, each.key)}
        for each in suggestions(actor=request.actor, text=text)
    ]
    answer = JsonResponse({"results": results})
    answer["Cache-Control"] = "private, no-store"
    return answer


def address(kind: Kind, key: int) -> str:
    """Where a thing that was found is."""
    return reverse(_VIEWS[kind], args=[key])


def _names() -> dict[Kind, str]:
    return {
        Kind.INCIDENT: gettext("Incidents"),
        Kind.POST_MORTEM: gettext("Post-mortems"),
        Kind.ACTION: gettext("Actions"),
    }


def _singular() -> dict[Kind, str]:
    return {
        Kind.INCIDENT: gettext("incident"),
        Kind.POST_MORTEM: gettext("post-mortem"),
        Kind.ACTION: gettext("action"),
    }
