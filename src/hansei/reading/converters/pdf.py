"""The text layer of a PDF, laid out as it is printed: columns stay columns, headings are marked."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from hansei.domain.errors import Unreadable
from hansei.reading.converters.pdf_headings import Run, Runs, marked

MOST_PAGES = 2000
MOST_CHARACTERS = 8_000_000
_BLANKS = re.compile(r"\n{5,}")
# Print dialogues of browsers set "7:07 AM" glyph by glyph, which reads as "7: 0 7   A M".
_SPACED_TIME = re.compile(r"(?<![\d:])(\d) ?(\d)? ?: ?(\d) ?(\d) {1,4}([AP]) ?M\b")


def pdf_text(data: bytes) -> str:
    """The text of all pages with blanks for the gaps between columns.

    Raises Unreadable for a PDF with a password, without text, or with more than `MOST_PAGES` pages
    or `MOST_CHARACTERS`. What a damaged one makes the library raise is not caught here.
    """
    reader = _opened(data)
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise Unreadable(f"{count} pages; at most {MOST_PAGES} are read")
    pages: list[str] = []
    runs: list[list[Run]] = []
    length = 0
    for page in reader.pages:
        text = page.extract_text(extraction_mode="layout")
        length += len(text)
        if length > MOST_CHARACTERS:
            raise Unreadable(f"holds more than {MOST_CHARACTERS // 1_000_000} MB of text")
        visitor = Runs()
        page.extract_text(visitor_text=visitor)
        pages.append(text)
        runs.append(visitor.found)
    text = "\n\n".join(marked(pages, runs))
    if not any(each.isalnum() for each in text):
        raise Unreadable("the PDF has no text layer, only pictures of pages: recognise its text "
                         "(OCR) first")  # fmt: skip
    lines = [line.rstrip() for line in text.split("\n")]
    return _BLANKS.sub("\n\n\n\n", _SPACED_TIME.sub(_closed_up, "\n".join(lines))) + "\n"


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("the PDF is protected by a password")
    except DependencyError:
        raise Unreadable("the PDF is encrypted: print it to a new PDF first") from None
    except PyPdfError as error:
        raise Unreadable("a damaged PDF") from error
    return reader


def _closed_up(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2] or ''}:{match[3]}{match[4]} {match[5]}M"
