"""Takes evidence away, brings it back, and erases what it holds for good.

A removed piece keeps its row, its number and its digest: a text that cites it still tells what it
cited. Erasing takes the content and leaves the digest, by which a copy kept elsewhere is known.
"""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, NotFound
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Evidence
from hansei.project.transactions import writing


def remove_evidence(*, actor: Actor, number_or_id: int | str, evidence: int) -> Evidence:
    """The piece with this number, removed. Raises NotFound."""
    with writing():
        found = _piece(actor, number_or_id, evidence, Need.CHANGE)
        if found.removed is None:
            found.removed = timezone.now()
            found.save(update_fields=["removed"])
            _record(actor, found, "remove evidence")
        return found


def return_evidence(*, actor: Actor, number_or_id: int | str, evidence: int) -> Evidence:
    """The piece with this number, back again; undoes `remove_evidence`.

    Raises Conflict where it was erased meanwhile, NotFound.
    """
    with writing():
        found = _piece(actor, number_or_id, evidence, Need.CHANGE)
        if found.is_erased:
            raise Conflict(f"ev{found.number} was erased: only its digest is left")
        if found.removed is not None:
            found.removed = None
            found.save(update_fields=["removed"])
            _record(actor, found, "return evidence")
        return found


def erase_evidence(*, actor: Actor, number_or_id: int | str, evidence: int) -> Evidence:
    """The removed piece with this number without its content, name and address. Nothing undoes it.

    Raises Conflict for one that was not removed first, NotFound where the actor does not decide
    over the post-mortem.
    """
    with writing():
        found = _piece(actor, number_or_id, evidence, Need.LEAD)
        if found.removed is None:
            raise Conflict(f"ev{found.number} has to be removed before it is erased")
        if not found.is_erased:
            found.content, found.url, found.file_name, found.size = None, "", "", 0
            found.save(update_fields=["content", "url", "file_name", "size"])
            _record(actor, found, "erase evidence")
        return found


def _piece(actor: Actor, number_or_id: int | str, evidence: int, need: Need) -> Evidence:
    standing = access_post_mortem(actor, number_or_id, need)
    found = standing.evidence.filter(number=evidence).first()
    if found is None:
        raise NotFound(f"no evidence ev{evidence} in {standing.reference}")
    return found


def _record(actor: Actor, found: Evidence, verb: str) -> None:
    record_change(
        actor=actor,
        verb=verb,
        object_type="post-mortem",
        object_id=found.post_mortem.number,
        changes={"evidence": f"ev{found.number}", "digest": found.digest},
    )
