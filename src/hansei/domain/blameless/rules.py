"""The rules, read from `rules/*.toml`: what each looks for, why, and what to write instead.

A pattern is a line of elements, matched word by word from its first one, the anchor:

    a|b         one of these words              $name     a word of that vocabulary
    ~adv        any adverbs                     ~det      a determiner, if any
    ~gap        up to five words of the clause  ~mod      up to three words of a noun phrase
    +participle a past participle               +person   a noun phrase whose head is a person
    +any        any word                        element?  the element, if it is there

A `subject` list restricts who the anchor's clause is about (`clause.Role`); `unless` names the
vocabularies that, standing shortly before the match, turn it round; `unless_next` the words
that, right after it, do so.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from hansei.domain.blameless.clause import Role
from hansei.domain.blameless.lexicon import Words, read_data, vocabularies
from hansei.domain.findings import Level


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of saying it. `about`: "verb" looks for the subject of the anchor itself,
    "clause" for that of the nearest verb before it (for "deleted it by mistake").

    `needs` names a vocabulary of which a word must stand somewhere in the sentence. `rewording`
    names the way in which `reword` builds a suggestion; without one the rule's own is given.
    `safe` declares that leaving the words out changes no fact: `--fix` may do so.
    """

    find: str
    subject: tuple[Role, ...] = ()
    about: str = "verb"
    unless: tuple[str, ...] = ()
    unless_next: str = ""
    needs: str = ""
    starts_sentence: bool = False
    rewording: str = ""
    safe: bool = False


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences that the rule marks, and near ones that it does not."""

    fail: tuple[str, ...]
    passing: tuple[str, ...] = msgspec.field(name="pass")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: its stable id, its reason in one sentence and the question to ask instead."""

    id: str
    level: Level
    title: str
    reason: str
    background: str
    question: str
    rewording: str
    examples: Examples
    patterns: tuple[Pattern, ...]
    words: dict[str, str] = msgspec.field(default_factory=dict)

    def vocabulary(self, name: str) -> Words:
        """A vocabulary of the rule's own, else the shared one. KeyError for an unknown name."""
        if name in self.words:
            return frozenset(self.words[name].split())
        return vocabularies()[name]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, ordered by id."""
    folder = resources.files(__package__).joinpath("rules")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(msgspec.convert(read_data(f"rules/{name}"), Rule) for name in names)
