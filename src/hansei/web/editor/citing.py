"""What can be cited, for the picker of the editor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hansei.domain.errors import HanseiError
from hansei.postmortem.selectors.citing import find_citable
from hansei.web.editor.asked import actor_of, as_json, refused
from hansei.web.templating import system


@require_safe
def citable(request: HttpRequest, number: int) -> HttpResponse:
    """Events and evidence that fit `q`, the likeliest first."""
    try:
        found = find_citable(
            actor=actor_of(request), number_or_id=number, text=request.GET.get("q", "")
        )
    except HanseiError as error:
        return refused(error)
    return as_json(
        {"found": [{**each._asdict(), "source": _titles(each.source)} for each in found]}
    )


def _titles(sources: str) -> str:
    return ", ".join(map(system, sources.split(", ")))
