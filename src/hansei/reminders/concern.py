"""Whose business a post-mortem is: its owner's, else its team's, else that of who leads.

Without this everybody would be reminded of everything, and nobody would feel meant.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from hansei.accounts.actor import Actor
from hansei.accounts.roles import ENOUGH, Need
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Service

LINKS = PostMortem.incidents.through
"""Which post-mortem is about which incident."""


def teams_of(actor: Actor) -> frozenset[int]:
    """The teams for which the actor may change something."""
    return frozenset(team for team, role in actor.team_roles if role in ENOUGH[Need.CHANGE])


def leads(actor: Actor) -> bool:
    """Whether what belongs to nobody is the actor's business."""
    return not ENOUGH[Need.LEAD].isdisjoint(actor.roles)


def concerned(actor: Actor) -> Q:
    """The post-mortems that are the actor's business."""
    found = Q(pk=None) if actor.user_id is None else Q(owner_user=actor.user_id)
    if teams := teams_of(actor):
        found |= Q(owner_user=None, team__in=teams)
    if leads(actor):
        found |= Q(owner_user=None, team=None)
    return found


def of_concern(actor: Actor) -> QuerySet[PostMortem, int]:
    """The keys of the post-mortems that are the actor's business, for a condition on others."""
    return PostMortem.objects.filter(concerned(actor)).values_list("pk", flat=True)


def concerned_incidents(actor: Actor) -> Q:
    """The incidents that are the actor's business: by their post-mortems, else by who runs what.

    The conditions stand on expressions: SQLite, which knows nothing of how many rows an index
    leads to, would else begin at the post-mortems, for every incident anew.
    """
    written = LINKS.objects.filter(incident=OuterRef("pk"))
    mine = Q(owner=-1 if actor.user_id is None else actor.user_id)
    run = Service.objects.filter(incidents=OuterRef("pk"))
    unwritten, found = ~Exists(written), Q(pk=None)
    if teams := teams_of(actor):
        mine |= Q(owner=0, of_team__in=teams)
        found |= Q(unwritten, Exists(run.filter(team__in=teams)))
    if leads(actor):
        mine |= Q(owner=0, of_team=0)
        found |= Q(unwritten, ~Exists(run.exclude(team=None)))
    owned = written.annotate(
        owner=Coalesce("postmortem__owner_user_id", 0), of_team=Coalesce("postmortem__team_id", 0)
    )
    return found | Q(Exists(owned.filter(mine)))
