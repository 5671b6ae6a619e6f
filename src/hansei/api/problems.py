"""Refusals as RFC 9457 problem details: the one translation of the error tree for the API.

HanseiError (domain)     the service's own words
Refused                  what only HTTP knows: no token, a stale version, too many requests
ninja's errors           a body or parameter that does not fit its description
anything else            500 without details; the log has them under the problem's `reference`
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError, ValidationError

from hansei.api.kinds import KINDS
from hansei.domain.errors import HanseiError, InputError

MEDIA_TYPE = "application/problem+json"
_FIELD = re.compile(r"[a-z_]+(?:\.\w+)*")
"""How services name the field that they refuse as the place of an InputError."""
_STRUCT_PLACE = re.compile(r"^(.*) - at `\$(.*)`$")
_log = logging.getLogger("hansei.api")


class Refused(HanseiError):
    """A refusal that only HTTP knows. `code` is one of `KINDS`."""

    def __init__(
        self, code: str, detail: str = "", *, headers: Mapping[str, str] | None = None,
        errors: Iterable[Mapping[str, str]] = (),
    ) -> None:  # fmt: skip
        super().__init__(detail or KINDS[code].meaning)
        self.code = code
        self.headers = dict(headers or {})
        self.errors = list(errors)


def problem(error: BaseException) -> HttpResponse:
    """The answer to a refusal or fault."""
    refused = error if isinstance(error, HanseiError) else _translated(error)
    code = _code(refused)
    kind = KINDS[code]
    body: dict[str, Any] = {
        "type": f"/api/v1/reference#problem-{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": str(refused),
        "code": refused.code,
    }
    headers = {}
    if isinstance(refused, Refused):
        headers = refused.headers
        if refused.errors:
            body["errors"] = refused.errors
    elif isinstance(refused, InputError) and _FIELD.fullmatch(refused.place):
        pointer = "#/" + refused.place.replace(".", "/")
        body["errors"] = [{"pointer": pointer, "detail": refused.reason}]
    if kind.status == 500:
        body["reference"] = _logged(error)
    response = HttpResponse(
        msgspec.json.encode(body), status=kind.status, content_type=MEDIA_TYPE, headers=headers
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def on_exception(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    """For ninja, which hands over every exception of an operation."""
    return problem(error)


def _code(refused: HanseiError) -> str:
    """The code of the nearest ancestor that is a sort of problem."""
    codes = [refused.code, *(getattr(each, "code", "") for each in type(refused).__mro__)]
    return next((each for each in codes if each in KINDS), "usage")


def _translated(error: BaseException) -> Refused:
    match error:
        case ValidationError():
            errors = [_pointed(each) for each in error.errors]
            return Refused("invalid", "; ".join(_told(each) for each in errors[:3]), errors=errors)
        case HttpError(status_code=400):
            cause = error.__cause__
            if isinstance(cause, Refused):
                return cause
            return _translated(cause) if cause else Refused("usage", error.message)
        case Http404():
            return Refused("not-found")
        case RequestDataTooBig():
            return Refused("too-large")
        case MultiPartParserError() | BadRequest():
            return Refused("usage", f"the body is no form: {error}")
        case SuspiciousOperation():
            return Refused("usage", "the request is malformed")
        case RecursionError():
            return Refused("usage", "the body is nested too deeply")
        case msgspec.ValidationError():
            errors = [_placed(str(error))]
            return Refused("invalid", _told(errors[0]), errors=errors)
        case UnicodeDecodeError() | msgspec.DecodeError():
            return Refused("usage", f"the body is no JSON: {error}")
    return Refused("fault")


def _pointed(error: Mapping[str, Any]) -> dict[str, str]:
    """One error of a body (RFC 6901 pointer) or of a parameter (its name)."""
    source, *path = (str(each) for each in error["loc"])
    detail = str(error["msg"]).removeprefix("Value error, ")
    if source in ("body", "form", "file"):
        inside = path[1:] if source == "body" else path
        tokens = (each.replace("~", "~0").replace("/", "~1") for each in inside)
        return {"pointer": "#" + "".join(f"/{each}" for each in tokens), "detail": detail}
    return {"parameter": path[-1] if path else source, "in": source, "detail": detail}


def _placed(message: str) -> dict[str, str]:
    """What a struct refused: "Expected `int`, got `str` - at `$.levels[0].rank`"."""
    found = _STRUCT_PLACE.match(message)
    detail, place = (found[1], found[2]) if found else (message, "")
    tokens = [each for each in re.split(r"[.\[\]]+", place) if each]
    return {"pointer": "#" + "".join(f"/{each}" for each in tokens), "detail": detail}


def _told(error: Mapping[str, str]) -> str:
    return f"{error.get('parameter') or error['pointer']}: {error['detail']}"


def _logged(error: BaseException) -> str:
    reference = secrets.token_hex(6)
    _log.error("fault %s", reference, exc_info=error)
    return reference
