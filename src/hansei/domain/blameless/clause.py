"""Who or what does it: finds the subject of a verb without a full parse.

English keeps the subject in front of its verb, so the analyser walks left from the verb over
adverbs, asides and prepositional phrases to the noun phrase that governs it. It knows closed
word classes by heart and takes anything else for a noun. Each walk is bounded, so that the time
for a sentence stays linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from hansei.domain.blameless.lexicon import words
from hansei.domain.blameless.prose import CODE

_TOKEN = re.compile(rf"[\w{CODE}@#](?:[\w{CODE}'@.+-]*[\w{CODE}])?|[^\w\s]")
_REACH = 40
_OPENING = frozenset(
    "while who which after during when using as in on at although though despite having".split()
)
_STOPS = frozenset(';:.!?\u2014\u2013-"')
_ENDS = frozenset(";:.!?")
_DETERMINERS, _PREPOSITIONS = words("determiners"), words("prepositions")
_COORDINATORS, _AUXILIARIES = words("coordinators"), words("auxiliaries")
_SUBORDINATORS, _PRONOUNS = words("subordinators"), words("pronouns")
_BREAKS = _PREPOSITIONS | _COORDINATORS | _SUBORDINATORS | _PRONOUNS
_RELATIVES = frozenset({"who", "that", "which"})


class Token(NamedTuple):
    """A word or a mark: in lower case, as written, and where it stands in the sentence."""

    word: str
    raw: str
    start: int
    end: int


class Role(StrEnum):
    """What kind of thing a subject is."""

    PERSON = "person"
    TEAM = "team"  # we, I
    USER = "user"  # a customer or user of the service
    UNSURE = "unsure"  # "they" with nobody named before
    PROCESS = "process"  # something that people do: a review, a decision, "testing it"
    THING = "thing"
    IMPLIED = "implied"  # none written, as in a list item: "Forgot to renew it"


class Subject(NamedTuple):
    """The subject of a verb: its role and its tokens, `first` to `last` inclusive."""

    role: Role
    first: int
    last: int


_NONE = Subject(Role.IMPLIED, -1, -1)


def tokens(sentence: str) -> list[Token]:
    """The words and marks of a sentence."""
    return [Token(m[0].lower(), m[0], *m.span()) for m in _TOKEN.finditer(sentence)]


def is_adverb(word: str) -> bool:
    """Whether a word only colours a verb: "accidentally", "then"."""
    if word in words("adverbs"):
        return True
    return word.endswith("ly") and len(word) > 4 and word not in words("not_adverbs")


def is_participle(word: str) -> bool:
    """Whether a word can follow "have": "checked", "seen"."""
    if word in words("participles"):
        return True
    return word.endswith("ed") and len(word) > 3 and word not in words("not_verbs")


def is_verb(word: str) -> bool:
    """Whether a word is likely a finite verb: an auxiliary or a past tense."""
    if word in _AUXILIARIES or word in words("verbs_past"):
        return True
    return word.endswith("ed") and len(word) > 3 and word not in words("not_verbs")


def _singular(word: str) -> list[str]:
    word = word.removesuffix("'s").removesuffix("'")
    return [word, word[:-1]] if word.endswith("s") else [word]


def role_of_noun(found: Sequence[Token], first: int, last: int) -> Role:
    """The role of the noun phrase `first` to `last`, told by its head, the last word."""
    token = found[last]
    if last > first and len(token.raw) == 1 and token.raw.isupper():
        return role_of_noun(found, first, last - 1)
    for head, governors in (("lead", "lead_of"), ("agent", "agent_of")):
        if head in _singular(token.word):
            known = last > first and found[last - 1].word in words(governors)
            return Role.PERSON if known else Role.THING
    for head in _singular(token.word):
        if head in words("persons"):
            before = {t.word for t in found[first:last]} | {t.raw[:1] for t in found[first:last]}
            machine = CODE in before or bool(before & words("technical_modifiers"))
            return Role.THING if machine and head in words("ambiguous_persons") else Role.PERSON
        if head in words("users"):
            return Role.USER
        if head in words("process_nouns"):
            return Role.PROCESS
    if token.raw.startswith("@") or _is_name(found, first, last):
        return Role.PERSON
    return Role.PROCESS if is_gerund(found[first].word) and first < last else Role.THING


def _is_name(found: Sequence[Token], first: int, last: int) -> bool:
    for token in found[max(first, last - 1) : last + 1]:
        name = token.word.removesuffix("'s")
        if not token.raw[:1].isupper():
            return False
        if name in words("given_names") and token.raw[1:2].islower():
            return True
    return False


def is_gerund(word: str) -> bool:
    """Whether a word of -ing is a verb form: "deploying", not "morning"."""
    return word.endswith("ing") and len(word) > 5 and word not in words("not_gerunds")


def subject(found: Sequence[Token], verb: int, depth: int = 0) -> Subject:
    """The subject of the verb (or of the adverb in front of it) at index `verb`."""
    at = _before_verb_group(found, verb)
    if at < 0 or depth > 4:
        return _NONE
    word = found[at].word
    if word == "," or word in _COORDINATORS:
        return _shared_or_aside(found, at, depth)
    if word == ")":
        opened = _find_back(found, at, "(")
        return subject(found, opened, depth + 1) if opened > 0 else _NONE
    if word in _STOPS:
        return _NONE
    if word in _RELATIVES or word in words("things"):
        return _relative(found, at, depth)
    if word in _PRONOUNS:
        return Subject(_pronoun_role(found, at), at, at)
    if word in _SUBORDINATORS or word in _PREPOSITIONS:
        return _NONE
    return _noun_phrase(found, at, depth)


def _before_verb_group(found: Sequence[Token], verb: int) -> int:
    at, least = verb - 1, verb - _REACH
    while at >= max(0, least):
        word = found[at].word
        if not (is_adverb(word) or word in _AUXILIARIES) or _contracted(word):
            break
        at -= 1
    return at


def _contracted(word: str) -> bool:
    return word in _AUXILIARIES and word.split("'")[0] in _PRONOUNS


def _pronoun_role(found: Sequence[Token], at: int) -> Role:
    word = found[at].word.split("'")[0]
    if word in words("teams"):
        return Role.TEAM
    if word == "they":
        earlier = range(max(0, at - _REACH), at)
        named = any(role_of_noun(found, i, i) is Role.PERSON for i in earlier)
        return Role.PERSON if named else Role.UNSURE
    return Role.PERSON if word in words("someone") else Role.THING


def _shared_or_aside(found: Sequence[Token], at: int, depth: int) -> Subject:
    """The subject before "and" (shared by two verbs) or before an aside between commas."""
    if found[at].word == "," and at and found[at - 1].word not in _COORDINATORS:
        opened = _find_back(found, at, ",")
        if opened > 0 and _opens_aside(found[opened + 1].word):
            return subject(found, opened, depth + 1)
    for verb in range(at - 1, max(-1, at - _REACH), -1):
        word = found[verb].word
        if word in _ENDS:
            break
        if is_verb(word):
            shared = subject(found, verb, depth + 1)
            if shared.role is not Role.IMPLIED:
                return shared
    return _NONE


def _opens_aside(word: str) -> bool:
    return word in _OPENING or is_gerund(word)


def _find_back(found: Sequence[Token], at: int, mark: str) -> int:
    for index in range(at - 1, max(-1, at - _REACH), -1):
        if found[index].word == mark:
            return index
    return -1


def _relative(found: Sequence[Token], at: int, depth: int) -> Subject:
    """What "who", "that" or "which" stands for, or the thing that a pronoun points to."""
    before = at - 1
    if found[at].word == "who":
        users = before >= 0 and role_of_noun(found, before, before) is Role.USER
        return Subject(Role.USER if users else Role.PERSON, at, at)
    if found[at].word in _RELATIVES and before >= 0 and _is_noun(found[before].word):
        antecedent = _noun_phrase(found, before, depth + 1, governed=False)
        return Subject(antecedent.role, antecedent.first, at)
    return Subject(Role.THING, at, at)


def _is_noun(word: str) -> bool:
    return (word[0].isalnum() or word[0] in CODE + "@") and not (
        word in _BREAKS or word in _DETERMINERS or is_verb(word) or is_adverb(word)
    )


def _noun_phrase(found: Sequence[Token], last: int, depth: int, governed: bool = True) -> Subject:
    first = last
    if first > 0 and found[last].raw == "A":  # "Engineer A"
        first -= 1
    while first > 0 and last - first < 8 and found[first].word not in _DETERMINERS:
        word = found[first - 1].word
        if word in _BREAKS or not _may_modify(found, first - 1):
            break
        first -= 1
    own = Subject(role_of_noun(found, first, last), first, last)
    if not governed or first == 0 or depth > 4:
        return own
    word = found[first - 1].word
    if first == 1 and is_gerund(word):
        return Subject(Role.PROCESS, 0, last)
    if word in _PREPOSITIONS:
        return _governor(found, first - 1, own, depth)
    if is_verb(word) or is_participle(word):
        relative = _subject_relative(found, first - 1, depth)
        return relative or own
    return own


def _may_modify(found: Sequence[Token], at: int) -> bool:
    word = found[at].word
    if word in _DETERMINERS:
        return True
    if not (word[0].isalnum() or word[0] in CODE + "@'"):
        return False
    return not (word in _AUXILIARIES or word in words("verbs_past") or is_adverb(word))


def _governor(found: Sequence[Token], preposition: int, inner: Subject, depth: int) -> Subject:
    """The noun that a prepositional phrase hangs on: "the engineer *on call* failed"."""
    at = preposition - 1
    if at < 0 or found[at].word in _STOPS or found[at].word == ",":
        return inner
    word = found[at].word
    if word in words("someone"):
        return Subject(Role.PERSON, at, inner.last)
    if word in words("partitive"):
        return Subject(inner.role, at, inner.last)
    if is_participle(word) and at > 0 and _is_noun(found[at - 1].word):
        at -= 1
    elif is_participle(word) or is_gerund(word):
        role = Role.PROCESS if at == 0 else inner.role
        return Subject(role, at, inner.last)
    if not _is_noun(found[at].word):
        relative = _subject_relative(found, at, depth)
        return relative or inner
    outer = _noun_phrase(found, at, depth + 1)
    return Subject(outer.role, outer.first, inner.last)


def _subject_relative(found: Sequence[Token], verb: int, depth: int) -> Subject | None:
    """The antecedent when `verb` belongs to "who …" or "that …" right before it."""
    for at in range(verb - 1, max(0, verb - 9), -1):
        word = found[at].word
        if word in _RELATIVES and (is_verb(found[at + 1].word) or is_adverb(found[at + 1].word)):
            if not _is_noun(found[at - 1].word):
                return None
            return _noun_phrase(found, at - 1, depth + 1, governed=False)
        if word in _STOPS or word == ",":
            return None
    return None
