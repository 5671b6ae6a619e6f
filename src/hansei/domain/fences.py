"""Markdown cut into blocks at blank lines, with fenced code kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def blocks_of(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The blocks of a Markdown text, each with the line it begins on; blank lines fall away."""
    pending: list[str] = []
    fence = ""
    start = first_line
    for number, line in enumerate(text.split("\n"), first_line):
        mark = _FENCE.match(line)
        if not fence and not line.strip():
            if pending:
                yield start, "\n".join(pending).rstrip()
                pending = []
            continue
        if not pending:
            start = number
        pending.append(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence):
            fence = "" if not line.strip().strip(fence[0]) else fence
    if any(each.strip() for each in pending):
        yield start, "\n".join(pending).rstrip()
