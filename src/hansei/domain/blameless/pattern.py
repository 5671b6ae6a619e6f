"""Compiles the patterns of the rules and matches them against the tokens of a sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from hansei.domain.blameless.clause import (
    Role,
    Subject,
    Token,
    is_adverb,
    is_gerund,
    is_participle,
    is_verb,
    role_of_noun,
    subject,
)
from hansei.domain.blameless.lexicon import Words, words
from hansei.domain.blameless.rules import Pattern, Rule, all_rules

_MARKS = frozenset(';:.!?,()\u2014\u2013"')
_KINDS = frozenset({"adv", "det", "gap", "mod", "participle", "person", "any"})
_COMMON = frozenset("and not all is are was were be been has have had if no".split())
_GUARD_REACH = 5
_CLAUSE_REACH = 25


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern: a set of words, or a class of words by its name."""

    kind: str
    among: Words = frozenset()
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """A compiled pattern with the rule it belongs to."""

    rule: Rule
    pattern: Pattern
    elements: tuple[Element, ...]
    unless: Words
    unless_next: Words
    needs: Words
    required: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `first` up to `end` (exclusive) match; `subject` is who they are about."""

    matcher: Matcher
    first: int
    end: int
    subject: Subject | None


@cache
def _by_trigger() -> dict[str, tuple[Matcher, ...]]:
    """The matchers under each of their rarest words."""
    found: dict[str, list[Matcher]] = {}
    for rule in all_rules():
        for pattern in rule.patterns:
            matcher = _compile(rule, pattern)
            for word in _trigger(matcher.elements):
                found.setdefault(word, []).append(matcher)
    return {word: tuple(matchers) for word, matchers in found.items()}


@cache
def triggers() -> Words:
    """Words of which every sentence that any rule marks holds at least one."""
    return frozenset(_by_trigger())


def candidates(present: frozenset[str]) -> set[Matcher]:
    """The matchers whose every word element has a word in `present`."""
    found = set()
    for word in present & triggers():
        for matcher in _by_trigger()[word]:
            for among in matcher.required:
                if among.isdisjoint(present):
                    break
            else:
                found.add(matcher)
    return found


def _required(elements: tuple[Element, ...]) -> tuple[Words, ...]:
    return tuple(e.among for e in elements if e.kind == "word" and not e.optional)


def _trigger(elements: tuple[Element, ...]) -> Words:
    """The rarest of the word elements that must be there: looked for before all else."""
    return min(_required(elements), key=lambda among: sum(map(_commonness, among)))


def _commonness(word: str) -> int:
    """How often a word stands in a thousand sentences of a report, very roughly."""
    if word in words("determiners") or word in words("prepositions") or word in _COMMON:
        return 300
    return 20 if word in words("everyday") or word in words("auxiliaries") else 2


def _compile(rule: Rule, pattern: Pattern) -> Matcher:
    elements = tuple(_element(rule, text) for text in pattern.find.split())
    if elements[0].kind != "word" or elements[0].optional:
        raise ValueError(f"{rule.id}: {pattern.find!r} must begin with words")
    unless = frozenset[str]().union(*(rule.vocabulary(name) for name in pattern.unless))
    needs = rule.vocabulary(pattern.needs) if pattern.needs else frozenset()
    following = frozenset(pattern.unless_next.split())
    return Matcher(rule, pattern, elements, unless, following, needs, _required(elements))


def _element(rule: Rule, text: str) -> Element:
    optional = text.endswith("?")
    text = text.removesuffix("?")
    if text[0] in "~+":
        if text[1:] not in _KINDS:
            raise ValueError(f"{rule.id}: unknown pattern element {text!r}")
        return Element(text[1:], optional=optional)
    among: set[str] = set()
    for part in text.split("|"):
        among |= rule.vocabulary(part[1:]) if part.startswith("$") else {part}
    return Element("word", frozenset(among), optional)


def matches(found: Sequence[Token], matchers: Collection[Matcher]) -> list[Match]:
    """Every match of these matchers in one sentence, in order of place."""
    here: list[Match] = []
    for at, token in enumerate(found):
        for matcher in matchers:
            if token.word not in matcher.elements[0].among:
                continue
            match = _match(matcher, found, at)
            if match:
                here.append(match)
    return here


def _match(matcher: Matcher, found: Sequence[Token], at: int) -> Match | None:
    pattern = matcher.pattern
    if pattern.starts_sentence and not _begins(found, at):
        return None
    end = _walk(matcher.elements, 0, found, at)
    if end < 0 or _turned_round(matcher, found, at, end):
        return None
    if not pattern.subject:
        return Match(matcher, at, end, None)
    about = at if pattern.about == "verb" else _verb_of_clause(found, at)
    if about < 0:
        return None
    who = subject(found, about)
    return Match(matcher, at, end, who) if who.role in pattern.subject else None


def _begins(found: Sequence[Token], at: int) -> bool:
    return all(not t.word[0].isalpha() or is_adverb(t.word) for t in found[max(0, at - 8) : at])


def _turned_round(matcher: Matcher, found: Sequence[Token], at: int, end: int) -> bool:
    if matcher.unless_next and end < len(found) and found[end].word in matcher.unless_next:
        return True
    if matcher.unless:
        before = found[max(0, at - _GUARD_REACH) : end]
        if any(t.word in matcher.unless or _denies(matcher, t.word) for t in before):
            return True
    return bool(matcher.needs) and all(t.word not in matcher.needs for t in found)


def _denies(matcher: Matcher, word: str) -> bool:
    return word.endswith("n't") and "not" in matcher.unless


def _verb_of_clause(found: Sequence[Token], at: int) -> int:
    """The nearest active verb before `at` in its clause, or -1."""
    for index in range(at - 1, max(-1, at - _CLAUSE_REACH), -1):
        word = found[index].word
        if word in _MARKS and word != ",":
            return -1
        if is_verb(word) and not _modifies(found, index):
            return -1 if _is_passive(found, index) else index
    return -1


def _modifies(found: Sequence[Token], at: int) -> bool:
    return at > 0 and found[at - 1].word in words("determiners")


def _is_passive(found: Sequence[Token], at: int) -> bool:
    if found[at].word in _BE:
        return True
    before = [t.word for t in found[max(0, at - 3) : at]]
    return is_participle(found[at].word) and any(word in _BE for word in before)


_BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())


def _walk(elements: tuple[Element, ...], number: int, found: Sequence[Token], at: int) -> int:
    """The end of the match of `elements[number:]` at `at`, or -1."""
    if number == len(elements):
        return at
    element = elements[number]
    for end in _ends(element, found, at):
        rest = _walk(elements, number + 1, found, end)
        if rest >= 0:
            return rest
    return _walk(elements, number + 1, found, at) if element.optional else -1


def _ends(element: Element, found: Sequence[Token], at: int) -> Sequence[int]:
    """Where one element may end when it begins at `at`; the likeliest first."""
    kind = element.kind
    word = found[at].word if at < len(found) else ""
    if kind == "word":
        return (at + 1,) if word in element.among else ()
    if kind == "adv":
        return (_skip_adverbs(found, at),)
    if kind == "det":
        return (at + 1, at) if word in words("determiners") else (at,)
    if kind in ("gap", "mod"):
        return _gap(found, at, 5 if kind == "gap" else 3)
    if kind == "participle":
        return (at + 1,) if word and is_participle(word) and not _is_adjective(found, at) else ()
    if kind == "person":
        return _person(found, at)
    return (at + 1,) if word else ()


def _skip_adverbs(found: Sequence[Token], at: int) -> int:
    while at < len(found) and is_adverb(found[at].word):
        at += 1
    return at


def _gap(found: Sequence[Token], at: int, most: int) -> list[int]:
    ends = [at]
    while at < len(found) and len(ends) <= most and found[at].word not in _MARKS:
        at += 1
        ends.append(at)
    return ends


def _is_adjective(found: Sequence[Token], at: int) -> bool:
    """Whether a word of -ed opens a noun phrase, as in "should have automated tests"."""
    if found[at].word not in words("adjectives_ed") or at + 1 >= len(found):
        return False
    following = found[at + 1].word
    closed = words("determiners") | words("prepositions") | words("coordinators")
    return following[0].isalpha() and following not in closed and not is_adverb(following)


def _person(found: Sequence[Token], at: int) -> Sequence[int]:
    """The end of a noun phrase from `at` whose head is a person, if there is one."""
    closed = words("prepositions") | words("coordinators") | words("subordinators")
    last = -1
    for index in range(at, min(at + 6, len(found))):
        word = found[index].word
        if word in words("teams") or word in words("someone"):
            return (index + 1,) if index == at else ()
        if word in closed or word in _MARKS or (index > at and (is_verb(word) or is_gerund(word))):
            break
        last = index
    if last < at or role_of_noun(found, at, last) is not Role.PERSON:
        return ()
    return (last + 1,)
