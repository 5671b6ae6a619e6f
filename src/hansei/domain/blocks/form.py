"""What a form is: the columns of a Markdown table, or the parts of a list's items."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What a cell holds. Anything else that stands in one is kept as text, and said so."""

    TEXT = "text"
    LONG = "long"
    """Text of several lines."""
    PERSON = "person"
    DATE = "date"
    TIME = "time"
    """A day and a time in the document's zone."""
    MONEY = "money"
    AMOUNT = "amount"
    """A number, a share, a length of time or an amount of money."""
    CHOICE = "choice"
    """One of some words, or words of one's own."""
    CITATION = "citation"
    """Events and evidence, "e3, ev1"."""
    FACTORS = "factors"
    """Numbers of factors, "F1, F3"."""
    NODE = "node"
    """The number of a factor, or the impact."""
    NUMBER = "number"
    """The row's own number, given by the form."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: `key` names it in code and addresses, `title` is its heading in the Markdown.

    `aliases` are other headings that are read as this column, in lower case. A table is one of this
    form only if it has all `required` columns. `choices` are offered; with `fixed` they are all
    that a form offers, and other words of the text stay. `hint` tells a writer what belongs there.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    fixed: bool = False
    hint: str = ""
    wide: bool = False


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A structured block: what a table or list of a section holds.

    `sections` are the keys of the sections that it may stand in, the usual one first. `starts` are
    the first cells of rows that a writer is offered. `as_list` makes it a numbered list of
    "**first column** second column [citations]" instead of a table.
    """

    name: str
    title: str
    sections: tuple[str, ...]
    columns: tuple[Column, ...]
    purpose: str = ""
    starts: tuple[str, ...] = ()
    as_list: bool = False

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError without one."""
        return next((each for each in self.columns if each.key == key), None) or _absent(key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all columns in order."""
        return tuple(each.key for each in self.columns)


def _absent(key: str) -> Column:
    raise KeyError(key)
