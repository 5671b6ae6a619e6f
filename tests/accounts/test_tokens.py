"""Keys to the API: whose they are, how far they reach, and when they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from hansei.accounts.actor import system
from hansei.accounts.models import ApiToken, User
from hansei.accounts.roles import Need, Role, Scope
from hansei.accounts.selectors import tokens
from hansei.accounts.services.create_token import create_token, revoke_token
from hansei.accounts.services.deactivate_account import deactivate_account
from hansei.accounts.tokens import verified
from hansei.audit.models import Entry
from hansei.domain.errors import InputError, NotFound
from tests.accounts.people import somebody

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def test_a_token_tells_its_person_and_nothing_kept_tells_the_token() -> None:
    person = somebody("contributor", Role.CONTRIBUTOR)
    made = create_token(actor=person.actor, name="Deploy job", scopes=(Scope.WRITE,), days=30)
    bearer = verified(made.secret)
    assert bearer is not None
    assert (str(bearer.actor), bearer.token_id) == (str(person.actor), made.token.pk)
    assert bearer.actor.roles == person.actor.roles
    assert bearer.scopes == {Scope.READ, Scope.WRITE}
    kept = " ".join(str(value) for row in ApiToken.objects.values_list() for value in row)
    trail = " ".join(str(value) for row in Entry.objects.values_list() for value in row)
    secret = made.secret.removeprefix(made.token.prefix)
    assert made.secret.startswith("hns_")
    assert len(made.secret) >= 4 + 43
    assert secret not in kept + trail + repr(bearer)


@pytest.mark.parametrize("text", ["", "hns_", "hns_x", "hns_\udc80", "hns_" + "x" * 1000, "ü"])
def test_an_unknown_token_is_nobodys(text: str) -> None:
    assert verified(text) is None


def test_scopes_narrow_what_the_person_may() -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR)
    held = {
        scope: verified(create_token(actor=administrator.actor, name=scope, scopes=(scope,)).secret)
        for scope in Scope
    }
    may = {
        scope: ([need for need in Need if bearer.actor.may(need)], bearer.actor.is_administrator)
        for scope, bearer in held.items()
        if bearer
    }
    assert may == {
        Scope.READ: ([Need.READ], False),
        Scope.WRITE: (list(Need), False),
        Scope.ADMIN: (list(Need), True),
    }
    viewer = somebody("viewer", Role.VIEWER).actor
    wide = verified(create_token(actor=viewer, name="wide", scopes=(Scope.ADMIN,)).secret)
    assert wide is not None
    assert not wide.actor.may(Need.CHANGE)


def test_a_reading_token_changes_nothing_even_where_a_grant_would() -> None:
    person = somebody("guest")
    bearer = verified(create_token(actor=person.actor, name="job", scopes=(Scope.READ,)).secret)
    assert bearer is not None
    assert bearer.actor.may(Need.READ, named=Role.LEAD)
    assert not bearer.actor.may(Need.CHANGE, named=Role.LEAD)


def test_a_token_makes_none_that_reaches_further() -> None:
    person = somebody("administrator", Role.ADMINISTRATOR)
    made = {scope: create_token(actor=person.actor, name="x", scopes=(scope,)) for scope in Scope}
    held = {scope: verified(each.secret) for scope, each in made.items()}
    reach = list(Scope)
    for scope, bearer in held.items():
        assert bearer is not None
        for wanted in Scope:
            allowed = scope is not Scope.READ and reach.index(wanted) <= reach.index(scope)
            try:
                create_token(actor=bearer.actor, name="child", scopes=(wanted,))
            except (InputError, NotFound):
                assert not allowed, (scope, wanted)
            else:
                assert allowed, (scope, wanted)
    reading = held[Scope.READ]
    assert reading is not None
    with pytest.raises(NotFound):
        revoke_token(actor=reading.actor, token_id=made[Scope.ADMIN].token.pk)


def test_it_ends_with_its_days_its_revocation_and_its_person(
    time_machine: TimeMachineFixture,
) -> None:
    administrator = somebody("administrator", Role.ADMINISTRATOR)
    person = somebody("contributor", Role.CONTRIBUTOR)
    first, second, third = (
        create_token(actor=person.actor, name="job", scopes=(Scope.READ,), days=days)
        for days in (1, 30, 30)
    )
    revoke_token(actor=person.actor, token_id=second.token.pk)
    revoke_token(actor=person.actor, token_id=second.token.pk)
    assert [verified(each.secret) is None for each in (first, second, third)] == [
        False,
        True,
        False,
    ]
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert verified(first.secret) is None
    assert verified(third.secret) is not None
    deactivate_account(actor=administrator.actor, user_id=person.id)
    assert verified(third.secret) is None
    assert [each.verb for each in Entry.objects.order_by("seq")] == [
        "create token", "create token", "create token", "revoke token", "deactivate account",
    ]  # fmt: skip


def test_its_use_is_noted_at_most_once_a_minute(time_machine: TimeMachineFixture) -> None:
    person = somebody("contributor", Role.CONTRIBUTOR)
    made = create_token(actor=person.actor, name="job", scopes=(Scope.READ,))
    writes = []
    for seconds in (0, 59, 60, 61):
        time_machine.move_to(NOW + timedelta(seconds=seconds), tick=False)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert verified(made.secret)
        writes.append(sum("UPDATE" in each["sql"] for each in queries))
    assert writes == [1, 0, 1, 0]


def test_the_stranger_neither_sees_nor_revokes_it() -> None:
    person, stranger = somebody("contributor", Role.CONTRIBUTOR), somebody("lead", Role.LEAD)
    administrator = somebody("administrator", Role.ADMINISTRATOR)
    made = create_token(actor=person.actor, name="job", scopes=(Scope.READ,))
    with pytest.raises(NotFound):
        revoke_token(actor=stranger.actor, token_id=made.token.pk)
    with pytest.raises(NotFound):
        tokens(actor=stranger.actor, user_id=person.id)
    with pytest.raises(NotFound):
        create_token(actor=administrator.actor, name="x", scopes=(Scope.READ,), user_id=person.id)
    assert list(tokens(actor=person.actor)) == [made.token]
    assert not tokens(actor=stranger.actor)
    revoke_token(actor=administrator.actor, token_id=made.token.pk)
    assert verified(made.secret) is None


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"scopes": ()}, "scopes"),
    ],
)
def test_a_token_without_sense_is_refused(fields: dict[str, object], place: str) -> None:
    person = somebody("contributor").actor
    with pytest.raises(InputError) as refused:
        create_token(actor=person, **{"name": "job", "scopes": (Scope.READ,), **fields})
    assert refused.value.place == place
    assert not ApiToken.objects.exists()


def test_the_host_makes_one_for_a_person_and_none_for_a_closed_account() -> None:
    person = somebody("contributor", Role.CONTRIBUTOR)
    made = create_token(actor=system("test"), name="job", scopes=(Scope.READ,), user_id=person.id)
    bearer = verified(made.secret)
    assert bearer is not None
    assert bearer.actor.user_id == person.id
    User.objects.filter(pk=person.id).update(is_active=False)
    with pytest.raises(NotFound):
        create_token(actor=system("test"), name="x", scopes=(Scope.READ,), user_id=person.id)
