"""The only way from a door to a post-mortem: absent and forbidden look the same.

    visible(actor, queryset)            those that the actor may read
    told(actor, queryset)               those whose words it may be shown now
    access_post_mortem(actor, ...)      one of them, for a need, or NotFound

A restricted post-mortem is for the people named in its grants, auditors and the store's host; so
is its incident with its timeline.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by
from hansei.accounts.roles import Need, Role
from hansei.domain.errors import Conflict, NotFound
from hansei.postmortem.holding import waiting_for
from hansei.postmortem.models import Action, Grant, PostMortem
from hansei.postmortem.openness import OpenIncident, OpenPostMortem, OpenService
from hansei.project.bulk import storable
from hansei.project.compiled import compiled
from hansei.timeline.models import Incident, Service

_NUMBER = re.compile(r"(?:PM-)?([0-9]{1,15})", re.IGNORECASE)


def visible(actor: Actor, queryset: QuerySet[PostMortem]) -> QuerySet[PostMortem]:
    """The post-mortems of `queryset` that the actor may read."""
    if actor.is_host or actor.is_auditor:
        return queryset
    if actor.user_id is None:
        return queryset.none()
    if not actor.is_member:
        return queryset.filter(
            Exists(Grant.objects.filter(post_mortem=OuterRef("pk"), user=actor.user_id))
        )
    return queryset.filter(OpenPostMortem("pk", actor.user_id))


def visible_incidents(actor: Actor, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
    """The incidents of `queryset` that the actor may read: with none of their post-mortems hidden.

    Those without a post-mortem are open to every member.
    """
    if actor.is_host or actor.is_auditor:
        return queryset
    if actor.user_id is None:
        return queryset.none()
    if actor.is_member:
        return queryset.filter(OpenIncident("pk", actor.user_id))
    of_incident = PostMortem.objects.filter(incidents=OuterRef("pk"))
    named = Exists(Grant.objects.filter(post_mortem=OuterRef("pk"), user=actor.user_id))
    return queryset.filter(Exists(of_incident.filter(named)), ~Exists(of_incident.filter(~named)))


def told(actor: Actor, queryset: QuerySet[PostMortem]) -> QuerySet[PostMortem]:
    """The post-mortems of `queryset` whose words the actor may be shown now: without those for
    which it is to write first what it remembers itself. Their titles are no secret."""
    found = visible(actor, queryset)
    return found if actor.user_id is None else found.exclude(pk__in=waiting_for(actor.user_id))


def refuse_untold(actor: Actor, found: PostMortem) -> None:
    """Raises Conflict where the actor is to write first what it remembers of a post-mortem that it
    may read: for what would give its words back without a door that asks."""
    if not told(actor, PostMortem.objects.filter(pk=found.pk)).exists():
        raise Conflict(first_asked(found.number))


def first_asked(number: int) -> str:
    """Why words are held back, in one line."""
    return f"your account of PM-{number} is asked for before you see its timeline"


def told_incidents(actor: Actor, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
    """The incidents of `queryset` whose timeline the actor may be shown now."""
    found = visible_incidents(actor, queryset)
    if actor.user_id is None:
        return found
    links = PostMortem.incidents.through.objects.filter(postmortem__in=waiting_for(actor.user_id))
    return found.exclude(pk__in=links.values("incident"))


def told_actions(actor: Actor, queryset: QuerySet[Action]) -> QuerySet[Action]:
    """The actions of `queryset` that the actor may be shown now."""
    found = visible_actions(actor, queryset)
    if actor.user_id is None:
        return found
    return found.exclude(post_mortem__in=waiting_for(actor.user_id))


def visible_services(actor: Actor, queryset: QuerySet[Service]) -> QuerySet[Service]:
    """The services of `queryset` that a member may be told of: not those that only hidden
    incidents name. Guests are told of none."""
    if actor.is_host or actor.is_auditor:
        return queryset
    if not actor.is_member:
        return queryset.none()
    return queryset.filter(OpenService("pk", actor.user_id))


def hidden_incidents(actor: Actor) -> frozenset[int]:
    """The keys of the incidents that a member may not read: of restricted post-mortems, which are
    few. Asked in one query, of no row that holds a document."""
    granted = Grant.objects.filter(user=actor.user_id).values("post_mortem")
    hidden = PostMortem.objects.filter(restricted=True).exclude(pk__in=granted).values("pk")
    links = PostMortem.incidents.through.objects.filter(postmortem__in=hidden)
    return frozenset(links.values_list("incident", flat=True))


def access_post_mortem(actor: Actor, reference: int | str, need: Need = Need.READ) -> PostMortem:
    """The post-mortem with this number ("12", "PM-12") or document id.

    Raises NotFound where there is none, or none on which the actor may do that.
    """
    column, value = called(reference)
    for found in _readable(actor, column, value=value):
        if permitted(actor, found, need):
            return found
    raise NotFound(f"no post-mortem {reference}")


@asked_by
def _readable(actor: Actor, column: str, /, *, value: Any) -> QuerySet[PostMortem]:
    return visible(actor, PostMortem.objects.filter(**{column: value}))[:1]


def access_incident(actor: Actor, pk: int, need: Need = Need.READ) -> Incident:
    """The incident with this key, or NotFound as for post-mortems."""
    for found in _readable_incident(actor, pk=pk):
        if permitted_incident(actor, found, need):
            return found
    raise NotFound(f"no incident {pk}")


@asked_by
def _readable_incident(actor: Actor, /, *, pk: Any) -> QuerySet[Incident]:
    return visible_incidents(actor, Incident.objects.filter(pk=pk))[:1]


def permitted_incident(actor: Actor, incident: Incident, need: Need) -> bool:
    """Whether the actor may do this with an incident that it may read: as with each of the
    post-mortems, which hold its timeline; by its roles alone while there is none."""
    if actor.is_host or need is Need.READ:
        return True
    written = _written_about(incident=incident.pk)
    return all(permitted(actor, each, need) for each in written) if written else actor.may(need)


@compiled
def _written_about(*, incident: Any) -> QuerySet[PostMortem]:
    return PostMortem.objects.filter(incidents=incident).only("restricted", "team_id")


def visible_actions(actor: Actor, queryset: QuerySet[Action]) -> QuerySet[Action]:
    """The actions of `queryset` whose post-mortem the actor may read.

    Nothing tells any more who might read a post-mortem that is gone: its actions are for
    administrators, who see that the work is done, and for the person who owns one.
    """
    if actor.is_host or actor.is_auditor:
        return queryset
    if actor.user_id is None:
        return queryset.none()
    granted = Grant.objects.filter(user=actor.user_id).values("post_mortem")
    orphan = Q(post_mortem=None)
    mine = orphan if actor.is_administrator else orphan & Q(owner_user=actor.user_id)
    if not actor.is_member:
        return queryset.filter(Q(post_mortem__in=granted) | mine)
    known = Q(post_mortem__isnull=False)  # of nothing, NOT IN says neither yes nor no, or yes
    return queryset.filter((known & Q(OpenPostMortem("post_mortem", actor.user_id))) | mine)


def access_action(actor: Actor, pk: int, need: Need = Need.READ) -> Action:
    """The action with this key, with its post-mortem, or NotFound as for post-mortems."""
    found = visible_actions(actor, Action.objects.filter(pk=pk))
    action = found.select_related("post_mortem", "owner_user").first()
    if action is None or not permitted_action(actor, action, need):
        raise NotFound(f"no action {pk}")
    return action


def permitted_action(actor: Actor, action: Action, need: Need) -> bool:
    """Whether the actor may do this with an action: as with its post-mortem."""
    if action.post_mortem is not None:
        return permitted(actor, action.post_mortem, need)
    return actor.may(need)


def permitted(actor: Actor, post_mortem: PostMortem, need: Need) -> bool:
    """Whether the actor may do this with a post-mortem that may be hidden from it."""
    if actor.is_host:
        return True
    open_to = not post_mortem.restricted or actor.is_auditor
    if open_to and actor.may(need, team_id=post_mortem.team_id):
        return True  # a grant adds to what roles allow, and takes nothing away
    grant = Grant.objects.filter(post_mortem=post_mortem, user=actor.user_id).first()
    if grant is None:
        return False
    return actor.may(need, team_id=post_mortem.team_id, named=Role(grant.role))


def named(reference: int | str, *, prefix: str = "") -> Q:
    """The post-mortem that people name so; `prefix` leads to it from another table."""
    column, value = called(reference)
    return Q(**{f"{prefix}{column}": value})


def called(reference: int | str) -> tuple[str, int | str]:
    """The column that holds what people name a post-mortem by, and what it holds."""
    text = storable(str(reference))
    number = _NUMBER.fullmatch(text)
    return ("number", int(number[1])) if number else ("document_id", text)
