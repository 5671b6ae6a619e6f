"""Times inside sentences, for reports that tell their course without a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hansei.reading.lines import Line, Shape, plain
from hansei.reading.rows import Row
from hansei.reading.stamps import stamps_in

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“(])")
_MOST_ROWS = 400
_LONGEST_PARAGRAPH = 8000


def prose_rows(lines: Sequence[Line]) -> list[Row]:
    """One entry for each sentence with a time of day; a sentence with a day alone sets the day."""
    found: list[Row] = []
    for number, sentence in _sentences(lines):
        for stamp in stamps_in(sentence, 2):
            if stamp.time is not None and not stamp.time.weak:
                found.append(Row(number, number, stamp, plain(sentence), Shape.TEXT))
                break
            if stamp.time is None and stamp.day and stamp.day.year:
                found.append(Row(number, number, stamp, "", Shape.TEXT))
        if len(found) >= _MOST_ROWS:
            break
    return found


def _sentences(lines: Sequence[Line]) -> Iterable[tuple[int, str]]:
    paragraph: list[Line] = []
    for line in lines:
        if line.shape is Shape.ITEM and paragraph:
            yield from _split(paragraph)
            paragraph = [line]
        elif line.shape in (Shape.TEXT, Shape.ITEM):
            paragraph.append(line)
        elif paragraph:
            yield from _split(paragraph)
            paragraph = []
    if paragraph:
        yield from _split(paragraph)


def _split(paragraph: Sequence[Line]) -> Iterable[tuple[int, str]]:
    text = ""
    starts: list[tuple[int, int]] = []
    for line in paragraph:
        starts.append((len(text), line.number))
        text += line.content + " "
        if len(text) > _LONGEST_PARAGRAPH:
            break
    at = 0
    index = 0
    pieces = _SENTENCE_END.split(text)
    for piece in pieces:
        position = text.find(piece, at)
        while index + 1 < len(starts) and starts[index + 1][0] <= position:
            index += 1
        yield starts[index][1], piece.strip()
        at = position + len(piece)
