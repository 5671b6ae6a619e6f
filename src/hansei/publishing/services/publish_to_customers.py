"""Publishes the text for customers, and takes it back."""

from __future__ import annotations

import secrets

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.errors import NotFound, UsageError
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem, Publication
from hansei.postmortem.selectors import document_of, timeline_of
from hansei.postmortem.selectors.standing import standing_of
from hansei.postmortem.services.moving import as_seen
from hansei.project.transactions import writing
from hansei.publishing.public_text import PublicText, leaks_in, public_text

_LONGEST_SLUG = 80


def publish_to_customers(*, actor: Actor, number_or_id: int | str, version: int) -> Publication:
    """Puts the public text where everybody can read it; a text that stands there is replaced.

    The address stays the same. A text that is there already changes nothing.

    Raises UsageError with what stands in the way: findings in the text, or an approval that the
    organisation asks for. Raises Conflict where the post-mortem is no longer at `version`, and
    NotFound where the actor may not decide over it.
    """
    seen = as_seen(access_post_mortem(actor, number_or_id, Need.LEAD), version)
    text = public_text(document_of(seen), timeline_of(actor=actor, number_or_id=seen.number))
    _refuse(text, seen.reference)
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.LEAD), version)
        _approved(standing, actor)
        digest = content_digest(text.markdown)
        found = _of(standing).first()
        if found is not None and found.withdrawn is None and (found.title, found.digest) == (
            text.title, digest,
        ):  # fmt: skip
            return found
        values = {
            "title": text.title, "version": version, "markdown": text.markdown, "digest": digest,
            "at": timezone.now(), "by": str(actor), "withdrawn": None,
        }  # fmt: skip
        if found is None:
            found = Publication.objects.create(
                post_mortem=standing, slug=_slug(text.title), **values
            )
        else:
            Publication.objects.filter(pk=found.pk).update(**values)
            found.refresh_from_db()
        _record(actor, "publish to customers", found)
        return found


def withdraw_from_customers(*, actor: Actor, number_or_id: int | str) -> Publication:
    """Takes the public text away; its address says that it is gone.

    Raises NotFound where nothing is published or the actor may not decide over it.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.LEAD)
        found = _of(standing).filter(withdrawn=None).first()
        if found is None:
            raise NotFound(f"{standing.reference} is not published to customers")
        Publication.objects.filter(pk=found.pk).update(withdrawn=timezone.now())
        found.refresh_from_db()
        _record(actor, "withdraw from customers", found)
        return found


def restore_to_customers(*, actor: Actor, number_or_id: int | str) -> Publication:
    """Puts the text back that was withdrawn, as it was.

    Raises UsageError where it holds what must not be published, and NotFound where nothing was
    withdrawn or the actor may not decide over it.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.LEAD)
        found = _of(standing).exclude(withdrawn=None).first()
        if found is None:
            raise NotFound(f"nothing of {standing.reference} was withdrawn")
        leaked = leaks_in(found.title, found.markdown)
        _refuse(PublicText(found.title, found.markdown, leaked), standing.reference)
        _approved(standing, actor)
        Publication.objects.filter(pk=found.pk).update(withdrawn=None)
        found.refresh_from_db()
        _record(actor, "restore to customers", found)
        return found


def _of(standing: PostMortem) -> QuerySet[Publication]:
    return standing.publications.order_by("-pk")


def _refuse(text: PublicText, reference: str) -> None:
    if text.findings:
        first, more = text.findings[0], len(text.findings) - 1
        rest = f", and {more} more" if more else ""
        raise UsageError(f"{reference} cannot go to customers: {first.message}{rest}")


def _approved(standing: PostMortem, actor: Actor) -> None:
    facts = standing_of(standing, actor=actor)
    if facts.wants_approval and not facts.approvals:
        reason = "its approval has lapsed" if facts.lapsed else "a second person has to approve it"
        raise UsageError(f"{standing.reference} cannot go to customers: {reason}")


def _slug(title: str) -> str:
    """An address that is read aloud easily; chance keeps others from being guessed."""
    words = slugify(title)[:_LONGEST_SLUG].strip("-") or "incident"
    return f"{words}-{secrets.token_hex(4)}"


def _record(actor: Actor, verb: str, found: Publication) -> None:
    record_change(
        actor=actor,
        verb=verb,
        object_type="post-mortem",
        object_id=found.post_mortem.number,
        changes={"slug": found.slug, "version": found.version, "text": found.digest},
    )
