"""What a request to the editor asks for, and answers in JSON."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from django.http import HttpRequest, HttpResponse

from hansei.accounts.actor import Actor
from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound

_encode = msgspec.json.Encoder().encode


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a form."""
    return "application/json" in request.headers.get("Accept", "")


def as_json(content: Any, *, status: int = 200) -> HttpResponse:
    """An answer for a script, never kept by anybody."""
    answer = HttpResponse(_encode(content), content_type="application/json", status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refused(error: HanseiError, *, status: int = 0) -> HttpResponse:
    """A refusal for a script: why, in one line."""
    usual = 404 if isinstance(error, NotFound) else 409 if isinstance(error, Conflict) else 400
    reason = error.reason if isinstance(error, InputError) else str(error)
    return as_json({"reason": reason, "code": error.code}, status=status or usual)
