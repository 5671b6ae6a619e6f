"""Reads people, teams and what was granted to them, as far as the actor may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone

from hansei.accounts import details
from hansei.accounts.actor import Actor
from hansei.accounts.models import ApiToken, Invitation, Membership, Team, User
from hansei.accounts.roles import Role, Scope
from hansei.accounts.secret import secret_digest
from hansei.audit.models import Entry
from hansei.audit.standing import standing, told
from hansei.domain.errors import NotFound
from hansei.project.bulk import storable
from hansei.project.compiled import compiled


class Person(NamedTuple):
    """Somebody as the other members see them."""

    id: int
    name: str
    username: str
    active: bool = True


class Held(NamedTuple):
    """A role that somebody holds; `team` None in the whole organisation."""

    role: Role
    team_id: int | None
    team: str | None


class PersonRow(NamedTuple):
    """Somebody as a list of people shows them. `email` is "" for all but administrators."""

    person: Person
    email: str
    roles: tuple[Held, ...]
    joined: datetime
    last_login: datetime | None


class TeamRow(NamedTuple):
    """A team with the number of active people in it."""

    id: int
    name: str
    people: int
    version: int


def anybody() -> bool:
    """Whether there is any account yet."""
    return User.objects.exists()


def account_problems(
    *,
    username: str | None = None,
    name: str | None = None,
    email: str | None = None,
    password: str | None = None,
) -> Mapping[str, str]:
    """Why each of the details of a new account cannot be taken, by its name."""
    return details.problems(username=username, name=name, email=email, password=password)


def directory(*, actor: Actor, text: str = "", limit: int | None = None) -> list[Person]:
    """The active people whom members may choose from, by shown name; nobody for others.

    `text` is in their shown name or user name.
    """
    if not actor.is_member:
        return []
    wanted = storable(text).strip().casefold()
    found = [
        each
        for each in _persons(User.objects.filter(is_active=True))
        if wanted in each.name.casefold() or wanted in each.username.casefold()
    ]
    return found[:limit]


def people(
    *,
    actor: Actor,
    text: str = "",
    role: Role | None = None,
    team_id: int | None = None,
    active: bool | None = True,
) -> list[PersonRow]:
    """Everybody with an account and what they hold, by shown name. Raises NotFound for guests.

    `active` None shows closed accounts too, which only administrators see.
    """
    if not actor.is_member:
        raise NotFound("no people")
    found = User.objects.all()
    if not actor.is_administrator:
        active = True
    if active is not None:
        found = found.filter(is_active=active)
    if role is not None or team_id is not None:
        held = Membership.objects.filter(team__removed=None)
        held = held.filter(role=role.value) if role is not None else held
        held = held.filter(team=team_id) if team_id is not None else held
        found = found.filter(pk__in=held.values("user"))
    wanted = storable(text).strip().casefold()
    rows = _rows(found, actor=actor)
    return [
        each
        for each in rows
        if wanted in each.person.name.casefold()
        or wanted in each.person.username.casefold()
        or wanted in each.email
    ]


def person(*, actor: Actor, user_id: int) -> PersonRow:
    """One of them. Raises NotFound where there is none that the actor may see."""
    found = User.objects.filter(pk=user_id)
    if not (actor.is_administrator or actor.user_id == user_id):
        found = found.filter(is_active=True) if actor.is_member else found.none()
    rows = _rows(found, actor=actor)
    if not rows:
        raise NotFound(f"no person {user_id}")
    return rows[0]


def user_named(text: str) -> User | None:
    """The one active account with this user name, e-mail address or shown name, if it is one."""
    return users_named((text,)).get(text)


def users_named(texts: Iterable[str]) -> dict[str, User]:
    """The accounts behind owners written as text; those that name none or several are left out.

    A user name goes before an address, and that before a shown name. Case does not matter, nor
    does an "@" in front. One query, however many texts.
    """
    wanted = {each: storable(each).strip().removeprefix("@").casefold() for each in texts}
    if not any(wanted.values()):
        return {}
    ways: tuple[dict[str, list[User]], ...] = tuple(defaultdict(list) for _ in range(3))
    for user in User.objects.filter(is_active=True):
        for way, name in zip(ways, (user.username, user.email, user.shown_name), strict=True):
            way[name.casefold()].append(user)
    found = {}
    for text, name in wanted.items():
        candidates = next((way[name] for way in ways if name and name in way), [])
        if len(candidates) == 1:
            found[text] = candidates[0]
    return found


def account_of_session(*, key: int) -> User | None:
    """An account by its key, as every page begins with it.

    Along with it comes the audit trail's last entry, which tells whether anything changed since.
    """
    found = next(iter(_account(key=key)), None)
    if found is not None:
        told(getattr(found, "last_entry", None))
    return found


@compiled
def _account(*, key: Any) -> QuerySet[User]:
    last = Entry.objects.order_by("-seq").values("digest")[:1]
    return User.objects.filter(pk=key).annotate(last_entry=Subquery(last))


def teams(*, actor: Actor) -> list[TeamRow]:
    """The teams in use, by name; none for guests."""
    if not actor.is_member:
        return []
    active = Count("memberships__user", Q(memberships__user__is_active=True), distinct=True)
    found = Team.objects.filter(removed=None).annotate(people=active)
    rows = found.values_list("pk", "name", "people", "version")
    return sorted((TeamRow(*each) for each in rows), key=lambda each: each.name.casefold())


def team_names(*, actor: Actor) -> list[tuple[int, str]]:
    """The keys and names of the teams in use, to choose from, by name; none for guests."""
    return standing("teams", _names) if actor.is_member else []


def _names() -> list[tuple[int, str]]:
    return sorted(_in_use(), key=lambda each: each[1].casefold())


@compiled
def _in_use() -> QuerySet[Team, tuple[int, str]]:
    return Team.objects.filter(removed=None).values_list("pk", "name")


def team(*, actor: Actor, team_id: int) -> TeamRow:
    """One team in use. Raises NotFound."""
    found = next((each for each in teams(actor=actor) if each.id == team_id), None)
    if found is None:
        raise NotFound(f"no team {team_id}")
    return found


def invitations(*, actor: Actor) -> QuerySet[Invitation]:
    """Those not accepted yet that the actor may manage, newest first."""
    found = Invitation.objects.filter(accepted=None, revoked=None).filter(
        Q(team=None) | Q(team__removed=None)
    )
    if not actor.is_administrator:
        led = [team for team, role in actor.team_roles if role is Role.LEAD and actor.leads(team)]
        found = found.filter(team__in=led)
    return found.select_related("team", "invited_by").order_by("-created", "-pk")


def open_invitation(*, secret: str) -> Invitation:
    """The invitation that this link opens. Raises NotFound for any other link."""
    found = Invitation.objects.select_related("team", "invited_by")
    held = found.filter(digest=secret_digest(secret), accepted=None, revoked=None).first()
    gone = held is None or held.expires <= timezone.now()
    if held is None or gone or (held.team is not None and held.team.removed is not None):
        raise NotFound("no such invitation")
    return held


def tokens(*, actor: Actor, user_id: int | None = None) -> QuerySet[ApiToken]:
    """The tokens of the actor, or of another person for administrators; newest first.

    Revoked and expired ones are among them: people ask what a token was. Raises NotFound.
    """
    wanted = actor.user_id if user_id is None else user_id
    if wanted != actor.user_id and not actor.is_administrator:
        raise NotFound(f"no person {user_id}")
    found = ApiToken.objects.select_related("user").order_by("-created", "-pk")
    return found if wanted is None and actor.is_host else found.filter(user=wanted)


def token_scopes(token: ApiToken) -> tuple[Scope, ...]:
    """What a token may be used for."""
    return tuple(Scope(each) for each in token.scopes.split())


def _persons(found: QuerySet[User]) -> list[Person]:
    return sorted(
        (Person(each.pk, each.shown_name, each.username, each.is_active) for each in found),
        key=lambda each: (each.name.casefold(), each.username),
    )


def _rows(found: QuerySet[User], *, actor: Actor) -> list[PersonRow]:
    held = defaultdict(list)
    memberships = Membership.objects.filter(team__removed=None, user__in=found.values("pk"))
    for user_id, role, team_id, name in memberships.values_list(
        "user_id", "role", "team_id", "team__name"
    ):
        held[user_id].append(Held(Role(role), team_id, name))
    order = list(Role)
    rows = [
        PersonRow(
            person=Person(each.pk, each.shown_name, each.username, each.is_active),
            email=each.email if actor.is_administrator or actor.user_id == each.pk else "",
            roles=tuple(
                sorted(
                    held[each.pk],
                    key=lambda one: ((one.team or "").casefold(), -order.index(one.role)),
                )
            ),
            joined=each.date_joined,
            last_login=each.last_login if actor.is_administrator else None,
        )
        for each in found
    ]
    return sorted(rows, key=lambda each: (each.person.name.casefold(), each.person.username))


def account(*, actor: Actor, user_id: int) -> User:
    """An account as the sign-in library needs it. Raises NotFound for all but administrators."""
    found = User.objects.filter(pk=user_id).first() if actor.is_administrator else None
    if found is None:
        raise NotFound(f"no person {user_id}")
    return found


def profile(*, actor: Actor) -> User:
    """The actor's own account. Raises NotFound for who has none."""
    found = User.objects.filter(pk=actor.user_id, is_active=True).first() if actor.user_id else None
    if found is None:
        raise NotFound("no account")
    return found
