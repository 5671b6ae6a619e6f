"""`git log` with one line a commit, in whatever order its `--format` puts hash, date and author.

`%h %ad %s`, `%H|%an|%aI|%s`, `%H%x09%aI%x09%an%x09%s`, with `--graph` and `--decorate` or without.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ZONE = r"(?: ?(?:Z|[+-]\d\d:?\d\d))?"
DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?{_ZONE})?"
    rf"|{_DAY},? {_MONTH} {{1,2}}\d{{1,2}} \d\d:\d\d:\d\d \d{{4}}{_ZONE}"
    rf"|{_DAY}, {{1,2}}\d{{1,2}} {_MONTH} \d{{4}} \d\d:\d\d:\d\d{_ZONE}"
    r"|\b1\d{9}(?: [+-]\d{4})?\b"
)
RELATIVE = re.compile(
    r"\b\d{1,3} (?:second|minute|hour|day|week|month|year)s?(?:, \d{1,3} months?)? ago\b"
)
_GRAPH = re.compile(r"[*|\\/_ ]{1,60}(?=[0-9a-f(\[\"'<]|\d|[A-Z])")
_HASH = r"[0-9a-f]{40}(?:[0-9a-f]{24})?|[0-9a-f]{7,12}"
_SHA = re.compile(rf"(?<![\w/.=:#@-])({_HASH})(?![\w-])")
# `%h %ad %s`, what most such files hold: the hash, an ISO date, the subject.
_USUAL = re.compile(rf"({_HASH}) (\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?{_ZONE})?) (?=\S)")
_LEVEL = re.compile(
    r"[\[(<]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b[\])>:]*", re.IGNORECASE
)
_DECORATION = re.compile(r"^\((?:HEAD|tag: |origin/|[\w./-]{1,80}(?:, |\)))[^()]{0,300}\)?\s*")
_DELIMITERS = ("\t", '","', "|", "\x1f", ";", "~")
_EDGES = " \t|,;:-–\"'()[]<>"
_LEADS = " \t|,;:-–"
_NAME = re.compile(r"[^\W\d_][\w.'\-\[\]]{0,40}(?: [\w.'\-\[\]]{1,40}){0,3}$")


class Line(NamedTuple):
    """The parts of a one-line commit; `date` is "" where the line has none."""

    sha: str
    date: str
    author: str
    subject: str

    @property
    def likely(self) -> bool:
        """Whether the hash has a letter as git's mostly have, and no log level follows it."""
        return not self.sha.isdigit() and _LEVEL.match(self.subject) is None


def read_line(line: str) -> Line | None:
    """The parts of a line that holds a commit's hash near its start; None for another line."""
    lead = _GRAPH.match(line)
    text = (line[lead.end() :] if lead else line).strip()
    usual = _USUAL.match(text)
    if usual and not usual[1].isdigit() and not usual[1].isalpha():
        return Line(usual[1], usual[2], "", _subject(text[usual.end() :]))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":  # quoted by the shell's user
        text = text[1:-1]
    for delimiter in _DELIMITERS:
        if text.count(delimiter) >= 2:
            found = _delimited([part.strip() for part in text.split(delimiter)], delimiter)
            if found:
                return found
    return _spaced(text)


def _subject(text: str) -> str:
    return _DECORATION.sub("", text).strip(_LEADS)


def _spaced(text: str) -> Line | None:
    """The parts of a line that blanks alone set apart."""
    date = DATE.search(text[:200]) or RELATIVE.search(text[:200])
    head = text[: 200 if date is None else max(date.end() + 60, 60)]
    sha = next((found for found in _SHA.finditer(head) if not _inside(found, date)), None)
    if sha is None or not _early(sha, date):
        return None
    if sha[1].isalpha() or (date is None and sha.start() > 0):
        return None
    pieces = _around(text, [found for found in (sha, date) if found])
    between = pieces[0] if len(pieces) > 1 else ""
    if _LEVEL.match(between):
        return None
    author = between if _NAME.match(between) else ""
    return Line(sha[1], date[0] if date else "", author, _subject(pieces[-1]))


def _early(sha: re.Match[str], date: re.Match[str] | None) -> bool:
    """Whether only the date and a name stand before the hash."""
    before = sha.start() - (len(date[0]) if date and date.start() < sha.start() else 0)
    return before <= 40


def _inside(found: re.Match[str], date: re.Match[str] | None) -> bool:
    return date is not None and found.start() < date.end() and date.start() < found.end()


def _around(text: str, cuts: list[re.Match[str]]) -> list[str]:
    """What stands between and after the cut-out parts, empty pieces left out but the last."""
    pieces: list[str] = []
    end = 0
    for cut in sorted(cuts, key=lambda found: found.start()):
        pieces.append(text[end : cut.start()].strip(_EDGES))
        end = cut.end()
    return [piece for piece in pieces if piece] + [text[end:].strip()]


def _delimited(parts: list[str], delimiter: str) -> Line | None:
    sha = next((part for part in parts[:6] if _SHA.fullmatch(part)), "")
    if not sha or any(_LEVEL.fullmatch(part) for part in parts[:4]):
        return None
    rest = list(parts)
    rest.remove(sha)
    date = next((part for part in rest[:6] if _is_date(part) or _is_relative(part)), "")
    if date:
        rest.remove(date)
    rest = [part for part in rest if part and "@" not in part[:80] and not _is_date(part)]
    if not rest:
        return Line(sha, date, "", "")
    if len(rest) == 1:
        return Line(sha, date, "", rest[0])
    if not _NAME.match(rest[0]) and _NAME.match(rest[-1]):
        return Line(sha, date, rest[-1], delimiter.join(rest[:-1]))
    return Line(sha, date, rest[0], delimiter.join(rest[1:]))


def _is_date(part: str) -> bool:
    # The longest form has 35 characters; a subject seldom is so short.
    return len(part) < 40 and DATE.fullmatch(part) is not None


def _is_relative(part: str) -> bool:
    return "ago" in part and RELATIVE.search(part) is not None
