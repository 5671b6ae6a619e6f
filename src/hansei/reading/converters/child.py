"""The process that converts one document: its bytes come on standard input, its text goes out."""

from __future__ import annotations

import contextlib
import sys

from hansei.domain.errors import Unreadable

SECONDS = 60
"""Longest time that one document may take."""
REFUSED, TOO_LARGE = 3, 4
_MEMORY = 2 << 30
_FRAMES = 20_000


def main(arguments: list[str]) -> int:
    """Exit code 0 with the text, or `REFUSED` with the reason; any other tells a damaged file."""
    _bound()
    data = sys.stdin.buffer.read()
    try:
        text = _converted(arguments[0], data)
    except Unreadable as refusal:
        sys.stdout.buffer.write(refusal.reason.encode())
        return REFUSED
    except MemoryError:
        return TOO_LARGE
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


def _converted(name: str, data: bytes) -> str:
    if name == "pdf":
        from hansei.reading.converters.pdf import pdf_text

        return pdf_text(data)
    from hansei.reading.converters.docx import docx_text

    return docx_text(data)


def _bound() -> None:
    sys.setrecursionlimit(_FRAMES)  # the Word library descends a dozen frames for each element
    with contextlib.suppress(ImportError, OSError, ValueError):  # not every system has them
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
