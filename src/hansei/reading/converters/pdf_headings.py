"""The headings of a PDF page, told by the size and weight of their type.

A PDF says nothing of what a line is for. Lines set larger than the text of the document are its
headings, and their sizes in order are their levels; a line wholly in bold type is a smaller one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

_LARGER = 1.12
_LONGEST = 140
_LEVELS = 4
_ASIDE = " " * 30
"""Before a heading below the title, it stands in a column at the side."""
_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"[-*+•‣▪–#|>]|\d{1,3}[.)]\s")


class Run(NamedTuple):
    """A piece of text in one type: its size in points, rounded to halves, and whether bold."""

    text: str
    size: float
    bold: bool


class Runs:
    """Collects the runs of a page: a visitor for pypdf's `extract_text`."""

    def __init__(self) -> None:
        self.found: list[Run] = []

    def __call__(
        self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: Any
    ) -> None:
        if not text.strip():
            return
        scale = abs(tm[0] * cm[0] + tm[1] * cm[2]) or abs(tm[3] * cm[3]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        points = round(float(size or 0) * scale * 2) / 2
        bold = any(each in name for each in ("bold", "black", "heavy", "semibold"))
        self.found.extend(Run(line, points, bold) for line in text.split("\n") if line.strip())


def marked(pages: Sequence[str], runs: Sequence[Sequence[Run]]) -> list[str]:
    """The pages with "#" before headings and "**" around bold lines.

    Left as they are where larger type shares its lines with other text, as in a page of two
    columns, and where nothing is set larger.
    """
    known = _Types([run for page in runs for run in page])
    if not known.levels:
        return list(pages)
    found = []
    for page, of_page in zip(pages, runs, strict=True):
        large = {_bare(run.text): known.levels[run.size] for run in of_page
                 if run.size in known.levels and len(run.text) <= _LONGEST}  # fmt: skip
        bold = _wholly_bold(of_page, known)
        written = page.split("\n")
        if any(large.get(_bare(line), 0) > 1 and line.startswith(_ASIDE) for line in written):
            return list(pages)
        lines, seen = _lines(written, large, bold)
        if len(seen) * 2 < len(large):
            return list(pages)
        found.append("\n".join(lines))
    return found


class _Types:
    """The size that most of the text is set in, and the level of each larger one."""

    def __init__(self, runs: Sequence[Run]) -> None:
        letters: Counter[float] = Counter()
        bold = 0
        for run in runs:
            letters[run.size] += len(run.text)
            bold += len(run.text) * run.bold
        total = sum(letters.values())
        self.body = letters.most_common(1)[0][0] if letters else 0.0
        self.bold_is_rare = bold * 4 < total
        larger = sorted((each for each in letters if each > self.body * _LARGER), reverse=True)
        few = sum(letters[each] for each in larger) * 4 < total
        self.levels = {size: min(at, _LEVELS) for at, size in enumerate(larger, 1)} if few else {}


def _wholly_bold(runs: Sequence[Run], known: _Types) -> set[str]:
    if not known.bold_is_rare:
        return set()
    return {_bare(run.text) for run in runs if run.bold and len(run.text) <= _LONGEST // 2}


def _lines(
    lines: Sequence[str], large: dict[str, int], bold: set[str]
) -> tuple[list[str], set[str]]:
    found: list[str] = []
    seen: set[str] = set()
    above = 0
    for line in lines:
        bare = _bare(line)
        level = large.get(bare, 0) if bare else 0
        if level and level == above:  # a heading that runs over the line
            found[-1] += f" {line.strip()}"
        elif level:
            found.append(f"{'#' * level} {line.strip()}")
        elif bare and bare in bold and not _MARK.match(line.strip()):
            found.append(f"**{line.strip()}**")
        else:
            found.append(line)
        if level:
            seen.add(bare)
        above = level
    return found, seen


def _bare(text: str) -> str:
    return _SPACE.sub("", text)
