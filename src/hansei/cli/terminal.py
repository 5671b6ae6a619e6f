"""What people see: progress and colour on a terminal only, everything on standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import TypeVar

_T = TypeVar("_T")
_EVERY = 4096
_REDRAW_S = 0.1
_CODES = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32", "cyan": "36"}


def coloured(stream: object = None) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR or a dumb terminal says otherwise."""
    if os.environ.get("FORCE_COLOR"):
        return True
    target = stream or sys.stderr
    isatty = getattr(target, "isatty", lambda: False)
    return bool(isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Console:
    """Lines for people. `quiet` silences them; errors are the caller's own."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.colour = coloured()
        self.live = sys.stderr.isatty() and not quiet

    def style(self, text: str, *names: str) -> str:
        if not self.colour:
            return text
        codes = ";".join(_CODES[name] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def say(self, text: str = "") -> None:
        if not self.quiet:
            print(text, file=sys.stderr)

    def counted(self, items: Iterable[_T], label: str) -> Iterator[_T]:
        """The same items, with a running count on a terminal."""
        if not self.live:
            yield from items
            return
        count, drawn = 0, 0.0
        for count, item in enumerate(items, 1):
            if count % _EVERY == 0 and monotonic() - drawn > _REDRAW_S:
                drawn = monotonic()
                self._draw(f"{label}: {count:,}")
            yield item
        if count:
            self._draw("")

    def progress(self, label: str) -> Callable[[int, int], None]:
        """Shows "label: 3 of 12" on a terminal, and nothing elsewhere."""

        def shown(done: int, of: int) -> None:
            if self.live:
                self._draw(f"{label}: {done:,} of {of:,}" if done < of else "")

        return shown

    def _draw(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[2K{text[:width]}")
        sys.stderr.flush()
