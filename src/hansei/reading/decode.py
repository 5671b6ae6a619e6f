"""Bytes of a report into text, whatever encoding or format its author's editor chose."""

from __future__ import annotations

import re

from hansei.domain.errors import Unreadable
from hansei.reading.converters.formats import Format, format_of, is_html

LARGEST = 8_000_000
"""Bytes of the largest text that is read; a post-mortem larger than this is something else."""
LARGEST_DOCUMENT = 64_000_000
"""Bytes of the largest Word document or PDF: their pictures count, and are not read."""

_SAMPLE = 64_000
_DOCUMENTS = (b"%PDF-", b"PK\x03\x04")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BAD = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes, *, file: str = "") -> str:
    """The text of `data` with "\\n" line ends; HTML, DOCX and PDF are converted (`converters`).

    The format is told by the content. Text is UTF-8 or UTF-16 by their marks, UTF-8 without one,
    then the encoding that the bytes look like. Raises Unreadable for a format that is not read, a
    damaged or protected document, an undecodable text, and one larger than `LARGEST`, or
    `LARGEST_DOCUMENT` for a Word document or a PDF.
    """
    most = LARGEST_DOCUMENT if data.startswith(_DOCUMENTS) else LARGEST
    if len(data) > most:
        raise Unreadable(f"larger than {most // 1_000_000} MB", place=file)
    kind = format_of(data, file=file)
    if kind is not Format.TEXT:
        from hansei.reading.converters.apart import text_apart

        return _one_kind_of_line(text_apart(data, kind, file=file))
    text = _decoded(data, file)
    if len(_BAD.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) // 50:
        raise Unreadable("not text", place=file)
    text = _one_kind_of_line(text)
    if is_html(text):
        from hansei.reading.converters.html import html_text

        return html_text(text)
    return text


def _one_kind_of_line(text: str) -> str:
    return _BAD.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, file: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if data[:_SAMPLE].count(b"\x00") > len(data[:_SAMPLE]) // 50:
        raise Unreadable("not text", place=file)
    from charset_normalizer import from_bytes  # imported only here: it takes long to load

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise Unreadable("its encoding cannot be told", place=file)
    return data.decode(best.encoding, errors="replace")
