"""Builds a rewording out of the sentence itself, where its shape allows one.

What the sentence does not say is left open in square brackets: a rewording never adds a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hansei.domain.blameless.clause import Role, Token, is_adverb, is_participle, subject
from hansei.domain.blameless.lexicon import read_data, words
from hansei.domain.blameless.pattern import Match
from hansei.domain.blameless.prose import CODE

_LONGEST = 160
_LONGEST_SENTENCE = 800
_OPEN_UNDONE = "[what was known or asked for at that point]"
_OPEN_DONE = "[what made it possible, and what did not stop it]"


def rewording(sentence: str, found: Sequence[Token], match: Match) -> str | None:
    """A rewording made from the sentence, or None where its shape does not give one."""
    if len(sentence) > _LONGEST_SENTENCE:
        return None
    build = _BUILDERS.get(match.matcher.pattern.rewording)
    text = build(sentence, found, match) if build else None
    return text if text and len(text) <= _LONGEST * 2 else None


def _not_done(sentence: str, found: Sequence[Token], match: Match) -> str | None:
    """ "Forgot to renew the certificate": "The certificate was not renewed; …"."""
    at = match.end - 1
    if found[at].word in ("to", "forgot", "forgets", "forgotten", "forgetting"):
        at = match.end
        while at < len(found) and (found[at].word == "to" or is_adverb(found[at].word)):
            at += 1
    return _passive(sentence, found, at, "not ", _OPEN_UNDONE)


def _was_done(sentence: str, found: Sequence[Token], match: Match) -> str | None:
    """ "Accidentally deleted the bucket": "The bucket was deleted; …"."""
    if match.end >= len(found) or not is_participle(found[match.end].word):
        return None
    return _passive(sentence, found, match.end, "", _OPEN_DONE)


def _passive(
    sentence: str, found: Sequence[Token], verb: int, negation: str, left_open: str
) -> str | None:
    first, last = verb + 1, _object_end(found, verb + 1)
    if last <= first or found[first].word not in words("determiners"):
        return None
    thing = _written(sentence, found, first, last)
    be = "were" if _is_plural(found, first, last) else "was"
    tail = _written(sentence, found, last, _clause_end(found, last))
    done = f"{_participle(found[verb].word)} {tail}".rstrip()
    return f"{_capital(thing)} {be} {negation}{done}; {left_open}."


def _written(sentence: str, found: Sequence[Token], first: int, end: int) -> str:
    """The words `first` to `end` (exclusive) as written, on one line."""
    return (
        " ".join(sentence[found[first].start : found[end - 1].end].split()) if end > first else ""
    )


def _clause_end(found: Sequence[Token], at: int) -> int:
    """Where the rest of the clause ends, if that is near; else `at`."""
    closed = words("coordinators") | words("subordinators") - words("prepositions")
    end = at
    while end < len(found):
        word = found[end].word
        if word in closed or not (word[0].isalnum() or word[0] in CODE):
            break
        end += 1
    return end if end - at <= 10 else at


def _object_end(found: Sequence[Token], at: int) -> int:
    closed = words("prepositions") | words("coordinators") | words("subordinators")
    end = at
    while end < min(len(found), at + 10):
        word = found[end].word
        inside = word in ("of", "in") and end > at
        if not (word[0].isalnum() or word[0] in CODE) or is_adverb(word):
            break
        if word in closed and not inside:
            break
        end += 1
    return end


def _is_plural(found: Sequence[Token], first: int, last: int) -> bool:
    if found[first].word in ("these", "those", "all", "both"):
        return True
    head = last
    for index in range(first, last):
        if found[index].word in ("of", "in"):
            head = index
            break
    word = found[head - 1].word
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _participle(verb: str) -> str:
    if is_participle(verb):
        return verb
    irregular = read_data("irregular.toml")
    if verb in irregular:
        return str(irregular[verb])
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def _passive_not_done(sentence: str, found: Sequence[Token], match: Match) -> str | None:
    """ "The risk should have been raised": "The risk was not raised; …"."""
    who = subject(found, match.first)
    if who.first < 0 or who.role is Role.TEAM or found[who.last].word in ("who", "that", "which"):
        return None
    thing = _written(sentence, found, who.first, who.last + 1)
    be = "were" if _is_plural(found, who.first, who.last + 1) else "was"
    rest = sentence[found[match.end - 1].start :].strip().rstrip(".!")
    first_word = found[match.end - 1].word
    if not is_participle(first_word) or found[match.first].word in ("shouldn't", "could", "might"):
        return None
    return f"{_capital(thing)} {be} not {' '.join(rest.split())}; {_OPEN_UNDONE}."


def _without(sentence: str, found: Sequence[Token], match: Match) -> str | None:
    """The sentence without the words that matched."""
    start, end = found[match.first].start, found[match.end - 1].end
    before, after = sentence[:start].rstrip(), sentence[end:].lstrip()
    if not before.rstrip(",;:-") or before[-1] in ".:":
        after = _capital(after.lstrip(", "))
    elif before.endswith(","):
        before, after = (before[:-1] if after[:1] in ",." else before), after.lstrip(", ")
    text = " ".join(f"{before} {after}".split()).replace(" .", ".").replace(" ,", ",")
    return text if len(text.split()) > 2 and len(text) <= _LONGEST else None


def _without_agent(sentence: str, found: Sequence[Token], match: Match) -> str | None:
    """ "Was dropped by an administrator": "was dropped; …"."""
    by = max(i for i in range(match.first, match.end) if found[i].word == "by")
    if found[match.first].word in ("caused", "triggered"):
        kept = sentence[: found[by].end]
        return f"{' '.join(kept.split())} {_OPEN_DONE}."
    kept = sentence[: found[by].start].rstrip()
    return f"{' '.join(kept.split())}; {_OPEN_DONE}." if len(kept) <= _LONGEST else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_BUILDERS: dict[str, Callable[[str, Sequence[Token], Match], str | None]] = {
    "not-done": _not_done,
    "was-done": _was_done,
    "passive-not-done": _passive_not_done,
    "without": _without,
    "without-agent": _without_agent,
}
