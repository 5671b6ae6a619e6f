"""Keeps a post-mortem for named people, and opens it again."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need, Role
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.services.grant import keep_a_lead
from hansei.project.transactions import writing


def restrict(*, actor: Actor, number_or_id: int | str) -> PostMortem:
    """Closes it, with its incidents, to all but the people named in it; the actor becomes a lead.

    Raises NotFound where the actor does not lead it, and UsageError where nobody would.
    """
    with writing():
        found = access_post_mortem(actor, number_or_id, Need.LEAD)
        if found.restricted:
            return found
        if actor.user_id is not None:
            Grant.objects.update_or_create(
                post_mortem=found, user_id=actor.user_id, defaults={"role": Role.LEAD.value}
            )
        _set(found, restricted=True)
        keep_a_lead(found)
        named = found.grants.order_by("user_id").values_list("user_id", "role")
        _record(actor, "restrict", found, {"named": [list(each) for each in named]})
    return found


def lift_restriction(*, actor: Actor, number_or_id: int | str) -> PostMortem:
    """Opens it to every member again; the people named in it keep their roles.

    Raises NotFound where the actor does not lead it.
    """
    with writing():
        found = access_post_mortem(actor, number_or_id, Need.LEAD)
        if found.restricted:
            _set(found, restricted=False)
            _record(actor, "lift restriction", found, {})
    return found


def _set(found: PostMortem, *, restricted: bool) -> None:
    unchanged = PostMortem.objects.filter(pk=found.pk, version=found.version)
    now = timezone.now()
    if not unchanged.update(restricted=restricted, version=F("version") + 1, updated=now):
        raise Conflict(gettext("Somebody changed the post-mortem meanwhile: look at it again."))
    found.refresh_from_db()


def _record(actor: Actor, verb: str, found: PostMortem, changes: dict[str, object]) -> None:
    record_change(
        actor=actor, verb=verb, object_type="post-mortem", object_id=found.number,
        changes={"version": found.version, **changes},
    )  # fmt: skip
