"""Tables and numbered lists of Markdown, cell by cell and back without loss.

A cell holds text whose line breaks are "<br>" in the table and whose bars are escaped. A block that
is no table, or no plain numbered list, is None here and stays the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hansei.domain.document import PUBLIC

_BREAK = re.compile(r"[ \t]*<br ?/?>[ \t]*", re.IGNORECASE)
_RULE = re.compile(r"[ \t]*:?-+:?[ \t]*")
_NEWLINES = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])[ \t]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f]|[\ud800-\udfff]")
_ITEM = re.compile(r" {0,3}(\d{1,4})[.)] +(\S.*)")
_BOLD = re.compile(r"\*\*((?:[^*\\]|\\.|\*(?!\*))+)\*\*(?:[ \t]+|$|(?=<br))")
_PROMPT = re.compile(r"\*\*(?:Question:\*\*|Question\*\*:)[ \t]+(.*)", re.IGNORECASE)
_QUESTION = re.compile(r"([^?]{3,300}\?)[ \t]+(.*)")
_CITES = re.compile(r"(?:^|\s)\[((?:[eE]v?\d{1,9})(?:\s*,\s*[eE]v?\d{1,9})*)\]\.?$")
_MOST_COLUMNS = 40
_MOST_READINGS = 6


class Table(NamedTuple):
    """A table: its headings, what stands under each ("---", ":-:"), and rows of equal length."""

    headings: tuple[str, ...]
    rules: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def cell(text: str) -> str:
    """A text as a cell keeps it: no control characters, no blank ends, lines joined by "\\n"."""
    lines = _BREAK.sub("\n", _NEWLINES.sub("\n", _CONTROLS.sub("", text))).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def public_and_rest(text: str) -> tuple[str, str]:
    """The marker that releases a block to customers, "" without one, and the block behind it."""
    if text.lstrip().startswith(PUBLIC):
        return PUBLIC, text.lstrip().removeprefix(PUBLIC).lstrip("\n ")
    return "", text


def read_table(text: str) -> Table | None:
    """The table that a block is; None for anything else, such as a table with a text under it."""
    lines = text.split("\n")
    if len(lines) < 2 or "|" not in lines[0] or not all("|" in line for line in lines):
        return None
    if any(len(line) - len(line.lstrip()) > 3 for line in lines):
        return None
    heads, rules = _cells(lines[0]), _cells(lines[1])
    if len(heads) != len(rules) or not all(_RULE.fullmatch(each) for each in rules):
        return None
    rows = [_cells(line) for line in lines[2:]]
    width = max(map(len, (heads, *rows)))
    if width > _MOST_COLUMNS:
        return None
    return Table(
        _padded([cell(each) for each in heads], width),
        _padded([each.strip() for each in rules], width, "---"),
        tuple(_padded([cell(each) for each in row], width) for row in rows),
    )


def write_table(table: Table) -> str:
    """The table as Markdown."""
    lines = (table.headings, table.rules, *table.rows)
    return "\n".join(f"| {' | '.join(map(_escaped, line))} |" for line in lines)


def same_item(item: tuple[str, str, str]) -> tuple[str, str, str]:
    """The item as it reads once it is written, and written again."""
    found = (cell(item[0]), cell(item[1]), cell(item[2]))
    for _ in range(_MOST_READINGS):
        again = _item(_written(*found))
        if again == found:
            break
        found = again
    return found


def read_list(text: str) -> tuple[tuple[str, str, str], ...] | None:
    """The items of a numbered list as question, answer and citations; None for anything else.

    "1. **Why was it slow?** The pool was full. [e3]". A drafted question ("**Question:** Why?") and
    a plain one ("Why? Because ...") are read too.
    """
    items: list[str] = []
    for line in text.split("\n"):
        found = _ITEM.fullmatch(line)
        if found:
            items.append(found[2])
        elif items and re.match(r"\s{2,}(?![-*+]\s|\d+[.)]\s|```|~~~|\|)\S", line):
            items[-1] += f" {line.strip()}"
        else:
            return None
    return tuple(map(_item, items)) if items else None


def write_list(items: Iterable[tuple[str, str, str]]) -> str:
    """Questions, answers and citations as a numbered list."""
    return "\n".join(f"{number}. {_written(*item)}" for number, item in enumerate(items, 1))


def _item(text: str) -> tuple[str, str, str]:
    cites = _CITES.search(text)
    cited = f"[{cites[1]}]" if cites else ""
    rest = text[: cites.start()].rstrip() if cites else text
    prompt = _PROMPT.fullmatch(rest)
    if prompt:
        return (*_asked(prompt[1]), cited)
    bold = _BOLD.match(rest)
    if bold:
        return cell(_unstarred(bold[1])), cell(rest[bold.end() :]), cited
    return (*_asked(rest), cited)


def _asked(text: str) -> tuple[str, str]:
    """A question, and the answer behind it."""
    if text.endswith("?"):
        return cell(text), ""
    found = _QUESTION.fullmatch(text)
    return (cell(found[1]), cell(found[2])) if found else ("", cell(text))


def _written(question: str, answer: str, cites: str) -> str:
    parts = (f"**{_starred(question)}**" if question else "", _line(answer), _line(cites))
    return " ".join(each for each in parts if each)


def _starred(text: str) -> str:
    text = text.rstrip(":") if text.lower().rstrip(":") == "question" else text
    return re.sub(r"([\\*])", r"\\\1", _line(text))


def _unstarred(text: str) -> str:
    return re.sub(r"\\([\\*])", r"\1", text)


def _line(text: str) -> str:
    return text.replace("\n", "<br>")


def _escaped(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _cells(line: str) -> list[str]:
    text = line.strip().replace("\\|", "\x00")
    text = text.removeprefix("|")
    text = text.removesuffix("|")
    return [each.replace("\x00", "|") for each in text.split("|")]


def _padded(cells: Sequence[str], width: int, filler: str = "") -> tuple[str, ...]:
    return (*cells, *[filler] * (width - len(cells)))
