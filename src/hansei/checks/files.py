"""Checks the bytes of a file: one post-mortem, or a log of several."""

from __future__ import annotations

from datetime import tzinfo
from typing import NamedTuple

from hansei.checks.service import Settings, check
from hansei.domain.document import Manuscript
from hansei.domain.errors import Unreadable
from hansei.domain.findings import Finding
from hansei.reading import decode, read_text, split_incidents
from hansei.reading.lines import MOST_LINES

_OWN = "\nhansei:"


class Read(NamedTuple):
    """One post-mortem of a file: the line it begins on, and whether Hansei wrote it."""

    manuscript: Manuscript
    first_line: int
    own: bool


def read_bytes(data: bytes, *, file: str, zone: tzinfo | None = None) -> list[Read]:
    """The post-mortems in a file. Raises InputError for what is no text or a damaged own file."""
    text = decode(data, file=file)
    if not text.strip():
        raise Unreadable("nothing is written in it", place=file)
    if text.count("\n") > MOST_LINES:
        raise Unreadable(f"more than {MOST_LINES:,} lines", place=file)
    own = _own(text, file)
    if own:
        return [Read(own, 1, True)]
    found = split_incidents(text)
    if not found:
        return [Read(read_text(text, file=file, zone=zone), 1, False)]
    lines = text.split("\n")
    return [
        Read(
            read_text("\n".join(lines[start - 1 : end]), file=file, zone=zone, title=title,
                      first_line=start),
            start, False,
        )
        for title, start, end in found
    ]  # fmt: skip


def _own(text: str, file: str) -> Manuscript | None:
    """The post-mortem that Hansei wrote; None for any other text."""
    if _OWN not in text:
        return None
    from hansei.outputs.markdown.read import is_own, read_own  # slow to load, and seldom needed

    return read_own(text, file=file) if is_own(text) else None


def check_bytes(
    data: bytes, *, file: str, zone: tzinfo | None = None, settings: Settings | None = None
) -> list[Finding]:
    """The findings of a file, in order of place. Raises InputError as `read_bytes` does."""
    found: list[Finding] = []
    for each in read_bytes(data, file=file, zone=zone):
        found += check(each.manuscript, settings=settings, first_line=each.first_line,
                       trusted=each.own)  # fmt: skip
    return found
