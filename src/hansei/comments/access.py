"""The way to a remark: through its post-mortem, where absent and forbidden look the same."""

from __future__ import annotations

from collections.abc import Iterable

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.comments.models import Thread
from hansei.domain.errors import NotFound
from hansei.postmortem.access import access_post_mortem, visible
from hansei.postmortem.models import PostMortem


def access_thread(
    actor: Actor, number_or_id: int | str, thread: int, need: Need = Need.READ
) -> Thread:
    """One remark of a post-mortem, with the post-mortem. Raises NotFound."""
    standing = access_post_mortem(actor, number_or_id, need)
    found = Thread.objects.filter(post_mortem=standing, pk=thread).first()
    if found is None:
        raise NotFound(f"no remark {thread}")
    found.post_mortem = standing
    return found


def who_may_read(found: PostMortem, users: Iterable[User]) -> list[User]:
    """Those of `users` who may read a post-mortem: only they can be called to a remark."""
    one = PostMortem.objects.filter(pk=found.pk)
    return [each for each in users if visible(signed_in(each), one).exists()]
