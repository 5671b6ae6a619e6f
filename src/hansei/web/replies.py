"""Answers to forms."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done, and the page to look at now is there."""

    status_code = 303


def see(name: str, *args: object) -> HttpResponse:
    """Leads to a named view after a form was accepted."""
    return SeeOther(reverse(name, args=args or None))
