"""Word documents and PDF files: what is read, and what is refused with its reason."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from hansei.domain.document import Milestone
from hansei.domain.errors import HanseiError, Unreadable
from hansei.reading import decode, read_text
from hansei.reading.converters import apart
from hansei.reading.converters.docx import docx_text
from hansei.reading.converters.pdf import pdf_text
from tests.reading.converters.making import docx_of, pdf_of

REPORT = """# Login outage

## Timeline

| Time (UTC) | Event |
| --- | --- |
| 2024-03-05 22:10 | Errors begin |
| 2024-03-05 22:31 | Alert fired |

## Action items

- Renew certificates early (owner: identity team)
"""


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    with ZipFile(BytesIO(docx_of(REPORT))) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    return zipped(parts)


@pytest.mark.parametrize("make", [docx_of, pdf_of])
def test_a_report_is_read_whatever_its_file_is_called(make: Callable[[str], bytes]) -> None:
    document = read_text(decode(make(REPORT), file="report.txt")).document
    assert document.title == "Login outage"
    assert [event.text for event in document.events] == ["Errors begin", "Alert fired"]


def test_words_own_title_boxes_and_code() -> None:
    document = docx.Document()
    document.add_heading("Login outage", 0)
    document.add_paragraph("☐ Alert on expiry", style="List Bullet")
    stream = BytesIO()
    document.save(stream)
    assert docx_text(stream.getvalue()) == "# Login outage\n\n- [ ] Alert on expiry\n"


def _printed() -> bytes:
    """PagerDuty's printed report: a side column, then rows of a 12-hour time and its words."""
    stream = BytesIO()
    page = Canvas(stream, pagesize=(612, 792))
    page.setFont("Helvetica-Bold", 18)
    page.drawString(40, 740, "Login failing with errors")
    page.setFont("Helvetica", 10)
    # fmt: off
    left = ["Overview", "Users could not log in to the service for", "most of the morning.", "",
            "What Happened", "The certificate of the identity service", "had expired on the day.",
            "", "Resolution", "A new certificate was deployed by the", "owning team."]
    side = {0: "OWNER OF REVIEW PROCESS", 1: "Identity team", 4: "IMPACT TIME",
            5: "Sep 6 at 05:25 to Sep 6 at 10:48", 7: "DURATION", 8: "5h 23m",
            9: "*All times listed in this report are in", 10: "Pacific Time (US & Canada)."}
    # fmt: on
    for number, text in enumerate(left):
        page.drawString(40, 700 - 18 * number, text)
        page.drawString(400, 700 - 18 * number, side.get(number, ""))
    rows = [("5:25 AM", "Errors begin on the login page"), ("7:07 AM", "A customer reports it"),
            ("7:21 AM", "Issue is acknowledged by the on-call engineer"),
            ("10:48 AM", "Logins confirmed working")]  # fmt: skip
    page.drawString(40, 480, "Timeline")
    page.drawString(40, 450, "Sep 6, 2022")
    for number, (at, text) in enumerate(rows):
        page.drawString(40, 420 - 30 * number, at)
        page.drawString(120, 420 - 30 * number, text)
    page.save()
    return stream.getvalue()


def test_pagerdutys_printed_report() -> None:
    manuscript = read_text(decode(_printed()))
    document = manuscript.document
    assert document.zone == "America/Los_Angeles"
    assert [f"{event.at:%d %H:%M}" for event in document.events] == [
        "06 12:25", "06 14:07", "06 14:21", "06 17:48",
    ]  # fmt: skip
    assert f"{document.milestones[Milestone.IMPACT_START].at:%H:%M}" == "12:25"
    assert f"{document.milestones[Milestone.RECOVERED].at:%H:%M}" == "17:48"
    assert [each.seconds for each in manuscript.stated] == [5 * 3600 + 23 * 60]


def _encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_of(REPORT))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _no_text() -> bytes:
    stream = BytesIO()
    page = Canvas(stream)
    page.rect(10, 10, 100, 100)
    page.save()
    return stream.getvalue()


