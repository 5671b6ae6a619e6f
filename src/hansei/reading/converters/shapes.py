"""Marks on a page, set before it is converted: tables that only lay it out, numbers of items.

Nothing is moved or removed here: the library looks a removed element up among all its siblings,
which is quadratic.
"""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

_GROUPS = ["thead", "tbody", "tfoot"]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_CELLS = ["td", "th"]


def shape(soup: BeautifulSoup) -> None:
    """Turns tables that lay out the page into blocks and numbers the items of numbered lists."""
    headed = {id(each.find_parent("table")) for each in soup.find_all(_HEADINGS)}
    for table in soup.find_all("table"):
        rows = rows_of(table)
        if _lays_out(table, rows, id(table) in headed):
            _unmake(table, rows)
    for numbered in soup.find_all("ol"):
        start = str(numbered.get("start", ""))
        first = int(start) if start.isdecimal() and len(start) < 7 else 1
        for number, item in enumerate(numbered.find_all("li", recursive=False), first):
            item["data-number"] = str(number)


def rows_of(table: Tag) -> list[tuple[Tag, list[Tag]]]:
    """A table's own rows, each with its cells."""
    rows: list[Tag] = []
    for part in table.find_all([*_GROUPS, "tr"], recursive=False):
        rows += [part] if part.name == "tr" else part.find_all("tr", recursive=False)
    return [(row, row.find_all(_CELLS, recursive=False)) for row in rows]


def _lays_out(table: Tag, rows: list[tuple[Tag, list[Tag]]], headed: bool) -> bool:
    """Whether a table only places what it holds: sections, one column, or lists side by side."""
    widest = max((len(cells) for _, cells in rows), default=0)
    if headed or table.get("role") == "presentation" or widest < 2:
        return True
    return len(rows) == 1 and any(
        cell.find(["ul", "ol", "table", "pre"], recursive=False) for cell in rows[0][1]
    )


def _unmake(table: Tag, rows: list[tuple[Tag, list[Tag]]]) -> None:
    for row, cells in rows:
        for cell in cells:
            cell.name = "div"
        row.name = "div"
    for group in table.find_all(_GROUPS, recursive=False):
        group.name = "div"
    table.name = "div"
