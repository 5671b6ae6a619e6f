"""The API: its resources, each found in the folder, behind one desk.

Nothing here knows a resource by name: a module in `resources` brings a `router`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from hansei.api import resources
from hansei.api.definitions import Definitions
from hansei.api.desk import desk
from hansei.api.openapi import completed, info
from hansei.api.problems import Refused, on_exception, problem
from hansei.api.requests import ROOT

_encode = msgspec.json.Encoder(decimal_format="number").encode


class _Parser(Parser):
    """JSON as RFC 8259 has it: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        return msgspec.json.decode(request.body)


class _Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return _encode(data)


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.operation_id)

    def get_content_type(self) -> str:
        return "application/json"


def _made() -> NinjaAPI:
    made = _Api(
        **info(), urls_namespace="api", openapi_url=None, docs_url=None, auth=None,
        parser=_Parser(), renderer=_Renderer(),
    )  # fmt: skip
    for kind in (Exception, Http404, HttpError, ValidationError):
        made.add_exception_handler(kind, on_exception)
    made.add_decorator(desk, mode="view")
    for each in sorted(iter_modules(resources.__path__), key=lambda module: module.name):
        made.add_router("", import_module(f"{resources.__name__}.{each.name}").router)
    return made


api = _made()


def schema() -> dict[str, Any]:
    """The OpenAPI description of everything."""
    return completed(dict(Definitions(api, ROOT)), api)


def addresses() -> list[URLPattern]:
    """Every address, with a problem for those that are none."""
    return [*_operations(), re_path("", _view(_nowhere))]


def _operations() -> Iterator[URLPattern]:
    for each in api.urls[0]:
        if isinstance(each, URLPattern) and each.name != "api-root":
            yield path(str(each.pattern), _view(each.callback), name=each.name)


def _view(callback: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view as Django calls it. It asks who calls by itself, and checks forgery likewise."""

    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        response = callback(request, **kwargs)
        if response.status_code == 405:
            return problem(Refused("method", headers={"Allow": response.headers["Allow"]}))
        if method == "HEAD":
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view


def _nowhere(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return problem(Refused("not-found"))
