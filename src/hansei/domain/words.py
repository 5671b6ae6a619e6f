"""Milestones and signals that a timeline line's own words tell.

The rules are phrases (`phrases`), matched on words rather than characters: every phrase is looked
for only where its rarest element stands, so a text without such a word costs one set operation.
A denied, planned, attempted or asked phrase tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from hansei.domain.document import Milestone
from hansei.domain.event import Signal
from hansei.domain.phrase_index import Phrase, phrase_index, prefilter
from hansei.domain.vocabulary import (
    CHANGES,
    DENIALS,
    DEPLOYS,
    FAILS,
    MISHAPS,
    PLANS,
    UNDOES,
)

_LONGEST = 4000
# Status codes of the 400s and 500s tell something; other long numbers only tell lines apart.
_VARYING = re.compile(r"[0-9a-f]{6,}|\d{4,}|(?<!\d)[0-36-9]\d\d(?!\d)")
_START, _BREAK, _ASKED = "^", ".", "?"
_WORD = re.compile(r"[^\W_][\w'%]*|[.;!?](?=\s|$)|\n")
_PUNCTUATION = str.maketrans(dict.fromkeys('-_/\\.,;:!?()[]{}<>*`"|=+#–—~', " ") | {"’": "'"})
_HYPHENS = str.maketrans({"’": "'", "-": " ", "‑": " ", "/": " ", "_": " "})
_BUT = frozenset(("but", "however", "although", "despite", "while"))
_SEEMING = frozenset(("seem", "seems", "seemed", "appear", "appears", "appeared", "able", "back"))
_LASTING = frozenset(("permanently", "permanent"))  # the impact had ended before
_DEEDS = frozenset((Milestone.MITIGATED, Milestone.RECOVERED, Milestone.RESOLVED))
_STOPS = (_BREAK, _ASKED)
_LOOK_BACK, _LOOK_AHEAD = 5, 5
_PLAIN = 74
_STATED = 90
"""From this weight on a phrase states its milestone and is not overruled by another one."""


class Hit(NamedTuple):
    """A milestone that a text tells: `weight` 1 to 100, `reason` names the words found."""

    milestone: Milestone
    weight: int
    reason: str


class _Found(NamedTuple):
    weight: int
    first: int
    last: int


def milestones_told(text: str) -> tuple[Hit, ...]:
    """As `milestone_words`, for many lines: texts that differ in long numbers alone share it."""
    return _hits_of_form(_form(text))


@lru_cache(maxsize=200_000)
def _form(text: str) -> str:
    """A text without what tells it from others of its kind; each is asked for several times."""
    return _VARYING.sub("n", text[:_LONGEST])


@lru_cache(maxsize=16384)
def _hits_of_form(text: str) -> tuple[Hit, ...]:
    return tuple(milestone_words(text))


def milestone_words(text: str) -> list[Hit]:
    """The milestones that `text` tells, surest first; at most one hit for each milestone."""
    lowered = text[:_LONGEST].lower()
    if _ANCHORS.isdisjoint(lowered.translate(_PUNCTUATION).split()) and not _has_pair(lowered):
        return []
    tokens = _tokens(lowered)
    best: dict[Milestone, _Found] = {}
    for position, token in enumerate(tokens):
        for phrase in _BY_ANCHOR.get(token, ()):
            known = best.get(phrase.milestone)
            if known is not None and known.weight >= phrase.weight:
                continue
            span = _span(phrase, tokens, position)
            if span and _said(phrase, tokens, *span):
                best[phrase.milestone] = _Found(phrase.weight, *span)
    _settle(best)
    hits = [
        Hit(milestone, found.weight, " ".join(tokens[found.first : found.last + 1]).lstrip("^ "))
        for milestone, found in best.items()
    ]
    return sorted(hits, key=attrgetter("weight"), reverse=True)


def _has_pair(lowered: str) -> bool:
    for pair in _PAIRS:  # noqa: SIM110 - a generator would cost more than the search
        if pair in lowered:
            return True
    return False


def _tokens(lowered: str) -> list[str]:
    plain = lowered.translate(_HYPHENS).replace(" re ", " re").replace("on call", "oncall")
    return [_START, *(_BREAK if word in ";!\n" else word for word in _WORD.findall(plain))]


def _span(phrase: Phrase, tokens: Sequence[str], anchored: int) -> tuple[int, int] | None:
    """First and last word of the phrase around its anchor; each element as near as possible."""
    first = last = anchored
    for index in range(phrase.anchor - 1, -1, -1):
        for step in range(phrase.gaps[index + 1] + 1):
            at = first - 1 - step
            if at < 0 or tokens[at] in _STOPS:
                return None
            if tokens[at] in phrase.elements[index]:
                first = at
                break
        else:
            return None
    for index in range(phrase.anchor + 1, len(phrase.elements)):
        for at in range(last + 1, last + 2 + phrase.gaps[index]):
            if at >= len(tokens) or tokens[at] in _STOPS:
                return None
            if tokens[at] in phrase.elements[index]:
                last = at
                break
        else:
            return None
    return first, last


def _said(phrase: Phrase, tokens: Sequence[str], first: int, last: int) -> bool:
    """Whether the phrase is stated as a fact: not denied, planned, attempted or asked."""
    start = first
    while start > 0 and first - start < _LOOK_BACK and tokens[start - 1] not in _STOPS:
        start -= 1
        if tokens[start] in _BUT:
            start += 1
            break
    before = tokens[start:first]
    deed = phrase.milestone in _DEEDS
    if not DENIALS.isdisjoint(before) or not PLANS.isdisjoint(before):
        return False
    purpose = deed or phrase.milestone is Milestone.CAUSE_IDENTIFIED
    if purpose and "to" in before[-1:] and _SEEMING.isdisjoint(before[-2:-1]):
        return False
    inside = {token for token in tokens[first : last + 1] if not _in_phrase(phrase, token)}
    if not DENIALS.isdisjoint(inside) or (deed and not PLANS.isdisjoint(inside)):
        return False
    if phrase.milestone is Milestone.MITIGATED and not MISHAPS.isdisjoint(_clause(tokens, first)):
        return False
    if phrase.milestone is Milestone.RECOVERED and not _LASTING.isdisjoint(_clause(tokens, first)):
        return False
    return _holds_after(tokens, last, purpose)


def _clause(tokens: Sequence[str], at: int) -> Sequence[str]:
    first = last = at
    while first > 0 and tokens[first - 1] not in _STOPS:
        first -= 1
    while last < len(tokens) and tokens[last] not in _STOPS:
        last += 1
    return tokens[first:last]


def _in_phrase(phrase: Phrase, token: str) -> bool:
    return any(token in element for element in phrase.elements)


def _holds_after(tokens: Sequence[str], last: int, deed: bool) -> bool:
    for at in range(last + 1, len(tokens)):
        word = tokens[at]
        if word == _BREAK:
            return True
        if word == _ASKED or (deed and at - last <= _LOOK_AHEAD and word in FAILS):
            return False
    return True


def _settle(best: dict[Milestone, _Found]) -> None:
    """Words of one line that serve two milestones count for the one that they say."""
    for loser, winner, wins in _CONTESTS:
        lost, won = best.get(loser), best.get(winner)
        if lost and won and wins(lost, won):
            del best[loser]


def _overlap(one: _Found, other: _Found) -> bool:
    return one.first <= other.last and other.first <= one.last


# Each row: the milestone that gives way, the one that stands, and when (first the one that gives
# way). In order: a start of impact told by a report of it; a detection in the words of a start; an
# "investigation into the issue commenced"; "configuration restored", a deed; "permanently fixed",
# an end; "users report that it works"; "fix applied, service down"; a recovery that names failures.
_CONTESTS: tuple[tuple[Milestone, Milestone, Callable[[_Found, _Found], bool]], ...] = (
    (
        Milestone.IMPACT_START,
        Milestone.DETECTED,
        lambda start, seen: start.weight < _STATED and seen.weight >= 60,
    ),
    (Milestone.DETECTED, Milestone.IMPACT_START, lambda seen, start: start.weight >= seen.weight),
    (Milestone.IMPACT_START, Milestone.ACKNOWLEDGED, _overlap),
    (
        Milestone.RECOVERED,
        Milestone.MITIGATED,
        lambda back, fix: fix.first < back.first == back.last == fix.last,
    ),
    (
        Milestone.RECOVERED,
        Milestone.RESOLVED,
        lambda back, end: end.weight == 70 and end.first == back.last - 1,
    ),
    (
        Milestone.DETECTED,
        Milestone.RECOVERED,
        lambda seen, back: seen.weight < _STATED and back.weight >= 80,
    ),
    (
        Milestone.MITIGATED,
        Milestone.IMPACT_START,
        lambda fix, start: start.weight >= _PLAIN and start.first > fix.last,
    ),
    (
        Milestone.IMPACT_START,
        Milestone.RECOVERED,
        lambda start, back: back.weight >= 80 > start.weight,
    ),
)


_BY_ANCHOR = phrase_index()
_ANCHORS, _PAIRS = prefilter()
_TELLING = _ANCHORS | UNDOES | DEPLOYS | CHANGES | frozenset(("back", "live", "statuspage", "page"))

_SIGNAL_OF = {
    Milestone.IMPACT_START: Signal.IMPACT_STARTED,
    Milestone.ACKNOWLEDGED: Signal.ACKNOWLEDGED,
    Milestone.ESCALATED: Signal.ESCALATED,
    Milestone.CAUSE_IDENTIFIED: Signal.IDENTIFIED,
    Milestone.MITIGATED: Signal.MITIGATED,
    Milestone.RECOVERED: Signal.RECOVERED,
    Milestone.RESOLVED: Signal.RESOLVED,
}
_INTENDED = PLANS | DENIALS


def signal_words(text: str) -> Signal:
    """What an untyped text says happened; NONE where its words do not tell.

    A deployment, a rollback and a change come first: they are the likely triggers before an impact.
    Lines of a log differ in their numbers alone, so each form of line is looked at once.
    """
    return _signal_of_form(_form(text))


@lru_cache(maxsize=16384)
def _signal_of_form(text: str) -> Signal:
    lowered = text[:_LONGEST].lower()
    if _TELLING.isdisjoint(lowered.translate(_PUNCTUATION).split()) and not _has_pair(lowered):
        return Signal.NONE
    tokens = _tokens(lowered)
    if _ASKED in tokens:
        return Signal.NONE
    words = frozenset(tokens)
    if words.isdisjoint(_INTENDED):
        if not words.isdisjoint(UNDOES) or ("back" in words and "rolled" in words):
            return Signal.ROLLBACK
        if "statuspage" in words or ("status" in words and "page" in words):
            return Signal.STATUS_UPDATE
        hits = milestone_words(text)
        told = hits and hits[0].weight >= 80 and hits[0].milestone is not Milestone.MITIGATED
        if (not words.isdisjoint(DEPLOYS) or _is_live(tokens)) and not told:
            return Signal.DEPLOY
        if not words.isdisjoint(CHANGES) and not told:
            return Signal.CHANGE
    return _signal_of_hit(text, words)


def _is_live(tokens: Sequence[str]) -> bool:
    """ "v546 is live", "now live in production": a release that arrived."""
    return any(
        word == "live" and before in ("is", "now", "went", "are")
        for before, word in pairwise(tokens)
    )


def _signal_of_hit(text: str, words: frozenset[str]) -> Signal:
    hit = next((hit for hit in milestone_words(text) if hit.weight >= 60), None)
    if hit is None:
        return Signal.NONE
    if hit.milestone is not Milestone.DETECTED:
        return _SIGNAL_OF[hit.milestone]
    if "declared" in words or "declares" in words:
        return Signal.DECLARED
    if not words.isdisjoint(("alert", "alerts", "alarm", "alarms")):
        return Signal.ALERT_FIRED
    if not words.isdisjoint(("paged", "notified", "informed")):
        return Signal.NOTIFIED
    return Signal.NOTE
