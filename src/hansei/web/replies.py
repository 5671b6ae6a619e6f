"""Answers to forms, and links that go out of the application."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done, and the page to look at now is there."""

    status_code = 303


def see(name: str, *args: object) -> HttpResponse:
    """Leads to a named view after a form was accepted."""
    return SeeOther(reverse(name, args=args or None))


def absolute(request: HttpRequest, address: str) -> str:
    """An address with its host, for a mail or a paper.

    Where browsers come by https, the configured host goes before what a proxy made of the request.
    """
    if settings.SITE_URL.startswith("https://"):
        return f"{settings.SITE_URL}{address}"
    return request.build_absolute_uri(address)
