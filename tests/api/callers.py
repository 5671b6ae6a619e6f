"""Callers of the API in tests: a person of each role with a token, and how to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from hansei.accounts.actor import signed_in
from hansei.accounts.models import User
from hansei.accounts.roles import Scope
from hansei.accounts.services.create_token import create_token
from tests.web.people import ANONYMOUS, person

ROOT = "/api/v1"
encode = msgspec.json.encode


class Caller:
    """Calls the API as one person with one token."""

    def __init__(self, user: User | None, scopes: Iterable[Scope] = tuple(Scope)) -> None:
        self.user = user
        self.client = Client(raise_request_exception=False)
        self.headers: dict[str, str] = {}
        if user is not None:
            made = create_token(actor=signed_in(user), name="test", scopes=scopes)
            self.token_id = made.token.pk
            self.headers["Authorization"] = f"Bearer {made.secret}"

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """The response; `headers` with underscores for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else b"" if body is None else encode(body)
        return self.client.generic(
            method, ROOT + path, data, "application/json", headers={**self.headers, **sent}
        )

    def send(
        self, method: str, path: str, body: bytes, kind: str, tag: str = "", **headers: str
    ) -> HttpResponse:
        """The response to a body of another kind; `tag` is what If-Match names."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if tag:
            sent["If-Match"] = tag
        return self.client.generic(
            method, ROOT + path, body, kind, headers={**self.headers, **sent}
        )

    def form(
        self, path: str, files: Mapping[str, tuple[str, bytes, str]], fields: Mapping[str, str]
    ) -> HttpResponse:
        """The response to a form with files, each a name, its bytes and a type."""
        given = {name: SimpleUploadedFile(*each) for name, each in files.items()}
        return self.client.post(ROOT + path, {**fields, **given}, headers=self.headers)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)


def caller(who: str, *, name: str = "", scopes: Iterable[Scope] = tuple(Scope)) -> Caller:
    """A new person of `who` (see `tests.web.people`) with a token."""
    return Caller(None if who == ANONYMOUS else person(who, name=name).user, scopes)
