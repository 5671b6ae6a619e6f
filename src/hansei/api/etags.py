"""Versions as HTTP says them.

An entity tag is "STATE.DIGEST". The state is what a change is compared on (`If-Match`): a version,
or the digest of the part that is edited. The digest tells whether a kept copy is still what would
be answered (`If-None-Match`). A weak tag names the same state as a strong one: compression on the
way weakens it, and changes nothing.
"""

from __future__ import annotations

import hashlib
import re

from django.http import HttpRequest, HttpResponse

from hansei.api.problems import Refused

_TAG = re.compile(r'(?:W/)?"([0-9a-z]{1,64})(?:\.[0-9a-f]*)?"')
_ANY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def tagged(request: HttpRequest, response: HttpResponse, state: int | str) -> HttpResponse:
    """The response with its tag; 304 without a body where the caller has it already."""
    digest = hashlib.sha256(response.content).hexdigest()[:16]
    tag = f'"{state}.{digest}"'
    known = _ANY_TAG.findall(request.headers.get("If-None-Match", ""))
    if request.method in ("GET", "HEAD") and tag in known:
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    response.headers["ETag"] = tag
    return response


def expected_state(request: HttpRequest) -> str:
    """The state that the caller saw. Raises Refused where `If-Match` names none."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Refused("version-needed")
    found = _TAG.fullmatch(given)
    if found is None:
        raise Refused("stale", "If-Match is not the ETag of any state of this thing")
    return found[1]
