"""Factor-to-action coverage: what answers each contributing factor.

A factor is answered by an action that names it ("F1"), by one whose words are about the same
thing, or by a person who accepts its risk until a day. `reading.extract` gives the factors and the
actions of a document:

    factor_coverage(stated_factors(document), actions(document), acceptances, today=...)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from hansei.domain.document import Action, ActionStatus
from hansei.domain.stems import about_same, stems, telling

_MOST_FACTORS, _MOST_ACTIONS = 100, 300
_KEY = re.compile(r"F[1-9][0-9]{0,2}", re.ASCII)


class FactorType(StrEnum):
    """What part a factor played."""

    PRIMARY = "primary cause"
    TRIGGER = "trigger"
    CONDITION = "condition"
    BARRIER = "failed barrier"
    AMPLIFIER = "amplifier"
    DETECTION = "detection gap"
    RECOVERY = "recovery aid"


class Factor(msgspec.Struct, frozen=True):
    """A contributing factor as written. `key` is its number ("F1"), `line` 0 where not known."""

    text: str
    line: int = 0
    key: str = ""
    type: FactorType | None = None
    cites: tuple[str, ...] = ()


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """A signed decision to live with a factor: `factor` is its wording when it was signed.

    It holds to the end of the day `until`, or for ever without one.
    """

    key: str
    factor: str
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    until: date | None = None


class Answer(StrEnum):
    """How a factor is answered."""

    ACTION = "action"
    WORDS = "words"
    """No action names it, but one is about the same thing."""
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    """Its risk was accepted, and that day is over."""
    OPEN = "open"


class Answered(msgspec.Struct, frozen=True):
    """A factor with what answers it. `actions` are positions in the list of actions, from 0."""

    factor: Factor
    answer: Answer
    actions: tuple[int, ...] = ()
    acceptance: Acceptance | None = None

    @property
    def covered(self) -> bool:
        return self.answer in (Answer.ACTION, Answer.WORDS, Answer.ACCEPTED)


class FactorCoverage(msgspec.Struct, frozen=True):
    """ "3 of 4 factors answered". `idle` are positions of actions that name no factor there is."""

    factors: tuple[Answered, ...] = ()
    idle: tuple[int, ...] = ()

    @property
    def covered(self) -> int:
        return sum(each.covered for each in self.factors)

    @property
    def total(self) -> int:
        return len(self.factors)

    @property
    def open(self) -> tuple[Answered, ...]:
        """The factors that nothing answers."""
        return tuple(each for each in self.factors if not each.covered)


def number_free(written: Sequence[str]) -> list[str]:
    """Numbers of factors as written, with a new one for each that has none or another's.

    New ones come after the highest: the number of a factor that was deleted may still be named.
    """
    found: list[str] = []
    kept = [each.upper() if _KEY.fullmatch(each.upper()) else "" for each in written]
    last = max((int(each[1:]) for each in kept if each), default=0)
    for each in kept:
        if not each or each in found:
            last += 1
        found.append(each if each and each not in found else f"F{last}")
    return found


def numbered(factors: Iterable[Factor]) -> list[Factor]:
    """Factors with the number that actions name them by; questions to ask are none."""
    stated = [each for each in factors if not each.text.endswith("?")]
    keys = number_free([each.key for each in stated])
    return [msgspec.structs.replace(each, key=key) for each, key in zip(stated, keys, strict=True)]


def factor_coverage(
    factors: Sequence[Factor], actions: Sequence[Action], acceptances: Iterable[Acceptance] = (),
    *, today: date | None = None,
) -> FactorCoverage:  # fmt: skip
    """What answers each factor. `acceptances` are those that were not withdrawn, in order of time.

    A cancelled action answers nothing, nor does a suggestion that nobody took up. Without `today`
    no acceptance has run out. The primary cause counts as a factor; a recovery aid helped and needs
    no answer.
    """
    stated = [
        each for each in numbered(factors)[:_MOST_FACTORS] if each.type is not FactorType.RECOVERY
    ]
    alive = [
        (position, each) for position, each in enumerate(actions[:_MOST_ACTIONS])
        if each.status is not ActionStatus.CANCELLED and not each.is_suggestion
    ]  # fmt: skip
    words = [stems(each.text) for _, each in alive]
    tell = telling([*words, *(stems(each.text) for each in stated)])
    signed = list(acceptances)
    found = []
    for factor in stated:
        named = tuple(at for at, each in alive if factor.key in each.answers)
        alike = () if named else _alike(factor, alive, words, tell)
        acceptance = _accepted(factor, signed)
        found.append(
            Answered(factor, _answer(named, alike, acceptance, today), named or alike, acceptance)
        )
    keys = {each.key for each in stated}
    idle = tuple(at for at, each in alive if keys.isdisjoint(each.answers))
    return FactorCoverage(tuple(found), idle)


def _accepted(factor: Factor, signed: Sequence[Acceptance]) -> Acceptance | None:
    """The newest acceptance of this factor: of its wording, or of its number and like words.

    Numbers move when a factor is added above; what was signed for one must not cover another.
    """
    for each in reversed(signed):
        if _plain(each.factor) == _plain(factor.text):
            return each
    own = stems(factor.text)
    for each in reversed(signed):
        if each.key == factor.key and about_same(own, stems(each.factor), ()):
            return each
    return None


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")


def _answer(
    named: Sequence[int], alike: Sequence[int], acceptance: Acceptance | None, today: date | None
) -> Answer:
    if named:
        return Answer.ACTION
    if acceptance and (today is None or acceptance.until is None or acceptance.until >= today):
        return Answer.ACCEPTED
    if alike:
        return Answer.WORDS
    return Answer.EXPIRED if acceptance else Answer.OPEN


def _alike(
    factor: Factor, alive: Sequence[tuple[int, Action]], words: Sequence[frozenset[str]],
    tell: frozenset[str],
) -> tuple[int, ...]:  # fmt: skip
    own = stems(factor.text)
    return tuple(
        at for (at, _), each in zip(alive, words, strict=True) if about_same(own, each, tell)
    )
