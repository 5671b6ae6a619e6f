"""Reads what the rooms watch, and who wrote together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hansei.audit.models import Entry
from hansei.audit.selectors import ACCESS
from hansei.collab.models import Part
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.authors import shown_names

_TEXT_ALONE = frozenset({"write section", "write together", "edit block", "keep revision"})
"""What people do to a post-mortem that changes nobody's access."""
_NO_SESSIONS = frozenset({"token"})
"""What says who may do what where nobody is signed in."""


class News(NamedTuple):
    """What the audit trail says since: its head, and whose access may have changed.

    `post_mortems` are numbers, `accounts` keys; `everybody` that it may concern any of them.
    """

    head: int
    post_mortems: frozenset[str]
    accounts: frozenset[str]
    everybody: bool


def versions(post_mortems: Iterable[int]) -> dict[int, int]:
    """The versions of post-mortems by their keys."""
    found = PostMortem.objects.filter(pk__in=list(post_mortems))
    return dict(found.values_list("pk", "version"))


def news(since: int) -> News:
    """What was done after entry `since` that may take somebody's access away."""
    rows = Entry.objects.filter(seq__gt=since).order_by("seq")
    head, everybody = since, False
    numbers, accounts = set[str](), set[str]()
    for seq, verb, kind, key in rows.values_list("seq", "verb", "object_type", "object_id"):
        head = seq
        if kind == "post-mortem":
            if verb not in _TEXT_ALONE:
                numbers.add(key)
        elif kind == "account":
            accounts.add(key)
        elif kind in ACCESS and kind not in _NO_SESSIONS:
            everybody = True
    return News(head, frozenset(numbers), frozenset(accounts), everybody)


def head() -> int:
    """The number of the newest entry of the audit trail, 0 for none."""
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def parts(post_mortem: PostMortem, *, after: int, until: int) -> Mapping[int, tuple[str, ...]]:
    """Who had a part in the versions after one and up to another, by version.

    For a post-mortem that was reached through access. Authors as the audit trail names them.
    """
    rows = Part.objects.filter(post_mortem=post_mortem, version__gt=after, version__lte=until)
    found: dict[int, tuple[str, ...]] = {}
    for version, author in rows.order_by("version", "pk").values_list("version", "author"):
        found[version] = (*found.get(version, ()), author)
    return found


def authors(
    post_mortem: PostMortem, stretches: Iterable[tuple[int, int]]
) -> dict[int, tuple[str, ...]]:  # fmt: skip
    """Who wrote together in each stretch, by the version that it ends with; as readers know them.

    A stretch is the version before it and the one that it ends with. As for `parts`; two queries.
    """
    wanted = list(stretches)
    if not wanted:
        return {}
    known = parts(
        post_mortem, after=min(each[0] for each in wanted), until=max(each[1] for each in wanted)
    )
    names = shown_names({each for some in known.values() for each in some})
    return {
        until: tuple(dict.fromkeys(
            names[each] for version, some in known.items() if after < version <= until
            for each in some
        ))
        for after, until in wanted
    }  # fmt: skip
