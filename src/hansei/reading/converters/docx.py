"""A Word document (Office Open XML, ISO/IEC 29500) as Markdown, by way of HTML."""

from __future__ import annotations

from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import mammoth

from hansei.domain.errors import Unreadable
from hansei.reading.converters.html import html_text

MOST_PARTS = 5000
MOST_XML = 40_000_000
"""Bytes of all XML parts, unpacked."""
DEEPEST = 256
_PARTS = (".xml", ".rels")
_ENCRYPTED = 0x1
_CODE = ("Source Code", "Code", "HTML Preformatted", "macro", "Plain Text")
_STYLES = "\n".join((
    "p[style-name='Title'] => h1:fresh",
    "p[style-name='Subtitle'] => p:fresh",
    *(f"p[style-name='{name}'] => pre:separator('\\n')" for name in _CODE),
))  # fmt: skip


def docx_text(data: bytes) -> str:
    """The document's text with its headings, lists, tables and checkboxes; pictures are left out.

    Raises Unreadable for one that is damaged, protected, nested deeper than `DEEPEST` or larger
    than `MOST_XML`. External references are never followed.
    """
    try:
        parts = _parts(data)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("a damaged Word document") from error
    result = mammoth.convert_to_html(
        parts,
        style_map=_STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=lambda _: [],
    )
    return html_text(result.value)


def _parts(data: bytes) -> BytesIO:
    """The XML parts alone, each one looked through, as an archive again."""
    kept = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(kept, "w", ZIP_STORED) as checked:
        found = {each.filename: each for each in archive.infolist()}
        if len(found) > MOST_PARTS:
            raise Unreadable(f"{len(found)} parts; at most {MOST_PARTS} are read")
        wanted = [each for name, each in found.items() if name.lower().endswith(_PARTS)]
        if any(each.flag_bits & _ENCRYPTED for each in wanted):
            raise Unreadable("the Word document is protected by a password")
        if sum(each.file_size for each in wanted) > MOST_XML:
            raise Unreadable(f"unpacks to more than {MOST_XML // 1_000_000} MB of text")
        for each in wanted:
            content = _content(archive, each)
            _look_through(content)
            checked.writestr(each.filename, content)
    kept.seek(0)
    return kept


def _content(archive: ZipFile, part: ZipInfo) -> bytes:
    """At most the bytes that the archive's directory states for a part, which were summed."""
    with archive.open(part) as stream:
        return stream.read(part.file_size)


def _look_through(content: bytes) -> None:
    depth = 0

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Unreadable(f"its elements are nested more than {DEEPEST} deep")

    def closed(_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:  # Office Open XML forbids them; they can expand without end
        raise Unreadable("its XML declares a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable("a damaged Word document") from error
