"""Health, for what watches over the process. No word of the store's content or place."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from hansei.jobs.selectors import pulse
from hansei.project.boot import store_state


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """200 as long as the process answers at all."""
    return _answer({"status": "live"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes its request
    """200 where the store answers and has all its tables, else 503.

    Whether anything does the jobs is told and decides nothing: pages work without it.
    """
    store = store_state()
    if store != "ready":
        return _answer({"status": "not ready", "store": store}, status=503)
    return _answer({"status": "ready", "store": store, "jobs": pulse().value})


def _answer(found: dict[str, str], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(found, status=status)
    response["Cache-Control"] = "no-store"
    return response
