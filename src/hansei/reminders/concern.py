"""Whose business a post-mortem is: its owner's, else its team's, else that of who leads.

Without this everybody would be reminded of everything, and nobody would feel meant.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from hansei.accounts.actor import Actor
from hansei.accounts.roles import ENOUGH, Need
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Service


def teams_of(actor: Actor) -> frozenset[int]:
    """The teams for which the actor may change something."""
    return frozenset(team for team, role in actor.team_roles if role in ENOUGH[Need.CHANGE])


def leads(actor: Actor) -> bool:
    """Whether what belongs to nobody is the actor's business."""
    return not ENOUGH[Need.LEAD].isdisjoint(actor.roles)


def concerned(actor: Actor, *, prefix: str = "") -> Q:
    """The post-mortems that are the actor's business; `prefix` leads to them from another table."""

    def q(**fields: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in fields.items()})

    found = q(owner_user=actor.user_id) if actor.user_id else Q(pk=None)
    if teams := teams_of(actor):
        found |= q(owner_user=None, team__in=teams)
    if leads(actor):
        found |= q(owner_user=None, team=None)
    return found


def concerned_incidents(actor: Actor) -> Q:
    """The incidents that are the actor's business: by their post-mortems, else by who runs what."""
    written = PostMortem.objects.filter(incidents=OuterRef("pk"))
    found = Q(Exists(written.filter(concerned(actor))))
    run = Service.objects.filter(incidents=OuterRef("pk"))
    unwritten = ~Exists(written)
    if teams := teams_of(actor):
        found |= Q(unwritten, Exists(run.filter(team__in=teams)))
    if leads(actor):
        found |= Q(unwritten, ~Exists(run.exclude(team=None)))
    return found
