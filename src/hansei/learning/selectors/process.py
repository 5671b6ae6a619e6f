"""How well the work after incidents goes: when it is published, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import TypeAlias

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.claims import coverage
from hansei.domain.coverage import Acceptance, factor_coverage
from hansei.domain.document import Document, Milestone
from hansei.domain.event import Event, Signal
from hansei.domain.learning.durations import Durations, durations
from hansei.domain.learning.facts import UNCOUNTED, UNKNOWN, Facts, Flag, micros
from hansei.domain.stages import Stage
from hansei.learning.selectors.chosen import EVERYTHING, Chosen, chosen_facts
from hansei.organisation.selectors import today
from hansei.postmortem.models import PostMortem, RiskAcceptance
from hansei.reading.extract import actions, stated_factors
from hansei.timeline.models import Event as EventRow

MOST_READ = 300
"""Post-mortems whose text is looked at, and incidents whose events are, the newest first."""
_MOST_KEPT = 2048
_MICRO = 1e-6
_Key: TypeAlias = tuple[object, ...]
_Look: TypeAlias = tuple[int, int, int, int]
"""Statements that are cited, of how many; factors that are answered, of how many."""
_kept: dict[_Key, _Look] = {}
_turn = Lock()
_decode_document = msgspec.json.Decoder(Document).decode
_decode_event = msgspec.json.Decoder(Event).decode


class Share(msgspec.Struct, frozen=True):
    """`part` of `whole`; `share` is None of nothing."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.part / self.whole if self.whole else None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The process over a population. Durations in seconds.

    `published` have a day of publication, which adopted ones lack. `to_publish` runs from the end
    of the incident to that day, `to_tell` from detection to the
    first thing that customers were told. `cited` are statements that cite evidence, `answered`
    factors with an action or an accepted risk. Of the newest `MOST_READ` where there are more:
    `read` tells how many texts, `looked` how many timelines.
    """

    incidents: int
    near_misses: Share
    written: Share
    published: Share
    to_publish: Durations
    to_tell: Durations
    cited: Share
    answered: Share
    read: int
    looked: int


def health(*, actor: Actor, chosen: Chosen = EVERYTHING) -> Health:
    """The process over the chosen incidents."""
    found = chosen_facts(actor=actor, chosen=chosen)
    flags = found.column("flags")
    found = found.where((flags & int(Flag.ARCHIVED)) == 0)
    flags = found.column("flags")
    near = int(((flags & int(Flag.NEAR_MISS)) != 0).sum())
    counted = found.where((flags & int(UNCOUNTED)) == 0)
    flags = counted.column("flags")
    written = int(((flags & int(Flag.WRITTEN)) != 0).sum())
    published = int(((flags & int(Flag.PUBLISHED)) != 0).sum())
    cited, answered, read = _texts(counted)
    told, looked = _told(counted)
    return Health(
        incidents=len(counted),
        near_misses=Share(near, near + len(counted)),
        written=Share(written, len(counted)),
        published=Share(published, len(counted)),
        to_publish=_to_publish(counted),
        to_tell=told,
        cited=cited,
        answered=answered,
        read=read,
        looked=looked,
    )


def _to_publish(found: Facts) -> Durations:
    """Adopted ones have no day of publication: they are missing."""
    ended, published = found.column("ended"), found.column("published")
    known = (ended != UNKNOWN) & (published != UNKNOWN)
    seconds = (published[known] - ended[known]) * _MICRO
    right = seconds[seconds >= 0]
    return durations(
        right, missing=len(found) - int(known.sum()), invalid=len(seconds) - len(right)
    )


def _newest(found: Facts) -> list[int]:
    import numpy

    order = numpy.argsort(found.column("first"), kind="stable")[-MOST_READ:]
    keys: list[int] = found.column("incident")[order].tolist()
    return keys


def _texts(found: Facts) -> tuple[Share, Share, int]:
    """How many statements are cited and factors answered where a post-mortem is past its draft."""
    rows = PostMortem.objects.filter(incidents__in=_newest(found)).exclude(status=Stage.DRAFT.value)
    versions = list(rows.distinct().values_list("pk", "version"))
    signed = _accepted([pk for pk, _ in versions])
    day = today()
    keys = {pk: (pk, version, day, *signed.get(pk, ())) for pk, version in versions}
    looks = _looked_at(keys, signed)
    cited, claims, covered, factors = (sum(each[at] for each in looks) for at in range(4))
    return Share(cited, claims), Share(covered, factors), len(looks)


def _looked_at(
    keys: Mapping[int, _Key], signed: Mapping[int, tuple[Acceptance, ...]]
) -> list[_Look]:
    """What each text rests on; kept as long as neither it nor an acceptance changes."""
    with _turn:
        known = {pk: _kept[key] for pk, key in keys.items() if key in _kept}
    missing = [pk for pk in keys if pk not in known]
    for pk, text in PostMortem.objects.filter(pk__in=missing).values_list("pk", "document"):
        document = _decode_document(text)
        seen = coverage(document)
        answered = factor_coverage(
            stated_factors(document), actions(document), signed.get(pk, ()), today=today()
        )
        known[pk] = seen.cited, seen.total, answered.covered, answered.total
    with _turn:
        _kept.update({keys[pk]: known[pk] for pk in missing if pk in known})
        while len(_kept) > _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
    return list(known.values())


def _accepted(keys: Sequence[int]) -> dict[int, tuple[Acceptance, ...]]:
    found: dict[int, tuple[Acceptance, ...]] = {}
    rows = RiskAcceptance.objects.filter(post_mortem__in=keys, withdrawn=None)
    for row in rows.order_by("at", "pk"):
        one = Acceptance(key=row.key, factor=row.factor, at=row.at, until=row.until)
        found[row.post_mortem_id] = (*found.get(row.post_mortem_id, ()), one)
    return found


def _told(found: Facts) -> tuple[Durations, int]:
    """From detection to the first status update; invalid where customers were told before.

    Where the update is itself what detection was inferred from, nothing else tells when it was.
    """
    keys = _newest(found)
    first: dict[int, int] = {}
    for incident, at in _updates(keys):
        first[incident] = min(at, first.get(incident, at))
    detected = dict(
        zip(found.column("incident").tolist(), found.milestone(Milestone.DETECTED).tolist(),
            strict=True)
    )  # fmt: skip
    seconds = [
        (first[each] - detected[each]) * _MICRO
        for each in keys
        if each in first and detected[each] not in (UNKNOWN, first[each])
    ]
    right = [each for each in seconds if each >= 0]
    total = durations(right, missing=len(keys) - len(seconds), invalid=len(seconds) - len(right))
    return total, len(keys)


def _updates(keys: list[int]) -> Iterator[tuple[int, int]]:
    mark = f'"signal":"{Signal.STATUS_UPDATE.value}"'
    rows = EventRow.objects.filter(incident__in=keys, removed=False, body__contains=mark)
    for incident, at in rows.values_list("incident_id", "at"):
        yield incident, micros(at)
