"""The `console` blocks of the guide: every command is run, its output written below it.

A page is one session, read from top to bottom. Lines that begin with "$ " are commands; what
follows until the next one is their output and is replaced by what they print now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.session import ROOT, Session, session

_BLOCK = re.compile(r"(^```console\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)
_PROMPT = "$ "


def pages() -> list[Path]:
    """The pages with `console` blocks."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
    return [each for each in found if _BLOCK.search(each.read_text(encoding="utf-8"))]


def refreshed(text: str) -> str:
    """A page's text with the output that its commands give now."""
    with session() as reader:
        return _BLOCK.sub(lambda block: block[1] + _again(block[2], reader) + block[3], text)


def _again(block: str, reader: Session) -> str:
    lines = []
    for command in commands(block):
        lines.append(_PROMPT + command)
        shown = reader.run(command.replace("\\\n", ""))
        if shown:
            lines.append(shown)
    return "".join(f"{each}\n" for each in lines)


def commands(block: str) -> Iterator[str]:
    """The commands of a block, those continued on the next line whole."""
    pending = ""
    for line in block.splitlines():
        if pending:
            pending += f"\n{line}"
        elif line.startswith(_PROMPT):
            pending = line.removeprefix(_PROMPT)
        if pending and not pending.endswith("\\"):
            yield pending
            pending = ""
