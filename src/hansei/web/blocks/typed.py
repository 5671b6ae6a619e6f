"""What a form of rows was sent with: the rows as typed, and what its buttons ask for.

Cells are named "row-<token>-<column>"; tokens are any names that keep rows apart, and rows stand in
the order in which they first appear. A column that the form does not know is "other<position>".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import NamedTuple

from django.http import HttpRequest, QueryDict

from hansei.domain.blocks.form import Form
from hansei.domain.blocks.grid import Grid

_NAME = re.compile(r"row-([a-z0-9]{1,12})-([a-z0-9]{1,20})")
_OTHER = re.compile(r"other(\d{1,2})")


class TypedRow(NamedTuple):
    """A row as it was typed: cells by column key, "#n" for a column that the form does not know."""

    token: str
    cells: Mapping[str, str]


def typed_rows(post: QueryDict, form: Form) -> list[TypedRow]:
    """The rows of a request, in order."""
    found: dict[str, dict[str, str]] = {}
    for name, value in post.items():
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        other = _OTHER.fullmatch(match[2])
        key = f"#{int(other[1])}" if other else match[2]
        if other or key in form.keys:
            found.setdefault(match[1], {})[key] = str(value)
    return [TypedRow(token, cells) for token, cells in found.items()]


def rows_of(grid: Grid) -> list[TypedRow]:
    """The rows of a block as a form shows them."""
    keys = [each.key or f"#{at}" for at, each in enumerate(grid.headings)]
    return [
        TypedRow(f"r{number}", dict(zip(keys, row, strict=True)))
        for number, row in enumerate(grid.rows)
    ]


def with_rows(rows: list[TypedRow], more: Iterable[Mapping[str, str]]) -> list[TypedRow]:
    """The rows with more behind them, under tokens of their own."""
    taken = {each.token for each in rows}
    free = (f"n{number}" for number in count() if f"n{number}" not in taken)
    return [*rows, *(TypedRow(next(free), cells) for cells in more)]


def arranged(rows: list[TypedRow], wish: str) -> list[TypedRow]:
    """The rows after a button without a script: "up-<token>", "down-<token>", "delete-<token>"."""
    verb, _, token = wish.partition("-")
    at = next((at for at, each in enumerate(rows) if each.token == token), None)
    if at is None:
        return rows
    rest = [*rows[:at], *rows[at + 1 :]]
    if verb == "delete":
        return rest
    rest.insert(max(0, at + {"up": -1, "down": 1}.get(verb, 0)), rows[at])
    return rest


def given(request: HttpRequest, name: str) -> str:
    """What a form says or, where something is taken back, the address; lines end as in the text."""
    text = request.POST.get(name) or request.GET.get(name, "")
    return str(text).replace("\r\n", "\n")
