"""The files that `read` and `check` were given: names, folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hansei.domain.errors import Unreadable, UsageError
from hansei.reading.decode import LARGEST_DOCUMENT
from hansei.reading.names import may_be_report

_SKIPPED = frozenset(("node_modules", "__pycache__", "venv"))
STDIN = "-"


def files_of(given: Sequence[str]) -> Iterator[str]:
    """Every file, those of folders in order of name; "-" stands for standard input.

    Raises UsageError for a path that is not there.
    """
    for name in given:
        if name == STDIN:
            yield name
        elif os.path.isdir(name):
            yield from _walked(Path(name))
        elif os.path.exists(name):
            yield name
        else:
            raise UsageError(f"{shown(name)}: no such file or folder")


def _walked(folder: Path) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and each not in _SKIPPED
        )
        for name in sorted(names):
            if not may_be_report(name):
                continue
            if not (name.endswith(".html") and f"{name[:-5]}.md" in names):  # the same, rendered
                yield os.path.join(root, name)


def bytes_of(name: str) -> bytes:
    """The bytes of a file. Raises Unreadable for one that is too large or no regular file."""
    if name == STDIN:
        data = sys.stdin.buffer.read(LARGEST_DOCUMENT + 1)
    else:
        path = Path(name)
        if path.exists() and not path.is_file() and not path.is_fifo():
            raise Unreadable("no regular file", place=shown(name))
        with path.open("rb") as stream:
            data = stream.read(LARGEST_DOCUMENT + 1)
    return data


def shown(name: str) -> str:
    """A file's name as it can be printed, whatever bytes it is made of."""
    if name == STDIN:
        return "<stdin>"
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
