"""When to meet over a post-mortem."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.document import Document
from hansei.domain.errors import InputError, NotFound
from hansei.domain.times import utc_text, zone_or_utc
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem, Review
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.project.bulk import storable
from hansei.project.transactions import writing

LENGTHS = (60, 90)
"""Minutes that a review takes: the short and the long agenda."""
_MOST_REASON = 200
_FIRST_YEAR = 2000
_FURTHEST = timedelta(days=5 * 366)


def schedule_review(
    *,
    actor: Actor,
    number_or_id: int | str,
    start: datetime,
    minutes: int = 60,
    review: int | None = None,
    reason: str = "",
) -> Review:
    """Sets the meeting, or moves the one with the key `review`. The document tells its time too.

    Saying the same again changes nothing. Raises InputError for a start without zone or another
    length than 60 and 90 minutes, and NotFound for an unknown review and where the actor may not
    change the post-mortem.
    """
    if start.tzinfo is None:
        raise InputError("the start needs a zone", place="start")
    if start.year < _FIRST_YEAR or start > timezone.now() + _FURTHEST:
        raise InputError("a review is held between 2000 and five years from now", place="start")
    if minutes not in LENGTHS:
        raise InputError("a review lasts 60 or 90 minutes", place="minutes")
    told = " ".join(storable(reason).split())[:_MOST_REASON]
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _review(standing, review)
        values = {"start": start.astimezone(UTC), "minutes": minutes, "reason": told}
        if found is not None and all(getattr(found, name) == values[name] for name in values):
            return found
        if found is None:
            found = Review.objects.create(post_mortem=standing, **values)
        else:
            Review.objects.filter(pk=found.pk).update(**values)
            found.refresh_from_db()
        document = _telling(document_of(standing), found)
        changes = {"review": found.pk, "start": utc_text(found.start), "minutes": minutes}
        _save(standing, document, actor=actor, verb="schedule review", changes=changes)
        return found


def cancel_review(*, actor: Actor, number_or_id: int | str, review: int) -> Review:
    """Takes a planned meeting out; returns what it was. Raises NotFound also for a held one."""
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _review(standing, review)
        if found is None or found.held is not None:
            raise NotFound(f"no planned review {review}")
        Review.objects.filter(pk=found.pk).delete()
        document = document_of(standing)
        extra = {key: value for key, value in document.extra.items() if key != "review"}
        document = msgspec.structs.replace(document, extra=extra)
        _save(standing, document, actor=actor, verb="cancel review", changes={"review": review})
        return found


def hold_review(
    *, actor: Actor, number_or_id: int | str, review: int, held: bool = True
) -> Review:  # fmt: skip
    """Notes that the meeting took place, or (`held` False) that it did not after all.

    Raises NotFound for an unknown review and where the actor may not change the post-mortem.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _review(standing, review)
        if found is None:
            raise NotFound(f"no review {review}")
        if (found.held is not None) is held:
            return found
        found.held = timezone.now() if held else None
        found.save(update_fields=["held"])
        record_change(
            actor=actor, verb="hold review" if held else "reopen review",
            object_type="post-mortem", object_id=standing.number, changes={"review": review},
        )  # fmt: skip
        return found


def _save(
    standing: PostMortem, document: Document, *, actor: Actor, verb: str, changes: dict[str, Any]
) -> None:
    """The document that tells the meeting; where it told it already, the audit entry alone."""
    version = standing.version
    change_document(standing, document, actor=actor, verb=verb, changes=changes)
    if standing.version == version:
        record_change(
            actor=actor, verb=verb, object_type="post-mortem", object_id=standing.number,
            changes=changes,
        )  # fmt: skip


def _review(standing: PostMortem, pk: int | None) -> Review | None:
    if pk is None:
        return None
    found = standing.reviews.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"no review {pk}")
    return found


def _telling(document: Document, review: Review) -> Document:
    """The document with the meeting in its front matter, from which exports take it."""
    stood = document.extra.get("review")
    told: dict[str, Any] = dict(stood) if isinstance(stood, dict) else {}
    told |= {
        "start": review.start.astimezone(zone_or_utc(document.zone)).isoformat(),
        "minutes": review.minutes,
    }
    if review.reason:
        told["reason"] = review.reason
    else:
        told.pop("reason", None)
    return msgspec.structs.replace(document, extra={**document.extra, "review": told})
