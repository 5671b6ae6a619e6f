"""Which past incidents an incident is like, and why: words, services, alerts and factors.

Works offline and without a model. Words are cut to their stems and weighted by how rare they are
among all incidents (BM25's saturation and inverse document frequency, Robertson and Zaragoza 2009);
two incidents are as like as the cosine of their words. Shared services, alerts and factors, and
nearness in meaning where a model tells it, are further evidence: each leaves less room for the
likeness to be an accident. What it finds is scored on pairs that people labelled, in
bench/recurrence.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

from hansei.domain.learning.meaning import NOTHING, Meanings, evidence
from hansei.domain.learning.weightless import SAME, WEIGHTLESS
from hansei.domain.stems import stem

THRESHOLD = 0.5
"""The score from which two incidents are shown as like each other: see bench/recurrence."""
_SATURATION = 1.2
_UNSEEN = 20
"""Incidents that are thought to have happened elsewhere: where a store holds but two, a word of
both is not common."""
_TITLE_COUNTS = 2
_TELLS = 2.0
"""Two words of one service tell little, two rare ones nearly all that words can."""
_SERVICE, _ALERT, _FACTOR = 0.2, 0.35, 0.35
_OF_SERVICE, _KNOWN_SERVICE = 0.3, 3
"""What a word of a service's name is worth in a text, once so many incidents are of the service:
it is compared as a service already."""
_MOST_WHY = 5
_LONGEST = 100
_CITED = re.compile(r"\[(?:e|ev)\d+(?:, ?(?:e|ev)\d+)*\]|\(written into the page on [-\d]+\)")
"""What stands in texts and is not theirs: citations, and what a source adds."""
_NUMBER = re.compile(r"[-_]?\d[\d.,]*")
_WORD = re.compile(r"[a-z][a-z0-9+#]*(?:-[a-z0-9]+)*|\b[45]\d\d\b|\b[45]xx\b")


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident is compared by.

    `words` counts stems. The rest are sets of names; those of alerts and factors are their words
    alone, as numbers in them change from time to time. `spelt` tells how this one writes them all.
    """

    id: str
    words: Mapping[str, int]
    spelt: Mapping[str, str] = {}
    services: frozenset[str] = frozenset()
    alerts: frozenset[str] = frozenset()
    factors: frozenset[str] = frozenset()


class Reason(msgspec.Struct, frozen=True):
    """One thing that two incidents share. `kind` is "words", "service", "alert", "factor", or
    "meaning" for two sentences that say the same."""

    kind: str
    shared: tuple[str, ...]


class Match(msgspec.Struct, frozen=True):
    """A past incident that is like the one asked about, from 0 (nothing shared) to 1 (the same).

    `meant` tells that nearness in meaning is part of the score.
    """

    id: str
    score: float
    why: tuple[Reason, ...]
    meant: bool = False


def profile(
    identity: str,
    *,
    title: str,
    text: str = "",
    services: Iterable[str] = (),
    alerts: Iterable[str] = (),
    factors: Iterable[str] = (),
) -> Profile:
    """The profile of an incident from its texts, without what they cite."""
    alerts, factors = tuple(alerts), tuple(factors)
    words: Counter[str] = Counter()
    spelt = {_name(each): _short(each) for each in (*alerts, *factors)}
    for part, counts in ((title, _TITLE_COUNTS), (text, 1)):
        for found, written in stemmed(_CITED.sub(" ", part)):
            words[found] += counts
            if written != found:
                spelt.setdefault(found, written)
    return Profile(
        id=identity,
        words=dict(words),
        spelt=spelt,
        services=frozenset(each.strip().lower() for each in services if each.strip()),
        alerts=frozenset(_name(each) for each in alerts) - {""},
        factors=frozenset(_name(each) for each in factors) - {""},
    )


