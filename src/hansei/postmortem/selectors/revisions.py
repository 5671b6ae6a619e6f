"""Reads the history of a post-mortem, as far as the actor may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.changes.compare import ActionChange, Comparison, compare, compare_actions
from hansei.domain.document import Document
from hansei.domain.errors import NotFound
from hansei.postmortem.access import access_post_mortem, permitted
from hansei.postmortem.models import PostMortem, Revision
from hansei.postmortem.selectors import decode_document, document_of
from hansei.postmortem.selectors.authors import shown_names
from hansei.reading.extract import actions

PAGE = 20
_LONGEST = 2_000_000
"""Characters of a document that is compared in a list; longer ones are compared when asked for."""


class State(NamedTuple):
    """A post-mortem at one time. `number` is the version; `is_now` tells that it stands.

    `by` is the author as readers know them, `author` as the audit trail does.
    """

    number: int
    at: datetime
    by: str
    author: str
    note: str
    digest: str
    is_now: bool = False


class Step(NamedTuple):
    """A state and what changed since the one before it; None where there is none before."""

    state: State
    before: int | None
    changes: Comparison | None
    actions: tuple[ActionChange, ...]


class History(NamedTuple):
    """A page of the history, newest first. `older` is where the next page begins, 0 at the end."""

    post_mortem: PostMortem
    steps: tuple[Step, ...]
    older: int
    may_change: bool


class Between(NamedTuple):
    """Two states with all differences."""

    post_mortem: PostMortem
    before: State
    after: State
    changes: Comparison
    actions: tuple[ActionChange, ...]
    may_change: bool


class Kept(NamedTuple):
    """One state with its document."""

    post_mortem: PostMortem
    state: State
    document: Document
    may_change: bool


def history(*, actor: Actor, number_or_id: int | str, before: int = 0) -> History:
    """The states of a post-mortem, `PAGE` of them, newest first, below the version `before`.

    The first page begins with the state that stands, also where no revision keeps it yet. The
    number of queries does not grow with the history. Raises NotFound.
    """
    found = access_post_mortem(actor, number_or_id)
    rows = Revision.objects.filter(post_mortem=found).order_by("-number")
    if before:
        rows = rows.filter(number__lt=before)
    kept = list(rows[: PAGE + 1])
    names = shown_names(each.author for each in kept)
    states = [(_state(each, found, names), each.document) for each in kept]
    if not before and (not kept or kept[0].number != found.version):
        newest = states[0][0] if states else None
        states = [(_now(found, newest), found.document), *states]
    steps = tuple(_steps(states))
    more = len(kept) > PAGE
    shown = steps[: len(steps) - 1] if more else steps
    return History(
        found,
        shown,
        shown[-1].state.number if more else 0,
        permitted(actor, found, Need.CHANGE),
    )


def between(*, actor: Actor, number_or_id: int | str, before: int, after: int = 0) -> Between:
    """Two states of a post-mortem; `after` 0 is the one that stands. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id)
    old, new = kept_state(found, before), kept_state(found, after)
    return Between(
        found,
        old[0],
        new[0],
        compare(old[1], new[1]),
        compare_actions(actions(old[1]), actions(new[1])),
        permitted(actor, found, Need.CHANGE),
    )


def one_state(*, actor: Actor, number_or_id: int | str, revision: int) -> Kept:
    """One state of a post-mortem with its document. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id)
    state, document = kept_state(found, revision)
    return Kept(found, state, document, permitted(actor, found, Need.CHANGE))


def kept_state(found: PostMortem, number: int) -> tuple[State, Document]:
    """A state of a post-mortem that was reached through access; 0 is the one that stands."""
    row = Revision.objects.filter(post_mortem=found, number=number or found.version).first()
    if row is None and number in (0, found.version):
        newest = Revision.objects.filter(post_mortem=found).order_by("-number").first()
        names = shown_names([newest.author] if newest else [])
        last = _state(newest, found, names) if newest else None
        return _now(found, last), document_of(found)
    if row is None:
        raise NotFound(f"no revision {number} of {found.reference}")
    return _state(row, found, shown_names([row.author])), decode_document(row.document)


def _steps(states: list[tuple[State, str]]) -> Iterable[Step]:
    documents = [decode_document(text) if len(text) <= _LONGEST else None for _, text in states]
    for at, (state, _) in enumerate(states):
        new = documents[at]
        old = documents[at + 1] if at + 1 < len(documents) else None
        before = states[at + 1][0].number if at + 1 < len(states) else None
        if old is None or new is None:
            yield Step(state, before, None, ())
        else:
            changed = compare_actions(actions(old), actions(new))
            yield Step(state, before, compare(old, new, briefly=True), changed)


def _state(row: Revision, found: PostMortem, names: dict[str, str]) -> State:
    return State(
        number=row.number,
        at=row.at,
        by=names[row.author],
        author=row.author,
        note=row.note,
        digest=row.digest,
        is_now=row.number == found.version,
    )


def _now(found: PostMortem, newest: State | None) -> State:
    """What stands: the newest stretch of writing, whose author is that of the newest revision."""
    by, author = (newest.by, newest.author) if newest else (found.created_by, found.created_by)
    return State(found.version, found.updated, by, author, "", "", is_now=True)
