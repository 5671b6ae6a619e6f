"""Marks blaming language in a text: the entry points of the blameless checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hansei.domain.blameless.clause import Role, Token, is_adverb, is_participle, tokens
from hansei.domain.blameless.lexicon import words
from hansei.domain.blameless.pattern import Match, candidates, matches, triggers
from hansei.domain.blameless.prose import Places, Sentence, blank_inline, sentences
from hansei.domain.blameless.reword import rewording
from hansei.domain.blameless.rules import Rule
from hansei.domain.blameless.switches import Switches
from hansei.domain.event import Place
from hansei.domain.findings import Finding

_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_WINDOW = 400
_SUBJECT_REACH = 8


class Remark(NamedTuple):
    """One wording that a rule marks: its offsets in the sentence and a rewording.

    `spare` are the offsets of words in it that may be left out without changing a fact.
    """

    rule: Rule
    start: int
    end: int
    suggestion: str
    spare: tuple[int, int] | None = None


def check_sentence(sentence: str) -> list[Remark]:
    """What the rules mark in one sentence of plain text, in order of place."""
    return remarks_of(blank_inline(sentence), sentence)


def remarks_of(prose: str, written: str) -> list[Remark]:
    """The remarks on a sentence: found in its blanked `prose`, reworded from it as `written`."""
    present = frozenset(_WORD.findall(prose.lower()))
    matchers = candidates(present) if not triggers().isdisjoint(present) else ()
    if not matchers:
        return []
    found = tokens(prose)
    remarks = []
    for at in range(0, len(found), _WINDOW):
        window = found[at : at + _WINDOW]
        remarks += [_remark(written, window, match) for match in matches(window, matchers)]
    return _merged(remarks)


def check_text(
    text: str, *, file: str = "", first_line: int = 1, disabled: frozenset[str] = frozenset(),
    split: Iterable[Sentence] | None = None,
) -> list[Finding]:  # fmt: skip
    """The findings of a Markdown or plain text, in order of place.

    `disabled` names rules ("blame/hindsight") or the family ("blame/*") to leave out. Lines and
    columns count from 1, `first_line` is the number of the text's first line, and the end column
    is exclusive. `split` are the text's sentences, where they are known already. Never raises
    on any text; takes time linear in its length.
    """
    places = Places(text, first_line)
    switches = Switches(text, places)
    found = sentences(text) if split is None else split
    return list(_findings(text, found, file, places, switches, disabled))


def _findings(
    text: str, split: Iterable[Sentence], file: str, places: Places, switches: Switches,
    disabled: frozenset[str],
) -> Iterator[Finding]:  # fmt: skip
    if "blame/*" in disabled:
        return
    for sentence in split:
        written = text[sentence.start : sentence.start + len(sentence.text)]
        for remark in remarks_of(sentence.text, written):
            start, end = sentence.start + remark.start, sentence.start + remark.end
            line, column = places.at(start)
            end_line, end_column = places.at(end)
            rule = remark.rule
            if rule.id in disabled or switches.off(rule.id, line, end_line):
                continue
            yield Finding(
                rule=rule.id,
                level=rule.level,
                place=Place(
                    file=file, line=line, column=column, end_line=end_line, end_column=end_column
                ),
                message=rule.reason,
                says=text[start:end],
                suggestion=remark.suggestion,
                ask=rule.question,
            )


def _remark(sentence: str, found: Sequence[Token], match: Match) -> Remark:
    first, end = match.first, match.end
    who = match.subject
    if who and who.role is not Role.IMPLIED and 0 < first - who.first <= _SUBJECT_REACH:
        first = who.first
    if end + 1 < len(found) and found[end].word == "to" and _may_be_plain(found[end + 1].word):
        end += 1
    if end < len(found) and (found[end - 1].word == "to" or _belongs(found, end)):
        end += 1
    rule = match.matcher.rule
    suggestion = rewording(sentence, found, match) or rule.rewording
    spare = None
    if match.matcher.pattern.safe:
        spare = found[match.first].start, found[match.end - 1].end
    return Remark(rule, found[first].start, found[end - 1].end, suggestion, spare)


def _may_be_plain(word: str) -> bool:
    """Whether the word after "to" may be a verb: "to check", not "to the team"."""
    return word[0].isalpha() and word not in words("determiners")


def _belongs(found: Sequence[Token], at: int) -> bool:
    """Whether the verb at `at` belongs to the adverb or auxiliary before it."""
    before = found[at - 1].word
    return is_participle(found[at].word) and (before == "have" or is_adverb(before))


def _merged(remarks: list[Remark]) -> list[Remark]:
    """One remark a rule where several of its patterns meet on the same words."""
    kept: list[Remark] = []
    for remark in sorted(remarks, key=lambda r: (r.rule.id, r.start, r.end)):
        last = kept[-1] if kept else None
        if last and last.rule is remark.rule and remark.start < last.end:
            own = last.suggestion if last.suggestion != last.rule.rewording else remark.suggestion
            spare = last.spare if last.spare == remark.spare else None
            kept[-1] = last._replace(end=max(last.end, remark.end), suggestion=own, spare=spare)
        else:
            kept.append(remark)
    return sorted(kept, key=lambda r: (r.start, r.end, r.rule.id))
