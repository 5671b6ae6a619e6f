"""The API's description: as OpenAPI for programs, as one page for people.

Both need no sign-in: they tell nothing that the source does not.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hansei.api.application import schema
from hansei.api.outline import outline


@cache
def _description() -> tuple[bytes, str]:
    text = msgspec.json.encode(schema())
    return text, f'"{hashlib.sha256(text).hexdigest()[:16]}"'


@cache
def _outline() -> dict[str, Any]:
    return outline(msgspec.json.decode(_description()[0]))


@login_not_required
@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description."""
    text, tag = _description()
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(text, content_type="application/json", headers=headers)


@login_not_required
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The same as a page, without a script that draws it."""
    return render(request, "api/reference.html", _outline(), using="pages")
