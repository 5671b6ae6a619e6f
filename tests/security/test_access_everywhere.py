"""Every address × everybody: nothing is shown to, and nothing changed by, who may not.

The addresses come from the URL configuration, so that a new one is tested by being there. A new
kind of argument needs a sample in `tests/web/world.py`. Three things hold for each:

- what a restricted post-mortem says never reaches a person who is not named in it;
- a restricted one answers as an absent one does;
- whoever may not change anything changes nothing: the tables are compared, row by row.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse, StreamingHttpResponse

from tests.api.description import description
from tests.web.addresses import Address, addresses
from tests.web.people import ANONYMOUS, STRANGER, WHO
from tests.web.world import ABSENT, OPEN_MARK, SECRET_MARK, World, new_world

pytestmark = pytest.mark.django_db

_PAGES = ("get", "post")
_ALL = ("get", "post", "put", "patch", "delete")
READERS = ("viewer", "auditor")
"""May read everything open, may change nothing but what is their own."""
OUTSIDERS = (ANONYMOUS, STRANGER)
OWN = ("profile/", "account/", "reminders/", "search/views/", "api/v1/tokens", "api/v1/views",
       "api/v1/me", "postmortems/<int:number>/reviews/<int:review>/here/")  # fmt: skip
"""Everybody may change what is theirs here: their profile, tokens, reminders, saved views, and
that they are in a room."""
_IDLE = frozenset({"last_used", "last_login", "heartbeat"})


@pytest.fixture
def world(db: None) -> World:
    """Everybody, with one open and one restricted post-mortem."""
    return new_world()


def test_there_are_addresses() -> None:
    assert len(addresses()) > 20


@pytest.mark.parametrize("who", [who for who in WHO if who != "auditor"])
def test_a_restricted_thing_answers_as_an_absent_one(world: World, who: str) -> None:
    before = _tables()
    for address in addresses():
        if not world.names_it(address) or address.template.startswith("api/"):
            continue  # `tests/api/test_access.py` asks the API, with bodies that fit
        for method in _methods(address):
            secret, absent = (
                getattr(world.people[who].client, method)(address.path(values))
                for values in (world.secret, ABSENT)
            )
            assert secret.status_code == absent.status_code, (who, method, address)
            assert 300 <= secret.status_code < 500, (who, method, address, secret.status_code)
            assert f"The {SECRET_MARK}" not in _shown(secret), (who, method, address)
    assert _changed(before) == set()


@pytest.mark.parametrize("who", [*OUTSIDERS, *READERS])
def test_who_may_not_change_anything_changes_nothing(world: World, who: str) -> None:
    before = _tables()
    for address, path in _paths(world.open):
        if address.template.startswith(OWN):
            continue
        for method in set(_methods(address)) - {"get"}:
            answer = getattr(world.people[who].client, method)(path)
            assert answer.status_code < 500, (who, method, address)
    assert _changed(before) == set()


def test_an_address_refuses_what_it_has_no_operation_for(world: World) -> None:
    before = _tables()
    client = world.people["administrator"].client
    for address, path in _paths(world.open):
        if address.template.startswith("api/"):
            for method in set(_ALL) - set(_methods(address)):
                answer = getattr(client, method)(path)
                assert answer.status_code == 405, (method, address, answer.status_code)
    assert _changed(before) == set()


@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_everybody(world: World, who: str) -> None:
    """Members reach open pages, outsiders nothing of them, nobody what is restricted or a fault."""
    reached = 0
    asked = {path: address for address, path in _paths(world.open)}
    open_ones = set(asked)
    asked |= {path: address for address, path in _paths(world.secret)
              if not world.names_it(address)}  # fmt: skip
    asked |= {f"{path}?q={SECRET_MARK}": address for path, address in asked.items()
              if not address.arguments}  # fmt: skip
    for path in asked:
        answer = world.people[who].client.get(path)
        assert answer.status_code < 500, (who, path)
        reached += answer.status_code == 200 and path in open_ones
        shown = _shown(answer)
        if who in OUTSIDERS:
            assert f"The {OPEN_MARK}" not in shown, (who, path)
        if who != "auditor":
            assert f"The {SECRET_MARK}" not in _unasked(shown), (who, path)
    assert reached > (20 if who not in OUTSIDERS else 0)


def _methods(address: Address) -> tuple[str, ...]:
    """What an address is asked by: those of its operations, where it is described to have some."""
    if not address.template.startswith("api/"):
        return _PAGES
    return _operations().get(_bare(address.template), _ALL)


@cache
def _operations() -> Mapping[str, tuple[str, ...]]:
    paths = description()["paths"]
    return {_bare(path): tuple(methods) for path, methods in paths.items()}


def _bare(path: str) -> str:
    """An address without the names of its arguments."""
    return re.sub(r"<[^>]+>|\{[^}]+\}", "{}", path.lstrip("/"))


def _paths(values: Mapping[str, object]) -> Iterator[tuple[Address, str]]:
    for address in addresses():
        yield address, address.path(values)


def _shown(answer: HttpResponse | StreamingHttpResponse) -> str:
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type, union-attr]
    return content.decode("utf-8", "replace") + str(answer.headers)


def _unasked(shown: str) -> str:
    """What is shown without what was asked for, which is repeated where it was typed."""
    return shown.replace(f"q={SECRET_MARK}", "").replace(f'value="{SECRET_MARK}"', "")


def _tables() -> dict[str, str]:
    """A digest of every table of ours, without what merely tells that somebody was here."""
    return {
        model._meta.db_table: _digest(model)
        for config in apps.get_app_configs()
        if config.name.startswith("hansei.")
        for model in config.get_models(include_auto_created=True)
        if model.__name__ != "CachedValue"  # counts attempts
    }


def _changed(before: dict[str, str]) -> set[str]:
    """The tables that differ; the index of the search may catch up at any time."""
    after = _tables()
    return {
        name for name in after if after[name] != before[name] and not name.startswith("search_")
    }


def _digest(model: Any) -> str:
    names = [each.attname for each in model._meta.concrete_fields if each.name not in _IDLE]
    found = hashlib.sha256()
    for row in model.objects.order_by("pk").values_list(*names):
        found.update(repr(row).encode())
    return found.hexdigest()
