"""Makes an HTML page, a Word document and a PDF out of a report in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from markdown_it import MarkdownIt
from markdown_it.token import Token
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, Preformatted, SimpleDocTemplate, Spacer, Table

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MANY = 400


def html_of(markdown: str, *, head: str = "") -> bytes:
    """A page as a renderer of Markdown writes it."""
    body = _PARSER.render(_FRONT_MATTER.sub("", markdown))
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>{body}</body></html>".encode()


class Block:
    """A heading, an item, a paragraph, some code or a table, with its words."""

    def __init__(self, kind: str, text: str = "", level: int = 0) -> None:
        self.kind, self.text, self.level = kind, text, level
        self.numbered = False
        self.rows: list[list[str]] = []


def blocks_of(markdown: str) -> Iterator[Block]:
    """The blocks of a report in order; lists are their items with a level each."""
    tokens = _PARSER.parse(_FRONT_MATTER.sub("", markdown))
    lists: list[str] = []
    table: Block | None = None
    fresh = False
    for index, token in enumerate(tokens):
        if token.type.endswith("list_open"):
            lists.append(token.type)
        elif token.type.endswith("list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            fresh = True
        elif token.type == "table_open":
            table = Block("table")
        elif token.type == "tr_open" and table:
            table.rows.append([])
        elif token.type == "table_close" and table:
            yield table
            table = None
        elif token.type in ("fence", "code_block"):
            yield Block("code", token.content)
        elif token.type == "inline" and table:
            table.rows[-1].append(_words(token))
        elif token.type == "inline":
            yield _block(tokens, index, lists, fresh=fresh)
            fresh = False


def _block(tokens: Sequence[Token], index: int, lists: Sequence[str], *, fresh: bool) -> Block:
    opening, text = tokens[index - 1], _words(tokens[index])
    if opening.type == "heading_open":
        return Block("heading", text, int(opening.tag[1]))
    if lists and fresh:
        block = Block("item", text, len(lists))
        block.numbered = lists[-1].startswith("ordered")
        return block
    return Block("paragraph", text, len(lists))


def _words(token: Token) -> str:
    pieces = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type in ("text", "code_inline"):
            pieces.append(child.content)
    return "".join(pieces)


def docx_of(markdown: str) -> bytes:
    """A Word document with Word's own styles for headings, lists and tables."""
    document = docx.Document()
    document.styles.add_style("Source Code", WD_STYLE_TYPE.PARAGRAPH)
    for block in blocks_of(markdown):
        if block.kind == "heading":
            document.add_heading(block.text, block.level)
        elif block.kind == "item":
            style = "List Number" if block.numbered else "List Bullet"
            level = min(block.level, 3)
            _broken(document.add_paragraph(style=f"{style} {level}" if level > 1 else style), block)
        elif block.kind == "table":
            _word_table(document, block)
        else:
            style = "Source Code" if block.kind == "code" else None
            _broken(document.add_paragraph(style=style), block)
    return _saved(document)


def _word_table(document: Any, block: Block) -> None:
    width = max(map(len, block.rows))
    table = document.add_table(len(block.rows), width)
    for row, written in zip(table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, written, strict=False):
            cell.text = text


def _broken(paragraph: Any, block: Block) -> None:
    for number, line in enumerate(block.text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)


def _saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_of(markdown: str) -> bytes:
    """A PDF as a print dialogue makes it: proportional type, wrapped lines, tables in columns."""
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    story: list[Any] = []
    for block in blocks_of(markdown):
        text = escape(block.text).replace("\n", "<br/>")
        if block.kind == "heading":
            story.append(Paragraph(text, styles[f"Heading{block.level}"]))
        elif block.kind == "item":
            left = 14 * block.level
            style = body.clone("item", leftIndent=left, bulletIndent=left - 10)
            story.append(Paragraph(text, style, bulletText="-"))
        elif block.kind == "table":
            story += [_printed_table(block, body), Spacer(1, 8)]
        elif block.kind == "code":
            story.append(Preformatted(block.text[:2000], styles["Code"]))
        else:
            story.append(Paragraph(text, body))
    stream = BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build(story or [Spacer(1, 1)])
    return stream.getvalue()


def _printed_table(block: Block, body: Any) -> Table:
    width = max(map(len, block.rows))
    longest = [
        max(min(len(row[at]), _MANY) if at < len(row) else 1 for row in block.rows)
        for at in range(width)
    ]
    narrow = [6.0 * each + 12 if each < 24 else 0.0 for each in longest]
    wide = sum(each for each, width in zip(longest, narrow, strict=True) if not width) or 1
    left = max(440 - sum(narrow), 100)
    widths = [w or left * each / wide for each, w in zip(longest, narrow, strict=True)]
    rows = [
        [Paragraph(escape(row[at]) if at < len(row) else "", body) for at in range(width)]
        for row in block.rows
    ]
    return Table(rows, colWidths=widths, style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
