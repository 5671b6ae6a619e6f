"""What the prose of a document holds: summary, causes, impact, lessons, actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from hansei.domain.blocks.causes import factors_of, tables_of_factors
from hansei.domain.coverage import Factor, FactorType, numbered
from hansei.domain.document import Action, BlockKind, Document, Manuscript, Section
from hansei.reading.lines import Line, Shape, cells_of, is_separator, lines_of, plain
from hansei.reading.sections import exact_key, section_key
from hansei.reading.tasks import actions_in

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per ?cent)")
_PERSONS = re.compile(
    r"\b(?:users?|customers?|clients?|sessions?|people|accounts?|members?|tenants?|teams?|"
    r"merchants?|subscribers?|visitors?|students?)\b", re.IGNORECASE,
)  # fmt: skip
_REQUESTS = re.compile(
    r"\b(?:requests?|traffic|transactions?|calls|logins?|orders?|queries)\b", re.IGNORECASE
)
_COUNT = re.compile(
    r"\b(\d{1,3}(?:[,.]\d{3})+|\d{1,9})\+?\s(?:\w+\s){0,3}?(users?|customers?|clients?|people|accounts?|"
    r"members?|tenants?|teams?|merchants?|subscribers?|students?)\b", re.IGNORECASE,
)  # fmt: skip
_NOTHING = frozenset(("", "-", "n/a", "none", "tbd", "?", "nothing", "no comments added"))
_LONGEST = 4000
_NEAR = 60
_SENTENCE = 6
_FIELD = re.compile(r"[\s*_#|>-]{0,6}[A-Z][\w /]{1,30}[*_]{0,2}:")


def summary(document: Document) -> str:
    """The summary as plain text: its own section, else the first paragraph of the report."""
    own = _text(document, "summary")
    if own:
        return own
    for section in document.sections:
        for paragraph in section.text.split("\n\n") if section.key in ("", "metadata") else ():
            if len(paragraph.split()) >= _SENTENCE and not _FIELD.match(paragraph):
                return plain(paragraph, _LONGEST)
    described = document.extra.get("summary") or document.extra.get("description")
    return plain(described, _LONGEST) if isinstance(described, str) else ""


def root_cause(document: Document) -> str:
    """The cause part as plain text, without the factors that a list under it names."""
    return _text(document, "root_cause")


def factors(document: Document) -> list[str]:
    """The contributing factors without the primary cause, as plain text.

    Each is a row of a table of factors, or an outer list item or paragraph of their sections. A
    report without such a section has them under its causes, or as what went wrong.
    """
    found = _factors(document)
    return [plain(each.text) for each in found if each.type is not FactorType.PRIMARY]


def stated_factors(document: Document) -> list[Factor]:
    """The factors, the primary cause of a table too, with the numbers that actions name them by.

    Questions are none. A factor in a table has its line in the table's block, from 1.
    """
    return numbered(_factors(document))


def _factors(document: Document) -> list[Factor]:
    tables = [each for _, _, grid in tables_of_factors(document) for each in factors_of(grid, 1)]
    listed = _statements(document, "factors") or _below_label(document, "root_cause", "factors")
    if not tables and not listed:
        listed = _statements(document, "went_wrong")
    return [*tables, *(Factor(text) for text in listed)]


def lessons(document: Document) -> list[str]:
    """The lessons, one for each outer list item or paragraph of their sections.

    What went well, what went wrong and where luck helped are lessons too.
    """
    return _statements(document, "lessons", "went_well", "went_wrong", "luck")


def _statements(document: Document, *keys: str) -> list[str]:
    return [
        item
        for section in document.sections
        if section.key in keys
        for item in statements(section.text)
    ]


def impact(document: Document) -> dict[str, Any]:
    """The impact: its text, and the share and number of users where a sentence gives them.

    `users_percent` and `users` are numbers next to a word for users; `requests_percent` one next
    to a word for requests. What the text does not give is left out.
    """
    text = _text(document, "impact")
    found: dict[str, Any] = {"text": text}
    scope = text or " ".join((summary(document), root_cause(document)))
    for name, pattern in (("users_percent", _PERSONS), ("requests_percent", _REQUESTS)):
        share = _share(scope, pattern)
        if share is not None:
            found[name] = share
    count = _COUNT.search(text)
    if count:
        found["users"] = int(re.sub(r"[,.]", "", count[1]))
    return found


def _share(text: str, subject: re.Pattern[str]) -> float | int | None:
    for match in _PERCENT.finditer(text):
        after = text[match.end() : match.end() + _NEAR].split(".")[0].split(";")[0]
        before = text[max(0, match.start() - 25) : match.start()].split(".")[-1]
        if subject.search(after) or subject.search(before):
            value = float(match[1])
            return int(value) if value.is_integer() else value
    return None


def actions(document: Document) -> list[Action]:
    """The corrective actions of a document, without lines (see `actions_of`)."""
    return actions_in((block.text, 0) for block in _action_blocks(document))


def actions_of(manuscript: Manuscript) -> list[Action]:
    """The corrective actions of a manuscript, each with its line in the file."""
    found: list[Action] = []
    for number, section in enumerate(manuscript.document.sections):
        if section.key != "actions":
            continue
        found.extend(actions_in(
            (block.text, manuscript.block_lines.get((number, at), 0))
            for at, block in enumerate(section.blocks)
            if block.kind is BlockKind.TEXT
        ))  # fmt: skip
    return found


def _action_blocks(document: Document) -> Iterable[Any]:
    return (
        block
        for section in document.sections
        if section.key == "actions"
        for block in section.blocks
        if block.kind is BlockKind.TEXT
    )


def _text(document: Document, key: str) -> str:
    texts = [section.text for section in document.sections if section.key == key]
    kept = [text for text in texts if text.strip(" \n.-").lower() not in _NOTHING]
    return "\n\n".join(_readable(text) for text in kept)[:_LONGEST].strip()


def _readable(markdown: str) -> str:
    """A section as plain text, list items on lines of their own, code left out."""
    pieces: list[str] = []
    for line in lines_of(markdown):
        if line.shape is Shape.BLANK:
            pieces.append("")
        elif line.shape is Shape.ITEM:
            pieces.append("- " + plain(line.content))
        elif line.shape is Shape.ROW and not is_separator(line.content):
            pieces.append(" | ".join(plain(cell) for cell in cells_of(line.content)))
        elif line.shape in (Shape.TEXT, Shape.HEADING):
            pieces.append(plain(line.content))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(pieces)).strip()


def statements(markdown: str) -> list[str]:
    """The outer list items of a text, or its paragraphs where it holds no list."""
    lines = lines_of(markdown)
    outer = [line for line in lines if line.shape is Shape.ITEM]
    if not outer:
        return _paragraphs(lines)
    level = min(line.indent for line in outer)
    found: list[list[str]] = []
    closed = True
    for line in lines:
        if line.shape is Shape.ITEM and line.indent <= level + 1:
            found.append([line.content])
            closed = False
        elif line.shape is Shape.BLANK or line.shape is Shape.ITEM:
            closed = True
        elif line.shape is Shape.TEXT and not closed:
            found[-1].append(line.content)
    return _kept(" ".join(pieces) for pieces in found)


def _paragraphs(lines: Sequence[Line]) -> list[str]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.shape is Shape.TEXT:
            found[-1].append(line.content)
        elif line.shape is Shape.BLANK and found[-1]:
            found.append([])
    return _kept(" ".join(pieces) for pieces in found)


def _kept(texts: Iterable[str]) -> list[str]:
    plains = (plain(text) for text in texts)
    return [text for text in plains if text.strip(" .-").lower() not in _NOTHING]


def _below_label(document: Document, key: str, wanted: str) -> list[str]:
    for section in document.sections:
        if section.key == key:
            after = _after_label(section, wanted)
            if after:
                return statements(after)
    return []


def _after_label(section: Section, wanted: str) -> str:
    lines = section.text.split("\n")
    for index, line in enumerate(lines):
        if exact_key(line.strip("#*: ")) == wanted or section_key(line.strip("#*: ")) == wanted:
            return "\n".join(lines[index + 1 :])
    return ""
