"""Hostile reports in two sizes each: a check that is not linear shows in the ratio of the two."""

from __future__ import annotations

from collections.abc import Callable

_FIRST = "# Outage\n\n## Timeline\n\n"
_SENTENCE = "At 14:05 UTC the service should have been down for 5 minutes, 4 % of users. "


def _line(size: int) -> str:
    return f"{_FIRST}{_SENTENCE * (size // len(_SENTENCE))}\n"


def _digits(size: int) -> str:
    return f"{_FIRST}{'1' * size}\n"


def _brackets(size: int) -> str:
    return f"{_FIRST}{'[' * (size // 2)}{'](' * (size // 4)}\n"


def _items(size: int) -> str:
    rows = []
    while size > 0:
        row = f"{' ' * (2 * (len(rows) % 200))}- 14:05 alert fired\n"
        rows.append(row)
        size -= len(row)
    return _FIRST + "".join(rows)


def _table(size: int) -> str:
    row = "| 2024-03-05 14:05 | the on-call engineer restarts it | a note of some length here |\n"
    head = "| Time (UTC) | Event | Note |\n| --- | --- | --- |\n"
    return f"{_FIRST}{head}{row * (size // len(row))}"


def _headings(size: int) -> str:
    part = "## Summary\n\nIt was down for 5 minutes.\n\n"
    return _FIRST + part * (size // len(part))


SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    "one line of sentences": (_line, 3_500_000),
    "one line of digits": (_digits, 3_500_000),
    "one line of brackets": (_brackets, 3_500_000),
    "deep lists": (_items, 3_500_000),
    "rows of a table": (_table, 3_500_000),
    "sections": (_headings, 900_000),
}
"""Each with the bytes of its smaller size; the larger one is twice that."""

REFUSED: dict[str, tuple[Callable[[int], str], int]] = {
    "one line of 10 MB": (_line, 10_000_000),
    "a million rows of a table": (_table, 84_000_000),
}
"""Larger than any report: refused, and in what time."""
