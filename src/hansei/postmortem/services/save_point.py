"""When a post-mortem's history gets another revision.

Writing saves itself every second or so, and a revision for each of those would bury the history.
A stretch of writing is one revision: it ends when somebody else goes on, when ten minutes have
passed since the last revision, when the status changes, when a draft or an older revision is laid
over it, or when a person asks for it. Until then the newest state stands in the post-mortem alone.

    save_point(...)         on demand
    keep_standing(...)      before a change: the state that it replaces, where a stretch ends
    keep_changed(...)       after a change: the new state, where a stretch begins

A revision has the number of the version that it keeps. The author of a stretch is the one of the
newest revision, because the first change of a new author is kept. Where people write at the same
time, `TOGETHER` is the least time between two changes of author, so that they do not make a
revision with every breath; the audit trail tells them apart all the same.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hansei.accounts.actor import Actor, ActorKind
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem, Revision
from hansei.project.bulk import storable
from hansei.project.transactions import writing

STRETCH = timedelta(minutes=10)
TOGETHER = timedelta(minutes=2)


def save_point(*, actor: Actor, number_or_id: int | str, note: str = "") -> Revision:
    """Keeps the post-mortem as it stands now as a revision; the one there is, if it is kept.

    Raises NotFound where the actor may not change it.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        newest = _newest(standing)
        if newest is not None and newest.number == standing.version:
            return newest
        kept = _keep(standing, author=newest.author if newest else str(actor), note=note)
        record_change(
            actor=actor,
            verb="keep revision",
            object_type="post-mortem",
            object_id=standing.number,
            changes={"version": standing.version, "document": kept.digest},
        )
        return kept


def keep_standing(standing: PostMortem, actor: Actor, *, always: bool = False) -> bool:
    """Before `standing` is replaced: keeps it where a stretch of writing ends with it.

    `always` is for what replaces more than a person wrote just now: a draft, an older revision.
    Returns whether a stretch begins with the change, for `keep_changed`.
    """
    newest = _newest(standing)
    if newest is None:
        return True
    age = timezone.now() - newest.at
    theirs = newest.author != str(actor)
    begins = theirs and not (age < TOGETHER and newest.author.startswith(ActorKind.USER))
    if newest.number != standing.version and (always or begins or age >= STRETCH):
        _keep(standing, author=newest.author)
    return begins


def keep_changed(
    saved: PostMortem, actor: Actor, *, always: bool = False, note: str = "", markdown: str = ""
) -> None:
    """After a change: keeps the new state, if `always`; without it the first state only.

    `always` is what `keep_standing` returned, or true for more than a person wrote just now.
    """
    newest = _newest(saved)
    if newest is None or (always and newest.number != saved.version):
        _keep(saved, author=str(actor), note=note, markdown=markdown)


def _newest(post_mortem: PostMortem) -> Revision | None:
    newest = post_mortem.revisions.order_by("-number")
    return newest.only("number", "author", "at", "post_mortem_id", "digest").first()


def _keep(state: PostMortem, *, author: str, note: str = "", markdown: str = "") -> Revision:
    return Revision.objects.create(
        post_mortem=state,
        number=state.version,
        document=state.document,
        markdown=storable(markdown),
        digest=content_digest(state.document),
        author=author,
        at=state.updated,
        note=storable(note),
    )
