"""Which section a line belongs to, and which sections are written for customers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from hansei.domain.blameless.prose import Places
from hansei.domain.document import Manuscript, Section

_HEAD = re.compile(r" {0,3}(#{1,6})(?=\s|\w)")
_PUBLIC_TITLE = re.compile(
    r"\b(?:customer|public|external)[- ](?:facing )?(?:message|statement|summary|update|text|"
    r"notice|communication|post)\b|\bstatus[- ]?page\b", re.IGNORECASE,
)  # fmt: skip


class Outline:
    """Which section a line belongs to, and which sections are written for customers."""

    def __init__(self, manuscript: Manuscript, places: Places) -> None:
        self._sections: Sequence[Section] = manuscript.document.sections
        pairs = sorted((line, at) for at, line in manuscript.heading_lines.items())
        self._lines = [line for line, _ in pairs]
        self._order = [at for _, at in pairs]
        self._public: set[int] = set()
        self._find_public(manuscript.text.split("\n"), places.at(0)[0])

    def section(self, line: int) -> int:
        at = bisect_right(self._lines, line) - 1
        return self._order[at] if at >= 0 else -1

    def key(self, number: int) -> str:
        return self._sections[number].key if number >= 0 else ""

    def is_public(self, number: int) -> bool:
        return number in self._public

    def _find_public(self, lines: Sequence[str], first: int) -> None:
        """Public sections with what stands below them: label lines and deeper headings."""
        level = 0
        for line, at in zip(self._lines, self._order, strict=True):
            section = self._sections[at]
            text = lines[line - first] if 0 <= line - first < len(lines) else ""
            own = _level(text)
            named = section.key == "status_update" or bool(_PUBLIC_TITLE.search(section.title))
            if named:
                level = own
            elif level and own <= level and not (own == level == _LABEL_LEVEL):
                level = 0
            if level:
                self._public.add(at)


_LABEL_LEVEL = 9


def _level(line: str) -> int:
    """The depth of a heading line: 1 to 6 by its marks, 7 for plain lines, 9 for labels."""
    mark = _HEAD.match(line)
    if mark:
        return len(mark[1])
    stripped = line.strip(" *_")
    return _LABEL_LEVEL if ":" in stripped[:60] and not re.match(r"(?i)step \d", stripped) else 7
