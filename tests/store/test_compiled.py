"""Compiled queries: composed once, asked with other values each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import Actor, ActorKind
from hansei.accounts.asking import asked_by
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Role
from hansei.project.compiled import Among, Given, compiled, counted

pytestmark = pytest.mark.django_db
_composed: list[Any] = []


@pytest.fixture(autouse=True)
def _none_yet() -> None:
    _composed.clear()


@pytest.fixture
def people() -> list[User]:
    names = ("on-call", "support-lead", "incident-lead")
    return [User.objects.create(username=each, date_joined=_at(2026)) for each in names]


def _at(year: int) -> datetime:
    return datetime(year, 3, 1, tzinfo=UTC)


def _named() -> Callable[..., list[User]]:
    @compiled
    def ask(backwards: bool, /, *, name: Any) -> QuerySet[User]:
        _composed.append(backwards)
        found = User.objects.filter(username__gte=name)
        return found.order_by("-username" if backwards else "username")

    return ask


def test_each_value_has_its_own_answer_and_each_shape_is_composed_once(people: list[User]) -> None:
    ask = _named()
    for _ in range(2):
        assert ask(False, name="on") == [people[0], people[1]]
        assert ask(False, name="o'n") == [people[0], people[1]]
        assert ask(False, name="p") == [people[1]]
        assert ask(True, name="a") == [people[1], people[0], people[2]]
    assert _composed == [False, True]


def test_what_changes_meanwhile_is_seen(people: list[User]) -> None:
    ask = _named()
    assert ask(False, name="zz") == []
    late = User.objects.create(username="zz")
    assert ask(False, name="zz") == [late]
    assert people


def test_rows_come_as_the_query_set_makes_them(people: list[User]) -> None:
    team = Team.objects.create(name="Platform")
    Membership.objects.create(user=people[0], team=team, role=Role.LEAD)

    @compiled
    def related(*, user: Any) -> QuerySet[Membership]:
        rows = Membership.objects.filter(user=user).select_related("user", "team")
        return rows.only("role", "user__username", "team__name")

    @compiled
    def pairs(*, user: Any) -> QuerySet[Membership, tuple[str, str]]:
        return Membership.objects.filter(user=user).values_list("role", "team__name")

    @compiled
    def dicts(*, user: Any) -> QuerySet[Membership, Any]:
        return Membership.objects.filter(user=user).values("role", "team__name")

    @compiled
    def flat(*, user: Any) -> QuerySet[Membership, str]:
        return Membership.objects.filter(user=user).values_list("team__name", flat=True)

    for _ in range(2):
        (found,) = related(user=people[0].pk)
        with CaptureQueriesContext(connections["default"]) as queries:
            assert (found.role, found.user.username) == ("lead", "on-call")
            assert found.team is not None
            assert found.team.name == "Platform"
        assert not queries
        assert pairs(user=people[0].pk) == [("lead", "Platform")]
        assert dicts(user=people[0].pk) == [{"role": "lead", "team__name": "Platform"}]
        assert flat(user=people[0].pk) == ["Platform"]
        assert flat(user=people[1].pk) == []


def test_days_moments_and_numbers_are_values(people: list[User]) -> None:
    @compiled
    def joined(*, since: Any, until: Any, pk: Any) -> QuerySet[User, int]:
        found = User.objects.filter(date_joined__gte=since, date_joined__date__lt=until, pk__lte=pk)
        return found.order_by("pk").values_list("pk", flat=True)

    keys = [each.pk for each in people]
    assert joined(since=_at(2026), until=date(2026, 3, 2), pk=keys[1]) == keys[:2]
    assert joined(since=_at(2027), until=date(2026, 3, 2), pk=keys[1]) == []
    assert joined(since=_at(2026), until=date(2026, 3, 1), pk=keys[1]) == []


@pytest.mark.parametrize("many", [0, 1, 2, 3, 5, 700])
def test_keys_are_values_however_many_they_are(people: list[User], many: int) -> None:
    @compiled
    def inside(*, keys: Any) -> QuerySet[User]:
        return User.objects.filter(Among("pk", keys)).order_by("pk")

    @compiled
    def outside(*, keys: Any) -> QuerySet[User]:
        return User.objects.exclude(Among("pk", keys)).order_by("pk")

    keys = [each.pk for each in people[:many]]
    keys += [10**6 + each for each in range(many - len(keys))]
    assert inside(keys=keys) == people[:many]
    assert outside(keys=keys) == people[many:]


def test_rows_are_counted_as_far_as_the_query_goes(people: list[User]) -> None:
    @counted
    def some(most: int, /, *, name: Any) -> QuerySet[User, Any]:
        return User.objects.filter(username__gte=name).values("pk")[:most]

    assert [some(9, name=each) for each in ("a", "on", "p", "z")] == [3, 2, 1, 0]
    assert some(2, name="a") == 2
    assert people


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_column_holds_finds_nothing(people: list[User], number: int) -> None:
    @compiled
    def rows(*, pk: Any) -> QuerySet[User]:
        return User.objects.filter(pk=pk)

    @counted
    def count(*, pk: Any) -> QuerySet[User]:
        return User.objects.filter(pk=pk)

    assert rows(pk=number) == []
    assert count(pk=number) == 0
    assert count(pk=people[0].pk) == 1


def test_what_can_find_nothing_asks_nothing() -> None:
    @compiled
    def nothing(*, user: Any) -> QuerySet[User]:
        return User.objects.filter(pk=user).none()

    @counted
    def count(*, user: Any) -> QuerySet[User]:
        return User.objects.filter(pk=user).none()

    with CaptureQueriesContext(connections["default"]) as queries:
        assert nothing(user=1) == nothing(user=2) == []
        assert count(user=1) == 0
    assert not queries


def test_an_open_value_is_not_looked_into() -> None:
    @compiled
    def written(*, name: Any) -> QuerySet[User]:
        return User.objects.filter(username=f"@{name}")

    with pytest.raises(TypeError, match="name is open"):
        written(name="on-call")
    with pytest.raises(TypeError, match="name is open"):
        str(Given("name", str))


@pytest.mark.parametrize("value", [None, 1.5, {1}])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no open value can be a"):
        _named()(False, name=value)


def test_what_is_more_than_one_query_is_refused() -> None:
    @compiled
    def with_memberships() -> QuerySet[User]:
        return User.objects.prefetch_related("memberships")

    with pytest.raises(TypeError, match="one query"):
        with_memberships()


def test_actors_who_may_the_same_share_a_query_and_no_answer(people: list[User]) -> None:
    @asked_by
    def own(actor: Actor, /) -> QuerySet[User]:
        _composed.append(actor)
        assert actor.roles == {Role.LEAD}
        account: Any = actor.user_id
        return User.objects.filter(pk=account)

    for each in people:
        actor = Actor(ActorKind.USER, each.username, each.pk, roles=frozenset({Role.LEAD}))
        assert own(actor) == [each]
    assert len(_composed) == 1


def test_an_actor_with_other_roles_or_none_asks_another_query(people: list[User]) -> None:
    @asked_by
    def own(actor: Actor, /) -> QuerySet[User]:
        _composed.append((actor.roles, actor.user_id is None))
        found = User.objects.order_by("pk")
        return found if actor.is_host or actor.is_auditor else found.none()

    auditor = Actor(ActorKind.USER, "a", people[0].pk, roles=frozenset({Role.AUDITOR}))
    nobody = Actor(ActorKind.USER, "a", people[0].pk)
    assert own(auditor) == own(Actor(ActorKind.CLI, "root")) == people
    assert own(nobody) == []
    assert len(_composed) == 3


def test_an_actors_name_is_open_too() -> None:
    @asked_by
    def by(actor: Actor, /) -> QuerySet[User]:
        return User.objects.filter(username=str(actor))

    with pytest.raises(TypeError, match="name is open"):
        by(Actor(ActorKind.USER, "on-call", 1))


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_by_its_own_connection() -> None:
    user = User.objects.create(username="on-call")
    ask = _named()
    assert ask(False, name="on-call") == [user]
    found: list[User] = []

    def work() -> None:
        found.extend(ask(False, name="on-call"))
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [user]
    assert ask(False, name="on-call") == [user]
