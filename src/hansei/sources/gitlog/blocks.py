"""`git log` in its default, medium, full, fuller and raw formats: a block a commit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# `--graph` draws before each line.
START = re.compile(r"[*|\\/_ ]{0,60}commit ([0-9a-f]{40}(?:[0-9a-f]{24})?|[0-9a-f]{7,39})(?= |$)")
_FIELD = re.compile(
    r"[*|\\/_ ]{0,60}?(Author|AuthorDate|Date|Commit|CommitDate|author|committer):? +(\S.*)"
)
_RAW = re.compile(r"(.{0,300}?) ?<([^<>]{0,200})> (\d{9,11} [+-]\d{4})$")
_MAIL = re.compile(r"\s*<[^<>]{0,300}>.*$")
_GRAPH_LEAD = re.compile(r"[*|\\/_ ]{0,60}(?=    )")
MOST_BODY = 200
"""Lines of one commit's message that are kept."""


@dataclass(slots=True)
class Block:
    """A commit's lines, sorted out. `date` is the commit date where the format gives it."""

    sha: str
    line: int
    author: str = ""
    date: str = ""
    committed: str = ""
    message: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    ended: bool = False  # a --stat or a patch follows the message


def blocks(lines: Sequence[str], first_line: int) -> Iterator[Block]:
    """The commits of a log. Git writes nothing before the first one, so such lines are left out."""
    block: Block | None = None
    for number, line in enumerate(lines, first_line + 1):
        found = START.match(line)
        if found:
            if block is not None:
                yield block
            block = Block(found[1], number)
        if block is not None:
            if len(block.lines) < MOST_BODY:
                block.lines.append(line)
            if not found:
                _take(block, line)
    if block is not None:
        yield block


def _take(block: Block, line: str) -> None:
    if not block.message:
        found = _FIELD.match(line)
        if found:
            _field(block, found[1], found[2].strip())
            return
    lead = _GRAPH_LEAD.match(line)
    text = line[lead.end() :] if lead else line
    if text.startswith("    "):
        if not block.ended and len(block.message) < MOST_BODY:
            block.message.append(text[4:])
    elif block.message and text.strip(" *|\\/_"):
        block.ended = True


def _field(block: Block, name: str, value: str) -> None:
    if name in ("author", "committer"):  # --format=raw: "name <mail> 1740825127 +0100"
        found = _RAW.match(value)
        if found and name == "author":
            block.author, block.date = found[1], found[3]
        elif found:
            block.committed = found[3]
    elif name == "Author":
        block.author = _MAIL.sub("", value)
    elif name in ("Date", "AuthorDate"):
        block.date = value
    elif name == "CommitDate":
        block.committed = value
