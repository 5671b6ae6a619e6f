"""Every operation × everybody: the stranger beside the owner, the token beside its scopes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from hansei.accounts.models import User
from hansei.accounts.roles import Role, Scope
from hansei.api import callers
from hansei.api.limits import Buckets
from hansei.audit.models import Entry
from hansei.postmortem.models import Grant, PostMortem
from tests.api.callers import Caller, caller
from tests.api.description import description
from tests.api.world import ASKING, traits, world

pytestmark = pytest.mark.django_db

ABSENT = 987_654
_NAMING = ("incident", "reference", "action")
"""Arguments that lead to a post-mortem or its incident."""
_OWN = frozenset(
    "create_token revoke_token save_view edit_view delete_view bring_view_back"
    " accept_invitation edit_me choose_reminders".split()
)
"""Everybody with a role may change what is their own."""
_traits = traits()


class Operation:
    """An operation with its address and the documented example of its body."""

    def __init__(self, method: str, path: str, described: dict[str, Any]) -> None:
        self.method, self.path = method.upper(), path.removeprefix("/api/v1")
        self.name = described["operationId"]
        content = described.get("requestBody", {}).get("content", {})
        self.body = content.get("application/json", {}).get("example")
        self.arguments = [each.partition("}")[0] for each in path.split("{")[1:]]

    def call(self, who: Caller, known: dict[str, Any]) -> HttpResponse:
        path = self.path.format(**{each: known[each] for each in self.arguments})
        return who(self.method, path, self.body, If_Match='"1"')


OPERATIONS = [
    Operation(method, path, operation)
    for path, methods in description()["paths"].items()
    for method, operation in methods.items()
]
CHANGES = [each for each in OPERATIONS if not _traits[each.name].plain and each.method != "GET"]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> dict[str, Any]:
    settings.UPLOADS = str(tmp_path)
    monkeypatch.setattr(callers, "_allowed", Buckets(per_minute=10**9, burst=10**9))
    monkeypatch.setattr(callers, "_wrong", Buckets(per_minute=10**9, burst=10**9))
    return world(caller("administrator", name="owner"))


def _restricted(known: dict[str, Any]) -> None:
    owner = User.objects.get(username="owner")
    found = PostMortem.objects.get(number=int(known["reference"]))
    Grant.objects.create(post_mortem=found, user=owner, role=Role.LEAD)
    PostMortem.objects.filter(pk=found.pk).update(restricted=True)


def _code(answer: HttpResponse) -> str:
    return str(answer.json()["code"]) if answer.status_code >= 400 else ""


def test_there_are_operations() -> None:
    assert len(OPERATIONS) > 150
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)


def test_nobody_reaches_anything(known: dict[str, Any]) -> None:
    nobody = caller("anonymous")
    for each in OPERATIONS:
        assert each.call(nobody, known).status_code == 401, each.name


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_a_token_does_what_its_scopes_say_and_no_more(known: dict[str, Any], scope: Scope) -> None:
    who = caller("administrator", scopes=[scope])
    allowed = {Scope.READ, scope}
    for each in OPERATIONS:
        needs = _traits[each.name].scope
        answer = each.call(who, known)
        if needs in allowed:
            assert _code(answer) != "scope", each.name
        else:
            assert (answer.status_code, _code(answer)) == (403, "scope"), each.name


@pytest.mark.parametrize("who", ["stranger", "viewer", "contributor", "lead", "administrator"])
def test_a_restricted_thing_is_absent_for_whoever_is_not_named(
    known: dict[str, Any], who: str
) -> None:
    _restricted(known)
    title = PostMortem.objects.get().title
    stranger = caller(who)
    absent = {**known, **dict.fromkeys(_NAMING, ABSENT)}
    before = _trail()
    for each in OPERATIONS:
        if not set(_NAMING) & set(each.arguments):
            continue
        hidden, missing = each.call(stranger, known), each.call(stranger, absent)
        assert hidden.status_code == missing.status_code, (each.name, hidden.content)
        assert _code(hidden) == _code(missing), each.name
        assert hidden.status_code in (404, 422), (each.name, hidden.content)
        assert title not in hidden.content.decode(), each.name
    assert _trail() == before


def test_who_is_named_reaches_it(known: dict[str, Any]) -> None:
    _restricted(known)
    owner = Caller(User.objects.get(username="owner"))
    number, incident = known["reference"], known["incident"]
    for path in (f"/postmortems/{number}", f"/incidents/{incident}", f"/actions/{known['action']}"):
        assert owner.get(path).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "viewer", "lead", "administrator"])
def test_no_list_leads_to_a_restricted_thing(known: dict[str, Any], who: str) -> None:
    _restricted(known)
    title = PostMortem.objects.get().title
    stranger = caller(who)
    for each in OPERATIONS:
        if each.method == "GET" and not each.arguments:
            answer = stranger.get(each.path + ASKING.get(each.name, ""))
            assert answer.status_code in (200, 404), (each.name, answer.content)
            assert title not in answer.content.decode(), each.name
            assert "Set a limit" not in answer.content.decode(), each.name


@pytest.mark.parametrize("who", ["stranger", "viewer", "auditor"])
def test_who_may_not_change_anything_changes_nothing(known: dict[str, Any], who: str) -> None:
    reader = caller(who)
    before = _trail()
    for each in CHANGES:
        if each.name in _OWN:
            continue
        answer = each.call(reader, known)
        assert answer.status_code >= 400, each.name
        assert _trail() == before, each.name


def test_only_administrators_and_leads_decide(known: dict[str, Any]) -> None:
    contributor = caller("contributor")
    before = _trail()
    for each in CHANGES:
        if _traits[each.name].scope is Scope.ADMIN and each.name not in _OWN:
            assert each.call(contributor, known).status_code >= 400, each.name
    assert _trail() == before


def _trail() -> int:
    return Entry.objects.count()
