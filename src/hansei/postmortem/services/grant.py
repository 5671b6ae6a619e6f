"""Gives a person a role in one post-mortem, and withdraws it."""

from __future__ import annotations

from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.models import User
from hansei.accounts.roles import IN_TEAM, Need, Role
from hansei.audit.services import record_change
from hansei.domain.errors import NotFound, UsageError
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Grant, PostMortem
from hansei.project.transactions import writing


def grant_role(*, actor: Actor, number_or_id: int | str, user_id: int, role: Role) -> Role | None:
    """Names a person in a post-mortem, instead of the role that they had in it, which is returned.

    Raises NotFound where the actor does not lead it or there is no such person, UsageError for a
    role that a post-mortem cannot give, and for what would leave a restricted one without a lead.
    """
    if role not in IN_TEAM:
        raise UsageError(gettext("In a post-mortem people are viewers, contributors or leads."))
    with writing():
        found = access_post_mortem(actor, number_or_id, Need.LEAD)
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            raise NotFound(f"no person {user_id}")
        held = Grant.objects.filter(post_mortem=found, user=user).first()
        if held is None:
            Grant.objects.create(post_mortem=found, user=user, role=role.value)
        elif held.role == role.value:
            return role
        else:
            before, held.role = held.role, role.value
            held.save(update_fields=["role"])
            keep_a_lead(found)
            record_grant(actor, "grant role", found, user, role=role.value, before=before)
            return Role(before)
        record_grant(actor, "grant role", found, user, role=role.value)
    return None


def withdraw_grant(*, actor: Actor, number_or_id: int | str, user_id: int) -> Role | None:
    """Takes a person's name off a post-mortem; the role that they had in it, None for none.

    Raises NotFound where the actor does not lead it, and UsageError for what would leave a
    restricted one without a lead.
    """
    with writing():
        found = access_post_mortem(actor, number_or_id, Need.LEAD)
        held = Grant.objects.filter(post_mortem=found, user=user_id).select_related("user").first()
        if held is None:
            return None
        held.delete()
        keep_a_lead(found)
        record_grant(actor, "withdraw grant", found, held.user, role=held.role)
    return Role(held.role)


def keep_a_lead(post_mortem: PostMortem) -> None:
    """Part of a change: raises UsageError where nobody could open a restricted one any more."""
    leads = post_mortem.grants.filter(role=Role.LEAD.value, user__is_active=True)
    if post_mortem.restricted and not leads.exists():
        raise UsageError(gettext("A restricted post-mortem needs a lead: name another one first."))


def record_grant(
    actor: Actor, verb: str, post_mortem: PostMortem, user: User, **changes: object
) -> None:
    """Part of a change: its entry in the audit trail."""
    record_change(
        actor=actor, verb=verb, object_type="post-mortem", object_id=post_mortem.number,
        changes={"account": user.pk, "username": user.username, **changes},
    )  # fmt: skip
