"""In-place switches: comments that turn rules off, for a line or for the file.

    <!-- hansei-ignore blame/hindsight: quoted from the customer -->
    <!-- hansei-ignore-file blame/*: written before the rules applied -->

The first kind covers its own lines and the line after. A switch without a reason does not count.
"""

from __future__ import annotations

from hansei.domain.blameless.prose import Places, comments

_MARK = "hansei-ignore"
_LONGEST = 1000


class Switches:
    """Which rules are off where, read from the comments of a text."""

    def __init__(self, text: str, places: Places) -> None:
        self._file: set[str] = set()
        self._lines: dict[int, set[str]] = {}
        if _MARK not in text:
            return
        for start, end in comments(text):
            self._read(text[start + 4 : end - 3][:_LONGEST].strip(), places, start, end)

    def _read(self, comment: str, places: Places, start: int, end: int) -> None:
        named, colon, reason = comment.partition(":")
        mark, *rules = named.replace(",", " ").split() or [""]
        if not (rules and colon and reason.strip()):
            return
        if mark == _MARK + "-file":
            self._file.update(rules)
        elif mark == _MARK:
            for line in range(places.at(start)[0], places.at(end - 1)[0] + 2):
                self._lines.setdefault(line, set()).update(rules)

    def off(self, rule: str, line: int, end_line: int) -> bool:
        """Whether `rule` is switched off for a finding on these lines."""
        names = {rule, "*", rule.split("/")[0] + "/*"}
        if names & self._file:
            return True
        return any(names & self._lines.get(at, set()) for at in (line, end_line))
