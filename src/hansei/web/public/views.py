"""What customers read: pages and a feed, open to anybody and the same for everybody.

Nothing here looks at who asks, so that caches in between may keep the answers.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from hansei.domain.errors import NotFound
from hansei.organisation.selectors import general
from hansei.publishing.selectors import public_page, public_pages

_KEPT_S = 300
_MOST_IN_FEED = 50


@login_not_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One text for customers; 410 once it was withdrawn."""
    _for_everybody(request)
    try:
        found = public_page(slug=slug)
    except NotFound:
        return _answer("public/none.html", {"withdrawn": False}, status=404)
    if found.withdrawn is not None:
        return _answer("public/none.html", {"withdrawn": True}, status=410)
    tag = _tag(found.digest, found.title, general().name)
    if _is_known(request, tag, found.at):
        return _kept(HttpResponse(status=304), tag, found.at)
    return _kept(_answer("public/page.html", {"page": found}), tag, found.at)


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest texts as Atom (RFC 4287)."""
    _for_everybody(request)
    found = list(public_pages()[:_MOST_IN_FEED])
    updated = max((each.at for each in found), default=datetime(2000, 1, 1, tzinfo=UTC))
    tag = _tag(general().name, *(f"{each.slug} {each.digest}" for each in found))
    if _is_known(request, tag, updated):
        return _kept(HttpResponse(status=304), tag, updated)
    shown = {
        "pages": [(each, _whole(request, reverse("public-page", args=(each.slug,))))
                  for each in found],
        "updated": updated,
        "address": _whole(request, reverse("public-feed")),
        "organisation": general().name,
    }  # fmt: skip
    text = render_to_string("public/feed.xml", shown, using="pages")
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    return _kept(response, tag, updated)


def _for_everybody(request: HttpRequest) -> None:
    """Keeps `Vary: Cookie` away, with which no cache would keep the answer for two readers.

    The check that people are signed in has looked at the session; nothing here does.
    """
    request.session.accessed = False


def _answer(template: str, shown: dict[str, object], *, status: int = 200) -> HttpResponse:
    text = render_to_string(template, {**shown, "organisation": general().name}, using="pages")
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = f"public, max-age={_KEPT_S}"
    return response


def _whole(request: HttpRequest, path: str) -> str:
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def _tag(*parts: str) -> str:
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:20]}"'


def _is_known(request: HttpRequest, tag: str, changed: datetime) -> bool:
    """Whether the reader has it already; its tag, where it sends one, decides alone."""
    sent = request.headers.get("If-None-Match")
    if sent is not None:
        return tag in {each.strip().removeprefix("W/") for each in sent.split(",")}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(changed.timestamp()) <= since


def _kept(response: HttpResponse, tag: str, changed: datetime) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={_KEPT_S}"
    response["ETag"] = tag
    response["Last-Modified"] = http_date(int(changed.timestamp()))
    return response
