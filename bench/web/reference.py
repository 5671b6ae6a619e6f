"""The bare framework: one page that asks the database as often as ours does, and little more.

`/reference/N` answers after N queries by primary key, with sessions and accounts as the only
middleware. It is served by the same server with the same threads on the same store.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from hansei.project.boot import open_store

open_store(web=True)
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
settings.ROOT_URLCONF = __name__

from django.core.wsgi import get_wsgi_application  # noqa: E402

from hansei.timeline.models import Incident  # noqa: E402

_SIGNED_IN = 2
"""Queries that the session and the account take."""


def page(request: HttpRequest, queries: int) -> HttpResponse:
    """The titles of some incidents as a plain page."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    titles = [
        Incident.objects.values_list("title", flat=True).get(pk=number)
        for number in range(1, max(queries - _SIGNED_IN, 0) + 1)
    ]
    return HttpResponse("<!doctype html>" + "".join(f"<p>{each}</p>" for each in titles))


urlpatterns = [path("reference/<int:queries>", page)]
application = get_wsgi_application()
