"""`user`, `token` and `audit`, for whoever has a shell on the store's machine."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from hansei.accounts.models import ApiToken, Membership, User
from hansei.accounts.roles import Scope
from hansei.accounts.tokens import verified
from hansei.audit import triggers
from hansei.audit.models import Entry
from tests.accounts.people import PASSWORD, somebody
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansei.cli.user._password", lambda: PASSWORD)


def test_an_administrator_is_made_who_can_sign_in(run: Run) -> None:
    answer = run("user", "create", "incident-lead", "--admin", "--name", "Incident lead")
    assert (answer.code, answer.out) == (0, "")
    assert "can sign in now, as administrator" in answer.err
    made = User.objects.get()
    assert made.check_password(PASSWORD)
    assert Membership.objects.get(user=made, team=None).role == "administrator"
    assert Entry.objects.get().actor.startswith("cli:")
    answer = run("user", "create", "support", "--role", "viewer", "--format", "json", "--quiet")
    assert json.loads(answer.out)["role"] == "viewer"


@pytest.mark.parametrize(
    "arguments",
    [
        ("two words",), ("LEAD",), ("x", "--email", "nowhere"), ("x", "--role", "owner"),
        ("x", "--admin", "--role", "viewer"), (),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused_in_one_line(
    run: Run, arguments: tuple[str, ...]
) -> None:
    somebody("lead")
    answer = run("user", "create", *arguments)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert User.objects.count() == 1


def test_a_short_password_is_refused_and_not_repeated(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hansei.cli.user._password", lambda: "hj7#x")
    answer = run("user", "create", "lead")
    assert answer.code == 2
    assert "too short" in answer.err
    assert "hj7#x" not in answer.err
    assert not User.objects.exists()


def test_a_token_is_made_listed_and_revoked(run: Run) -> None:
    somebody("contributor")
    answer = run("token", "create", "--user", "Contributor", "--scope", "write", "--days", "7")
    bearer = verified(answer.out.strip())
    assert bearer is not None
    assert bearer.scopes == {Scope.READ, Scope.WRITE}
    listed = run("token", "list", "--user", "contributor")
    assert answer.out.strip() not in listed.out
    assert "read write" in listed.out
    assert run("token", "revoke", "--id", bearer.token_id).code == 0
    assert verified(answer.out.strip()) is None
    (found,) = json.loads(run("token", "list", "--format", "json").out)["tokens"]
    assert (found["id"], found["user"]) == (bearer.token_id, "contributor")
    assert found["revoked"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create",), ("create", "--user", "nobody"), ("create", "--user", "x", "--days", "9999"),
        ("revoke",), ("revoke", "--id", "7"), ("list", "--user", "nobody"), ("burn",),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused_in_one_line(
    run: Run, arguments: tuple[str, ...]
) -> None:
    somebody("x")
    answer = run("token", *arguments)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert not ApiToken.objects.exists()


def test_the_trail_is_verified_against_a_head(run: Run) -> None:
    for name in ("first", "second"):
        run("user", "create", name)
    answer = run("audit", "verify")
    assert answer.code == 0
    head = answer.out.splitlines()[-1].removeprefix("head ")
    assert run("audit", "verify", "--head", head).code == 0
    with connection.cursor() as cursor:
        for statement in triggers.DROP[connection.vendor]:
            cursor.execute(statement)
    Entry.objects.filter(seq=2).delete()
    assert run("audit", "verify").code == 0
    answer = run("audit", "verify", "--head", head, "--format", "json")
    assert answer.code == 1
    found = json.loads(answer.out)
    assert (found["whole"], found["problems"]) == (False, [{"entry": 2, "fault": "truncated"}])
    assert run("audit", "verify", "--head", "x").code == 2
