"""The word classes that the clause analyser and the rules look words up in."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

Words = frozenset[str]


def read_data(name: str) -> dict[str, object]:
    """A TOML file of this package, decoded."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def vocabularies() -> dict[str, Words]:
    """Every shared vocabulary by its name."""
    return {
        name: frozenset(str(words).split()) for name, words in read_data("lexicon.toml").items()
    }


def words(name: str) -> Words:
    """One shared vocabulary. Raises KeyError for an unknown name: a mistake in the data."""
    return vocabularies()[name]
