"""Times inside sentences, for reports that tell their course without a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from hansei.reading.lines import Line, Shape, plain
from hansei.reading.rows import Row
from hansei.reading.stamps import stamps_in

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“(])")
_JOINT = re.compile(r",?\s(?:and|then|but)\s|[,;]\s|\s[–—-]\s")
_MOST_ROWS = 400
_LONGEST_PARAGRAPH = 8000


def prose_rows(lines: Sequence[Line]) -> list[Row]:
    """One entry for each sentence with a time of day; a sentence with a day alone sets the day."""
    found: list[Row] = []
    for number, sentence in sentences_of(lines):
        found.extend(_rows_of(sentence, number))
        if len(found) >= _MOST_ROWS:
            break
    return found


def _rows_of(sentence: str, number: int) -> Iterable[Row]:
    """A sentence with several times is cut where "and", a comma or a dash parts them."""
    stamps = stamps_in(sentence, 8)
    for stamp in stamps:
        if stamp.time is None and stamp.day and stamp.day.year:
            yield Row(number, number, stamp, "", Shape.TEXT)
    timed = [each for each in stamps if each.time is not None and not each.time.weak]
    if not timed:
        return
    cuts = [0]
    kept = timed[:1]
    for before, after in pairwise(timed):
        joints = list(_JOINT.finditer(sentence, before.end, after.start))
        if joints:
            cuts.append(joints[-1].start())
            kept.append(after)
    cuts.append(len(sentence))
    for stamp, (start, end) in zip(kept, pairwise(cuts), strict=True):
        text = _JOINT.sub("", sentence[start:end], count=1) if start else sentence[start:end]
        yield Row(number, number, stamp, plain(text), Shape.TEXT)


def sentences_of(lines: Sequence[Line]) -> Iterable[tuple[int, str]]:
    """The sentences of paragraphs and list items, each with the line that it begins on."""
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
