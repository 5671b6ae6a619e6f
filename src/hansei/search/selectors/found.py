"""Finds incidents, post-mortems and actions by their words, as far as the actor may read them.

Who may read what is part of the query that matches, never a sieve behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, OuterRef, QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.incident import ARCHIVED
from hansei.postmortem.access import (
    told,
    told_actions,
    told_incidents,
    visible,
    visible_incidents,
)
from hansei.postmortem.models import Action, PostMortem
from hansei.project.compiled import Among, compiled
from hansei.search.indexing import event_text, key_events, prose
from hansei.search.linked import services_of
from hansei.search.matching import Readable, best
from hansei.search.models import Kind as Kind
from hansei.search.snippets import Piece, marked, snippet
from hansei.search.words import Query, parsed
from hansei.timeline.models import Incident

MOST_FOUND, MOST_SUGGESTED = 10, 8
_EVENTS_LOOKED_AT = 2000
_Found = TypeVar("_Found", bound=Model)


class Hit(NamedTuple):
    """Something that was found, as pieces of text with what was found marked.

    `key` is an incident's or action's key or a post-mortem's number; `object` is the thing itself.
    """

    kind: Kind
    key: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    object: Incident | PostMortem | Action


class Results(NamedTuple):
    """What was found of one kind, best first; `more`: there is more than this."""

    kind: Kind
    hits: list[Hit]
    more: bool


class Suggestion(NamedTuple):
    """A place to go to while somebody types. `key` as of a `Hit`."""

    kind: Kind
    key: int
    title: str


def search(
    *, actor: Actor, text: str, kinds: Iterable[Kind] = (), most: int = MOST_FOUND
) -> list[Results]:
    """What fits the words, by kind: all but services unless some are chosen. See `words`."""
    query = parsed(text)
    wanted = [each for each in _READERS if each in (set(kinds) or set(_READERS))]
    if not query:
        return [Results(kind, [], more=False) for kind in wanted]
    return [_results(actor=actor, kind=kind, query=query, most=most) for kind in wanted]


def suggestions(*, actor: Actor, text: str, most: int = MOST_SUGGESTED) -> list[Suggestion]:
    """The best titles of every kind in turn; none for less than two letters."""
    query = parsed(text)
    if not query or len("".join(word for term in query.wanted for word in term.words)) < 2:
        return []
    by_kind = []
    for kind, reader in _READERS.items():
        keys = best(
            actor=actor, kind=kind, query=query, readable=reader.named, most=most, titles=True
        )
        objects = _loaded(reader.loads, keys)
        by_kind.append([Suggestion(kind, reader.key(each), reader.title(each)) for each in objects])
    ordered = [each[place] for place in range(most) for each in by_kind if place < len(each)]
    return ordered[:most]


def _results(*, actor: Actor, kind: Kind, query: Query, most: int) -> Results:
    reader = _READERS[kind]
    keys = best(actor=actor, kind=kind, query=query, readable=reader.readable, most=most + 1)
    objects = _loaded(reader.loads, keys[:most])
    texts = reader.texts(objects, query)
    hits = [
        Hit(
            kind,
            reader.key(each),
            marked(reader.title(each), query),
            snippet(texts.get(each.pk, ()), query),
            each,
        )
        for each in objects
    ]
    return Results(kind, hits, more=len(keys) > most)


def _loaded(loads: Callable[[], QuerySet[_Found]], keys: Sequence[int]) -> list[_Found]:
    by_key = {each.pk: each for each in _of_keys(loads, keys=keys)} if keys else {}
    return [by_key[key] for key in keys if key in by_key]


@compiled
def _of_keys(loads: Callable[[], QuerySet[Any]], /, *, keys: Any) -> QuerySet[Any]:
    return loads().filter(Among("pk", keys)).order_by()


class _Reader(NamedTuple):
    """How one kind is read: whose words may be shown, and whose title; which columns, and the texts
    that a snippet can be of."""

    readable: Readable
    named: Readable
    loads: Callable[[], QuerySet[Any]]
    key: Callable[[Any], int]
    title: Callable[[Any], str]
    texts: Callable[[Sequence[Any], Query], Mapping[int, Iterable[str]]]


def _incident_texts(found: Sequence[Incident], _query: Query) -> Mapping[int, Sequence[str]]:
    texts: dict[int, list[str]] = defaultdict(list)
    services = services_of(each.pk for each in found)
    for each in found:
        texts[each.pk] += [each.summary, ", ".join(services.get(each.pk, ()))]
    for incident, body in _key_events(keys=list(texts)) if texts else ():
        texts[incident].append(event_text(body))
    return texts


@compiled
def _key_events(*, keys: Any) -> QuerySet[Any, tuple[int, str]]:
    rows = key_events().filter(Among("incident", keys)).order_by("incident", "at", "pk")
    return rows.values_list("incident", "body")[:_EVENTS_LOOKED_AT]


def _post_mortem_texts(found: Sequence[PostMortem], query: Query) -> Mapping[int, Iterable[str]]:
    return {each.pk: prose(each, having=query.is_near) for each in found}


def _action_texts(found: Sequence[Action], _query: Query) -> Mapping[int, Sequence[str]]:
    return {each.pk: (each.owner, each.source) for each in found}


_HERE = OuterRef("of")


def _incident_here() -> QuerySet[Incident]:
    return Incident.objects.filter(pk=_HERE).exclude(status=ARCHIVED)


_READERS: Mapping[Kind, _Reader] = {
    Kind.INCIDENT: _Reader(
        readable=lambda actor: told_incidents(actor, _incident_here()),
        named=lambda actor: visible_incidents(actor, _incident_here()),
        loads=lambda: Incident.objects.defer("clocks", "counts", "milestones"),
        key=lambda each: each.pk,
        title=lambda each: each.title,
        texts=_incident_texts,
    ),
    Kind.POST_MORTEM: _Reader(
        readable=lambda actor: told(actor, PostMortem.objects.filter(pk=_HERE)),
        named=lambda actor: visible(actor, PostMortem.objects.filter(pk=_HERE)),
        loads=lambda: PostMortem.objects.defer("milestones"),
        key=lambda each: each.number,
        title=lambda each: each.title,
        texts=_post_mortem_texts,
    ),
    Kind.ACTION: _Reader(
        readable=lambda actor: told_actions(actor, Action.objects.filter(pk=_HERE)),
        named=lambda actor: told_actions(actor, Action.objects.filter(pk=_HERE)),
        loads=Action.objects.all,
        key=lambda each: each.pk,
        title=lambda each: each.text,
        texts=_action_texts,
    ),
}
