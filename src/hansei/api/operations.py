"""How an operation is declared: its address, what it answers, and what it asks of a request.

    @reads(router, "/incidents/{incident}", Incident, tagged=True)
    @changes(router, "PATCH", "/incidents/{incident}", Incident, over=incident_version)

The summary and description of the documentation are the function's docstring, its name is the
operation's id.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from django.http.response import HttpResponseBase
from ninja import Router

from hansei.accounts.roles import Scope
from hansei.api.etags import expected_state
from hansei.api.problems import Refused
from hansei.api.requests import Request
from hansei.domain.errors import Conflict

_F = TypeVar("_F", bound=Callable[..., Any])
StateOf = Callable[..., int | str]
"""The current state of the thing that a request is about, from the request and its path."""


@dataclass(frozen=True)
class Traits:
    """What an operation asks of a request and tells of its answer, beyond its types.

    `tagged` answers with an ETag, `over` tells the state that If-Match has to name, `created`
    answers 201 with a Location. `media` is what it answers with where that is no JSON, `takes` the
    type of a body, `largest` its most bytes. The answer of a `secret` one is kept nowhere.
    A `streamed` one reads its body by itself; sent twice it does the same once by its content. A
    `plain` one changes nothing, whatever its method.
    """

    scope: Scope
    tagged: bool = False
    over: StateOf | None = None
    paged: bool = False
    created: bool = False
    media: tuple[str, ...] = ()
    takes: str = "application/json"
    largest: int = 12 << 20
    secret: bool = False
    streamed: bool = False
    plain: bool = False


def reads(
    router: Router, path: str, shape: Any, *, scope: Scope = Scope.READ, tagged: bool = False,
    paged: bool = False, media: tuple[str, ...] = (),
) -> Callable[[_F], _F]:  # fmt: skip
    """Declares what answers GET."""
    traits = Traits(scope, tagged=tagged, paged=paged, media=media)
    return _declared(router, "GET", path, shape, 200, traits)


def changes(
    router: Router, method: str, path: str, shape: Any = None, *, scope: Scope = Scope.WRITE,
    over: StateOf | None = None, tagged: bool | None = None, created: bool = False,
    takes: str = "application/json", largest: int = 12 << 20, secret: bool = False,
    streamed: bool = False, plain: bool = False,
) -> Callable[[_F], _F]:  # fmt: skip
    """Declares what answers POST, PUT, PATCH or DELETE. Without a shape it answers 204."""
    traits = Traits(
        scope,
        tagged=over is not None and shape is not None if tagged is None else tagged,
        over=over,
        created=created,
        takes=takes,
        largest=largest,
        secret=secret,
        streamed=streamed,
        plain=plain,
    )
    status = 204 if shape is None else 201 if created else 200
    return _declared(router, method, path, shape, status, traits)


def traits_of(function: Callable[..., Any]) -> Traits:
    """What was declared of an operation's function."""
    found: Traits = function.traits  # type: ignore[attr-defined]
    return found


def _declared(
    router: Router, method: str, path: str, shape: Any, status: int, traits: Traits
) -> Callable[[_F], _F]:
    def declare(function: _F) -> _F:
        first, _, more = (function.__doc__ or "").strip().partition("\n")
        summary, _, rest = first.partition(". ")

        @functools.wraps(function)
        def operate(request: Request, *args: Any, **kwargs: Any) -> Any:
            if traits.over is not None:
                result = _compared(function, traits.over, request, args, kwargs)
            else:
                result = function(request, *args, **kwargs)
            if not isinstance(result, HttpResponseBase):
                state = getattr(result, "state", None)
                request.shown = getattr(result, "version", None) if state is None else state
            return result

        # What is left of the docstring is the description.
        operate.__doc__ = " ".join(f"{rest} {more}".split())
        operate.traits = traits  # type: ignore[attr-defined]
        operate.__signature__ = _resolved(function)  # type: ignore[attr-defined]
        router.api_operation(
            [method],
            path,
            response={status: shape},
            operation_id=function.__name__,
            summary=summary.rstrip("."),
        )(operate)
        return function

    return declare


def _resolved(function: Callable[..., Any]) -> inspect.Signature:
    """The signature with its types, which ninja would look for in this module."""
    hints = get_type_hints(function, include_extras=True)
    found = inspect.signature(function)
    parameters = [
        each.replace(annotation=hints.get(name, each.annotation))
        for name, each in found.parameters.items()
    ]
    return found.replace(parameters=parameters)


def _compared(
    function: Callable[..., Any], state: StateOf, request: Request, args: Any, kwargs: Any
) -> Any:
    """Compares before the change, for a clear answer; the change itself compares again."""
    request.base = expected_state(request)
    request.expected = int(request.base) if request.base.isdecimal() else -1
    place = {name: kwargs[name] for name in request.resolver_match.kwargs}  # type: ignore[union-attr]
    if str(state(request, **place)) != request.base:
        raise Refused("stale")
    try:
        return function(request, *args, **kwargs)
    except Conflict as error:
        if str(state(request, **place)) != request.base:
            raise Refused("stale") from error
        raise
