"""What every request passes: the first visit, who acts, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject

from hansei.accounts.actor import signed_in
from hansei.accounts.selectors import anybody
from hansei.domain.errors import Conflict, HanseiError, NotFound
from hansei.web.pages import render

_Next = Callable[[HttpRequest], HttpResponse]
WELCOME = "/welcome/"
_OPEN = (WELCOME, "/static/", "/api/", "/health")
_FORMS_ONLY = 405
_somebody: list[bool] = []


def welcome(get_response: _Next) -> _Next:
    """Leads the first visitor to making the first account, and says who acts from then on."""

    def answer(request: HttpRequest) -> HttpResponse:
        # Whether the process lives is told without the store.
        if not _somebody and not request.path.startswith(_OPEN):
            if not anybody():
                return HttpResponseRedirect(WELCOME)
            _somebody.append(True)
        request.actor = SimpleLazyObject(lambda: signed_in(request.user))  # type: ignore[attr-defined, arg-type]
        return get_response(request)

    return answer


class refusals:  # noqa: N801 - named as the function that it stands for
    """Turns what services refuse into pages; an absent and a forbidden thing look the same."""

    def __init__(self, get_response: _Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._next(request)
        if response.status_code == _FORMS_ONLY and not request.path.startswith("/api/"):
            return self._forms_only(request, response)
        return response

    def _forms_only(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A page, for somebody who opens what takes forms alone; it says no more than a 404."""
        page = render(request, "refusal.html", {"status": 404, "reason": ""}, status=_FORMS_ONLY)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; None for what is no refusal."""
        if not isinstance(error, HanseiError):
            return None
        status = 404 if isinstance(error, NotFound) else 409 if isinstance(error, Conflict) else 400
        context = {"status": status, "reason": "" if status == 404 else str(error)}
        return render(request, "refusal.html", context, status=status)
