"""What a file holds, told by its content: names and suffixes are not asked."""

from __future__ import annotations

import re
from enum import StrEnum

from hansei.domain.errors import Unreadable


class Format(StrEnum):
    """The formats that reading takes. HTML is text first: `is_html` tells it once decoded."""

    TEXT = "text"
    DOCX = "docx"
    PDF = "pdf"


_SPACE = b"\xef\xbb\xbf\x00 \t\r\n"
_PDF_WITHIN = 1024
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
     "an old Word document (.doc) or one with a password: save it as .docx without one"),
    (b"{\\rtf", "rich text (RTF): save it as .docx"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "compressed: unpack it first"),
    (b"\x7fELF", "a program"),
)  # fmt: skip
_ARCHIVES = (
    ("xl/", "a spreadsheet: export the report as Markdown, HTML, DOCX or PDF"),
    ("ppt/", "a presentation: export the report as Markdown, HTML, DOCX or PDF"),
    ("content.xml", "an OpenDocument file: save it as .docx"),
)


def format_of(data: bytes, *, file: str = "") -> Format:
    """The format of `data`. Raises Unreadable for one that is known and cannot be read."""
    if data[:_PDF_WITHIN].lstrip(_SPACE).startswith(b"%PDF-"):
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, file)
    for magic, reason in _REFUSED:
        if data.startswith(magic):
            raise Unreadable(reason, place=file)
    return Format.TEXT


def _archive(data: bytes, file: str) -> Format:
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile  # imported only here: a text report needs none of it

    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("a damaged zip archive or Word document", place=file) from error
    if any(name.startswith("word/") for name in names):
        return Format.DOCX
    for start, reason in _ARCHIVES:
        if any(name.startswith(start) for name in names):
            raise Unreadable(reason, place=file)
    raise Unreadable("a zip archive without a Word document: unpack it first", place=file)


_HEAD = 4096
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"<(?:h[1-6]|div|p|table|ul|ol|dl|section|article|main|header)\b", re.IGNORECASE
)
_CLOSED = re.compile(
    r"</(?:h[1-6]|div|p|td|th|tr|li|dd|table|ul|ol|section|article)\s*>", re.IGNORECASE
)
_MARKDOWN = re.compile(r"(?:#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s|\||```|~~~|---$|===)")
_SAMPLE = 64_000
_FEW = 3


def is_html(text: str) -> bool:
    """Whether a text is an HTML page, or a piece of one without a line of Markdown in it.

    Markdown may hold HTML and even begin with it, so a piece without `<html>` must begin with a
    block element, close several and show no line that begins as only Markdown's do.
    """
    start = _after_comments(text[:_HEAD])
    if _PAGE.match(start):
        return True
    if not _FRAGMENT.match(start):
        return False
    sample = text[:_SAMPLE]
    closed = sum(1 for _ in _CLOSED.finditer(sample))
    return closed >= _FEW and not any(
        _MARKDOWN.match(line.lstrip(" ")) for line in sample.split("\n")
    )


def _after_comments(start: str) -> str:
    start = start.lstrip("\ufeff \t\n")
    while start.startswith(("<!--", "<?")):
        ends = "-->" if start.startswith("<!--") else ">"
        _, found, start = start.partition(ends)
        if not found:
            return ""
        start = start.lstrip(" \t\n")
    return start
