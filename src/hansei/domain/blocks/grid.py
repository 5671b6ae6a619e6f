"""A structured block as rows of cells: read from the Markdown of a block and written back.

read(form, write(grid)) == grid, for every grid that `grid_of` makes
write(read(form, text)) keeps every cell of text, in columns that the form does not know too
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hansei.domain.blocks.cells import citations_in
from hansei.domain.blocks.form import Column, Form, Kind
from hansei.domain.blocks.markdown import (
    Table,
    cell,
    public_and_rest,
    read_list,
    read_table,
    same_item,
    write_list,
    write_table,
)
from hansei.domain.coverage import number_free


class Heading(msgspec.Struct, frozen=True):
    """A column as it is written. `key` is the form's, "" for a column that it does not know."""

    title: str
    key: str = ""
    rule: str = "---"


class Grid(msgspec.Struct, frozen=True):
    """The rows of a block; every row has as many cells as there are headings.

    `lead` is what stands before the table in the same block: the marker of a public one.
    """

    form: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    lead: str = ""

    def at(self, key: str) -> int | None:
        """The position of a column; None where the block lacks it."""
        return next((at for at, each in enumerate(self.headings) if each.key == key), None)

    def get(self, row: int, key: str) -> str:
        """A cell, "" where the block lacks the column."""
        at = self.at(key)
        return self.rows[row][at] if at is not None else ""

    def records(self) -> list[dict[str, str]]:
        """The rows by the keys of the form's columns, "" where the block lacks one."""
        keys = [each.key for each in self.headings]
        return [{key: text for key, text in zip(keys, row, strict=True) if key}
                for row in self.rows]  # fmt: skip

    @property
    def others(self) -> tuple[tuple[int, str], ...]:
        """The columns that the form does not know: position and heading."""
        return tuple((at, each.title) for at, each in enumerate(self.headings) if not each.key)


def empty(form: Form) -> Grid:
    """A block of this form without rows."""
    return Grid(form.name, tuple(Heading(each.title, each.key) for each in form.columns))


def grid_of(form: Form, rows: Iterable[Mapping[str, str]], like: Grid | None = None) -> Grid:
    """A block from its rows by column key; "#0" names the heading at a position of `like`.

    `like` is the block as it stands: its headings and their order stay. Empty rows fall away, and
    so do numbers that the form gives.
    """
    base = _complete(form, like or empty(form))
    kept = []
    for row in rows:
        cells = tuple(
            _text(form, heading, row.get(heading.key or f"#{at}", ""))
            for at, heading in enumerate(base.headings)
        )
        if form.as_list:
            cells = same_item((cells[0], cells[1], cells[2]))
        if any(
            text
            for text, heading in zip(cells, base.headings, strict=True)
            if not _is_number(form, heading)
        ):
            kept.append(cells)
    return _numbered(form, msgspec.structs.replace(base, rows=tuple(kept)))


def read(form: Form, text: str) -> Grid | None:
    """The block that a text is; None where it has another shape."""
    lead, rest = public_and_rest(text)
    if form.as_list:
        items = read_list(rest)
        if items is None:
            return None
        return msgspec.structs.replace(empty(form), rows=items, lead=lead)
    table = read_table(rest)
    if table is None:
        return None
    headings = _headings(form, table)
    keys = {each.key for each in headings}
    if any(each.required and each.key not in keys for each in form.columns):
        return None
    return Grid(form.name, headings, table.rows, lead)


def write(grid: Grid, *, as_list: bool = False) -> str:
    """The block as Markdown."""
    if as_list:
        text = write_list((row[0], row[1], row[2]) for row in grid.rows)
    else:
        text = write_table(
            Table(
                tuple(each.title for each in grid.headings),
                tuple(each.rule for each in grid.headings),
                grid.rows,
            )
        )
    return f"{grid.lead}\n{text}" if grid.lead else text


def _text(form: Form, heading: Heading, written: str) -> str:
    """A cell as it is kept: what it cites in brackets, as the text cites."""
    text = cell(written)
    if heading.key and form.column(heading.key).kind is Kind.CITATION:
        cites = citations_in(text)
        return f"[{', '.join(cites)}]" if cites else text
    return text


def _headings(form: Form, table: Table) -> tuple[Heading, ...]:
    found: list[Heading] = []
    free = list(form.columns)
    exact = {_plain(each.title) for each in form.columns}
    titles = [_plain(each) for each in table.headings]
    for title, written, rule in zip(titles, table.headings, table.rules, strict=True):
        column = next((each for each in free if _named(each, title, exact, titles)), None)
        if column is not None:
            free.remove(column)
        found.append(Heading(written, column.key if column else "", rule))
    return tuple(found)


def _named(column: Column, title: str, exact: set[str], titles: Sequence[str]) -> bool:
    """Whether a heading means this column. A column's own title outranks the aliases of others."""
    if _plain(column.title) == title:
        return True
    own = _plain(column.title) in titles
    return not own and title in column.aliases and title not in exact


def _plain(title: str) -> str:
    return " ".join(title.replace("*", "").replace("`", "").split()).strip(" :.").lower()


def _complete(form: Form, grid: Grid) -> Grid:
    """A grid with the columns of the form that it lacks, empty, at its end."""
    missing = [each for each in form.columns if grid.at(each.key) is None]
    return msgspec.structs.replace(
        grid,
        headings=(*grid.headings, *(Heading(each.title, each.key) for each in missing)),
        rows=(),
    )


def _is_number(form: Form, heading: Heading) -> bool:
    return bool(heading.key) and form.column(heading.key).kind is Kind.NUMBER


def _numbered(form: Form, grid: Grid) -> Grid:
    """A grid whose rows without a number have new ones: actions name factors by the old ones."""
    at = next((at for at, each in enumerate(grid.headings) if _is_number(form, each)), None)
    if at is None:
        return grid
    found = number_free([row[at] for row in grid.rows])
    return msgspec.structs.replace(
        grid,
        rows=tuple(
            (*row[:at], own, *row[at + 1 :]) for row, own in zip(grid.rows, found, strict=True)
        ),
    )
