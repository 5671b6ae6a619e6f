"""The bare framework: a page as one writes it first, with as many queries and rows as ours.

`/reference/QUERIES/ROWS` shows a table of so many incidents after so many queries in all: one for
the rows, the rest by key. Middleware is what a new project of the framework comes with, and
compression, as ours is compressed. It is served by the same server with as many threads and
processes on the same store.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from hansei.project.boot import open_store

open_store(web=True)
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.ROOT_URLCONF = __name__

from django.core.wsgi import get_wsgi_application  # noqa: E402

from hansei.timeline.models import Incident  # noqa: E402
from hansei.web.asgi import AT_ONCE, THREADS  # noqa: E402
from hansei.web.live.threads import InThreads  # noqa: E402

_BEFORE = 3
"""Queries that the session, the account and the rows take."""
_PAGE = Engine().from_string("""<!doctype html><title>Incidents</title>
<h1>Incidents</h1>{% for each in others %}<p>{{ each.title }}</p>{% endfor %}
<table>{% for each in rows %}<tr><td>{{ each.severity }}</td>
<td><a href="{% url "one" each.pk each.pk %}">{{ each.title }}</a></td>
<td>{{ each.status }}</td><td>{{ each.started|date:"c" }}</td><td>{{ each.ended|date:"c" }}</td>
<td>{{ each.due_reason }}</td></tr>{% endfor %}</table>""")


def page(request: HttpRequest, queries: int, rows: int) -> HttpResponse:
    """A table of incidents."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    numbers = range(1, max(queries - _BEFORE, 0) + 1)
    context = {
        "others": [Incident.objects.get(pk=number) for number in numbers],
        "rows": Incident.objects.exclude(started=None).order_by("-started", "-pk")[:rows],
    }
    return HttpResponse(_PAGE.render(Context(context)))


urlpatterns = [path("reference/<int:queries>/<int:rows>", page, name="one")]
application = InThreads(get_wsgi_application(), at_once=AT_ONCE, threads=THREADS)
