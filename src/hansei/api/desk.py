"""What every request passes before and after its operation.

    who calls -> may the token do this -> known parameters -> once per key -> operation -> ETag

The desk hands out responses only; whatever is refused becomes a problem here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation

from hansei.api.callers import caller
from hansei.api.etags import tagged
from hansei.api.keys import keyed
from hansei.api.operations import Traits, traits_of
from hansei.api.problems import Refused, problem
from hansei.api.requests import ROOT, Request

_Run = Callable[..., HttpResponse]


def desk(run: _Run) -> _Run:
    """Around `run` of a ninja operation."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    traits = traits_of(operation.view_func)

    def answer(request: Request, **path: Any) -> HttpResponse:
        try:
            return _answer(request, path, run, operation, traits)
        except Exception as error:  # noqa: BLE001 - the last place that can make it a problem
            return problem(error)

    return answer


def _answer(
    request: Request, path: dict[str, Any], run: _Run, operation: Operation, traits: Traits
) -> HttpResponse:
    request.caller = caller(request)
    request.actor = request.caller.actor
    request.shown = request.following = request.location = None
    if traits.scope not in request.caller.scopes:
        raise Refused("scope", f"this needs the scope {traits.scope.value}")
    _known_parameters(request, operation)
    _fitting_body(request, traits)
    key = request.headers.get("Idempotency-Key")
    user = request.actor.user_id

    def done() -> HttpResponse:
        return _finished(request, run(request, **path), traits)

    if key is not None and request.method == "POST" and user is not None:
        if traits.secret or traits.streamed or traits.plain:
            raise Refused("usage", "this operation takes no Idempotency-Key")
        return keyed(request, user, key, done)
    return done()


def _finished(request: Request, response: HttpResponse, traits: Traits) -> HttpResponse:
    if response.status_code == 204:
        del response.headers["Content-Type"]
    if not 200 <= response.status_code < 300:
        return response
    if request.location:
        response.headers["Location"] = ROOT + request.location
    if request.following:
        response.headers["Link"] = f'<{request.following}>; rel="next"'
    kept = "private, no-store" if traits.secret else "private, no-cache"
    response.headers.setdefault("Cache-Control", kept)
    if traits.tagged and request.shown is not None and not response.streaming:
        return tagged(request, response, request.shown)
    return response


def _known_parameters(request: HttpRequest, operation: Operation) -> None:
    """A filter that is spelt wrong would else show everything."""
    known: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            known.update(model.__ninja_flatten_map__)
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        errors = [
            {"parameter": name, "in": "query", "detail": "unknown parameter"} for name in unknown
        ]
        raise Refused("invalid", f"{unknown[0]}: unknown parameter", errors=errors)


def _fitting_body(request: HttpRequest, traits: Traits) -> None:
    """Raises Refused for a body of another type, or one that is too large."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method in ("GET", "HEAD") or not length.isdecimal() or not int(length):
        return
    if int(length) > traits.largest:
        raise Refused("too-large", f"at most {traits.largest >> 20} MiB")
    if request.content_type != traits.takes:
        raise Refused("media-type", f"this takes {traits.takes}")
