"""Says which incidents a post-mortem is about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.postmortem.access import access_incident, access_post_mortem, permitted
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.citing import incident_ids
from hansei.project.transactions import writing

MOST_INCIDENTS = 20


def link_incidents(
    *, actor: Actor, number_or_id: int | str, incidents: Sequence[int]
) -> PostMortem:
    """The post-mortem with these incidents, by key; those that it had keep their order.

    The text cites events of the first one by their plain names, so that one stays as long as it is
    linked. What is linked to a restricted post-mortem is for its people alone, so that linking and
    unlinking there takes a lead.

    Raises NotFound where the actor may not change the post-mortem or one of the incidents.
    """
    wanted = list(dict.fromkeys(incidents))
    if len(wanted) > MOST_INCIDENTS:
        raise InputError(f"a post-mortem has up to {MOST_INCIDENTS} incidents", place="incidents")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        if standing.restricted and not permitted(actor, standing, Need.LEAD):
            raise NotFound(f"no incidents of {standing.reference} to change")
        before = incident_ids(standing)
        added = [pk for pk in wanted if pk not in before]
        removed = [pk for pk in before if pk not in wanted]
        if not added and not removed:
            return standing
        for pk in (*added, *removed):
            incident = access_incident(actor, pk, Need.CHANGE)
            if pk in added:
                standing.incidents.add(incident)
            else:
                standing.incidents.remove(incident)
        PostMortem.objects.filter(pk=standing.pk).update(
            version=F("version") + 1, updated=timezone.now()
        )
        standing.refresh_from_db()
        record_change(
            actor=actor,
            verb="link incidents",
            object_type="post-mortem",
            object_id=standing.number,
            changes={"version": standing.version, "linked": added, "unlinked": removed},
        )
        return standing
