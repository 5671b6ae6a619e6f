"""Who is asked to come to a review."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.accounts.selectors import user_named
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.domain.meeting.invitees import Role
from hansei.meeting.access import access_review
from hansei.meeting.models import Invitee
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_INVITED, _LONGEST = 60, 100


def invite_to_review(
    *, actor: Actor, number_or_id: int | str, review: int, role: Role, name: str
) -> Invitee:
    """Asks somebody to come, in a role: an account by its name, or anybody by a name or an address.

    Asking the same again changes nothing. Raises InputError for no name or too many people.
    """
    said = " ".join(storable(name).split()).removeprefix("@")
    if not 0 < len(said) <= _LONGEST:
        raise InputError(f"a name has 1 to {_LONGEST} characters", place="name")
    with writing():
        found, row = access_review(actor, number_or_id, review, Need.CHANGE)
        user = user_named(said)
        shown = user.shown_name if user else said
        standing = row.invitees.filter(role=role.value, name=shown).first()
        if standing is not None:
            return standing
        if row.invitees.count() >= MOST_INVITED:
            raise InputError(f"at most {MOST_INVITED} people", place="name")
        made = Invitee.objects.create(review=row, role=role.value, user=user, name=shown)
        record_change(
            actor=actor, verb="invite to review", object_type="post-mortem",
            object_id=found.number, changes={"review": review, "role": role.value, "name": shown},
        )  # fmt: skip
        return made


def uninvite(*, actor: Actor, number_or_id: int | str, review: int, invitee: int) -> Invitee:
    """Takes somebody off the list; returns who it was. Raises NotFound."""
    with writing():
        found, row = access_review(actor, number_or_id, review, Need.CHANGE)
        gone = row.invitees.filter(pk=invitee).first()
        if gone is None:
            raise NotFound(f"no invitee {invitee}")
        Invitee.objects.filter(pk=gone.pk).delete()
        record_change(
            actor=actor, verb="take off review", object_type="post-mortem",
            object_id=found.number,
            changes={"review": review, "role": gone.role, "name": gone.name},
        )  # fmt: skip
        return gone