def _many_pages() -> bytes:
    writer = PdfWriter()
    for _ in range(2001):
        writer.add_blank_page(10, 10)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _deep() -> bytes:
    nest = b"<w:sdt><w:sdtContent>" * 300, b"</w:sdtContent></w:sdt>" * 300
    return with_part("word/document.xml", lambda xml: xml.replace(
        b"<w:body>", b"<w:body>" + b"".join(nest)))  # fmt: skip


def _entities() -> bytes:
    start = b"<w:document"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return with_part("word/document.xml", lambda xml: xml.replace(start, bomb + start))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PDF with a password": (_encrypted, "password"),
    "a PDF of pictures": (_no_text, "no text layer"),
    "a PDF of too many pages": (_many_pages, "2001 pages"),
    "half a PDF": (lambda: pdf_of(REPORT)[:700], "PDF"),
    "the start of a PDF": (lambda: b"%PDF-1.7 ...", "damaged PDF"),
    "a zip bomb": (lambda: with_part("word/styles.xml", lambda _: b" " * 50_000_000), "unpacks"),
    "a bomb of entities": (_entities, "document type"),
    "nested elements": (_deep, "nested"),
    "no XML": (lambda: with_part("word/document.xml", lambda _: b"<w"), "damaged Word"),
    "half a Word document": (lambda: docx_of(REPORT)[:9000], "damaged"),
    "an old Word document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "docx"),
    "a spreadsheet": (lambda: zipped({"xl/workbook.xml": b"<x/>"}), "spreadsheet"),
    "an OpenDocument": (lambda: zipped({"content.xml": b"<x/>"}), "OpenDocument"),
    "a zip": (lambda: zipped({"a.txt": b"x"}), "unpack"),
    "rich text": (lambda: b"{\\rtf1 x}", "RTF"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_its_reason(what: str) -> None:
    make, reason = REFUSED[what]
    with pytest.raises(Unreadable, match=reason) as refusal:
        decode(make(), file="report")
    assert str(refusal.value).startswith("report: ")


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(Unreadable, match="took longer"):
        decode(pdf_of(REPORT))


def _streams_apart(data: bytes, instructions: bytes) -> bytes:
    """A page whose content is other instructions."""
    start = data.index(b"stream\n") + 7
    end = data.index(b"endstream", start)
    packed = zlib.compress(instructions)
    return data[:start] + packed + data[end:]


@pytest.mark.parametrize(
    "instructions",
    [b"q " * 200_000, b"BT /F1 1e9 Tf 1e9 1e9 Td (x) Tj ET " * 2000, b"[" * 100_000,
     b"BT /F1 1 Tf " + b"1e8 0 Td (x) Tj " * 3000 + b"ET", b"(" * 1_000_000],
    ids=["saved states", "far away", "arrays", "gaps", "strings"],
)  # fmt: skip
def test_hostile_pages_end(instructions: bytes) -> None:
    stream = BytesIO()
    page = Canvas(stream, pageCompression=1)
    page.drawString(10, 10, "x" * 2000)
    page.save()
    with suppress(HanseiError):
        decode(_streams_apart(stream.getvalue(), instructions))


def test_damaged_documents_are_read_or_refused() -> None:
    dice = random.Random(11)
    for make in (docx_of, pdf_of):
        whole = make(REPORT)
        for _ in range(5):
            data = bytearray(whole)
            for _ in range(dice.randrange(1, 30)):
                data[dice.randrange(8, len(data))] = dice.randrange(256)
            with suppress(HanseiError):
                read_text(decode(bytes(data)))


def test_times_set_glyph_by_glyph_are_closed_up() -> None:
    stream = BytesIO()
    page = Canvas(stream)
    page.drawString(40, 700, "7: 0 7   A M   Alert fired")
    page.save()
    assert pdf_text(stream.getvalue()).split() == ["7:07", "AM", "Alert", "fired"]