class Past:
    """The incidents that are searched, with an index of their words; `meanings` of some of them."""

    def __init__(self, profiles: Iterable[Profile], meanings: Meanings = NOTHING) -> None:
        self.meanings = meanings
        self._profiles = {each.id: each for each in profiles}
        self._holding: dict[str, list[str]] = defaultdict(list)
        for each in self._profiles.values():
            for word in each.words:
                self._holding[word].append(each.id)
        counts = Counter(name for each in self._profiles.values() for name in each.services)
        self._of_services = {
            word for name, n in counts.items() if n >= _KNOWN_SERVICE for word, _ in stemmed(name)
        }
        self._length = {each.id: self._norm(each) for each in self._profiles.values()}
        self._tells = {each.id: self._says(each) for each in self._profiles.values()}

    @property
    def profiles(self) -> Collection[Profile]:
        """All that is searched."""
        return self._profiles.values()

    def profile(self, identity: str) -> Profile | None:
        """One of them by its id."""
        return self._profiles.get(identity)

    def like(self, asked: Profile, *, least: float = THRESHOLD, most: int = 10) -> list[Match]:
        """The incidents most like `asked`, itself left out, the likest first."""
        meant = self._meant(asked)
        scores = [
            (self._whole(asked, self._profiles[other], cosine, meant.get(other, 0.0)), other)
            for other, cosine in (dict.fromkeys(meant, 0.0) | self._cosines(asked)).items()
            if other != asked.id
        ]
        scores.sort(key=lambda each: (-each[0], each[1]))
        return [
            Match(other, round(score, 4), self.why(asked, self._profiles[other]), other in meant)
            for score, other in scores[:most]
            if score >= least
        ]

    def score(self, first: Profile, second: Profile) -> float:
        """How like two incidents are; the order does not matter."""
        shared = first.words.keys() & second.words.keys()
        dot = sum(self._weight(first, word) * self._weight(second, word) for word in shared)
        told = _told(sum(map(self._rarity, shared)))
        cosine = told * _cosine(dot, self._norm(first), self._norm(second))
        return self._whole(first, second, cosine, self.meant(first, second))

    def meant(self, first: Profile, second: Profile) -> float:
        """What their nearness in meaning is worth, 0 where nothing is known of it."""
        near = self.meanings.cosine(first.id, second.id)
        return evidence(near, min(self._says(first), self._says(second)))

    def _meant(self, asked: Profile) -> dict[str, float]:
        near, says = self.meanings.near(asked.id), self._says(asked)
        found = {
            other: evidence(cosine, min(says, self._tells[other]))
            for other, cosine in near.items()
            if other in self._tells
        }
        return {other: worth for other, worth in found.items() if worth > 0}

    def _says(self, of: Profile) -> float:
        """How much an incident's words tell, as the sum of their rarities."""
        return sum(map(self._rarity, of.words))

    def _cosines(self, asked: Profile) -> dict[str, float]:
        """By the words alone. Two that say next to nothing are not alike by saying the same."""
        dots: dict[str, float] = defaultdict(float)
        shared: dict[str, float] = defaultdict(float)
        for word in asked.words:
            mine, rarity = self._weight(asked, word), self._rarity(word)
            for other in self._holding.get(word, ()):
                dots[other] += mine * self._weight(self._profiles[other], word)
                shared[other] += rarity
        length = self._norm(asked)
        return {
            other: _told(shared[other]) * _cosine(dot, length, self._length[other])
            for other, dot in dots.items()
            if dot > 0
        }

    def _weight(self, of: Profile, word: str) -> float:
        count = of.words[word]
        return self._rarity(word) * count * (1 + _SATURATION) / (count + _SATURATION)

    def _rarity(self, word: str) -> float:
        holding = len(self._holding.get(word, ()))
        size = len(self._profiles) + _UNSEEN
        rarity = math.log(1 + (size - holding + 0.5) / (holding + 0.5))
        return rarity * (_OF_SERVICE if word in self._of_services else 1)

    def _norm(self, of: Profile) -> float:
        return math.sqrt(sum(self._weight(of, word) ** 2 for word in of.words))

    def _whole(self, first: Profile, second: Profile, cosine: float, meant: float) -> float:
        """Pieces of evidence together: each leaves less room for an accident."""
        room = (1 - cosine) * (1 - meant)
        room *= 1 - _SERVICE * _overlap(first.services, second.services)
        room *= 1 - _ALERT * _overlap(first.alerts, second.alerts)
        room *= 1 - _FACTOR * _overlap(first.factors, second.factors)
        return 1 - room

    def why(self, first: Profile, second: Profile) -> tuple[Reason, ...]:
        """What two incidents share, the words that weigh most as `first` writes them."""
        words = sorted(
            first.words.keys() & second.words.keys(),
            key=lambda word: -self._weight(first, word) * self._weight(second, word),
        )[:_MOST_WHY]
        found = (
            ("factor", sorted(first.factors & second.factors)),
            ("alert", sorted(first.alerts & second.alerts)),
            ("service", sorted(first.services & second.services)),
            ("words", words),
        )
        return tuple(
            Reason(kind, tuple(first.spelt.get(each, each) for each in shared))
            for kind, shared in found
            if shared
        )


def _told(shared: float) -> float:
    """From 0 to 1 with how much the shared words tell: the sum of their rarities."""
    return -math.expm1(-shared / _TELLS)


def _cosine(dot: float, one: float, other: float) -> float:
    return min(1.0, dot / (one * other)) if dot else 0.0


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second) if first and second else 0.0


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1].rstrip()}…"


def _name(text: str) -> str:
    found = (word for word, _ in stemmed(_NUMBER.sub(" ", text)))
    return " ".join(dict.fromkeys(word for word in found if len(word) > 1))


def stemmed(text: str) -> list[tuple[str, str]]:
    """The words of a text that tell something, each as its stem and as it is written."""
    found = _WORD.findall(text.lower())
    return [(_stem(word), word) for word in found if len(word) > 1 and word not in WEIGHTLESS]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return SAME.get(word) or stem(word)


def precision_recall(
    scored: Sequence[tuple[float, bool]], threshold: float
) -> tuple[float | None, float | None]:
    """Of pairs with a score and a person's verdict: precision and recall at a threshold.

    None where nothing was found, or nothing was to be found.
    """
    found = [verdict for score, verdict in scored if score >= threshold]
    true = sum(verdict for _, verdict in scored)
    hits = sum(found)
    return hits / len(found) if found else None, hits / true if true else None
