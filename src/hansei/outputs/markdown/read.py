"""Reads a post-mortem that Hansei wrote and people went on writing.

    read_own(render_markdown(document)).document == document

What a person changed wins: a prose block as it now stands, a timeline row whose cells differ, a
milestone with another time. What they deleted is remembered, so that drafting again does not
bring it back.
"""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

import msgspec
import yaml

from hansei.domain.document import (
    Block,
    BlockKind,
    Document,
    Manuscript,
    Mark,
    Milestone,
    Section,
    dropped_name,
)
from hansei.domain.errors import InputError
from hansei.domain.event import Event
from hansei.domain.fences import blocks_of
from hansei.domain.section_text import END, MILESTONES, TIMELINE
from hansei.domain.times import zone_named
from hansei.outputs.markdown.read_tables import TablePlace, read_milestones, read_timeline
from hansei.outputs.markdown.render import DATA, drafted_ids, heading
from hansei.reading.sections import section_key

_FRONT = re.compile(r"---\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_DRAFTED = re.compile(r"<!-- drafted (\S{1,80}) ([0-9a-f]{8}) -->\n?")
_KNOWN = ("hansei", "title", "id", "variant", "zone", "severity", "status", "owner", "services",
          "modules")  # fmt: skip
_MOST_DATA = 64 << 20


class _Stored(msgspec.Struct):
    """The comment at the end: what the tables do not show."""

    sections: list[list[str]] = []
    drafted: list[str] = []
    events: list[Event] = []
    milestones: dict[Milestone, Mark] = {}


def is_own(text: str) -> bool:
    """Whether a text is a post-mortem in Hansei's Markdown form."""
    front = _FRONT.match(text.lstrip("\ufeff"))
    return bool(front and re.search(r"^hansei:\s*\d+\s*$", front[1], re.MULTILINE))


def read_own(text: str, *, file: str = "") -> Manuscript:
    """The document with its places in the file. Raises InputError naming the line at fault."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    fields, body_line = _front(text, file)
    body = "\n".join(text.split("\n")[body_line - 1 :])
    body, _, data = body.rpartition(f"\n{DATA}\n")
    if not body and not data.strip():
        body, data = "\n".join(text.split("\n")[body_line - 1 :]), ""
    elif "-->" not in data:
        body, data = f"{body}\n{DATA}\n{data}", ""
    stored = _stored(data.partition("\n-->")[0], file)
    zone = _zone(str(fields.get("zone", "UTC")), file)
    return _Reader(fields, stored, zone, file).read(text, body, body_line)


def _front(text: str, file: str) -> tuple[dict[str, Any], int]:
    found = _FRONT.match(text)
    if not found:
        raise InputError("has no front matter", place=file)
    try:
        fields = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", None) or "cannot be read"
        raise InputError(f"front matter: {problem}", place=f"{file}:{line}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"front matter: {error}", place=f"{file}:1") from None
    if not isinstance(fields, dict):
        raise InputError("front matter is no mapping", place=f"{file}:1")
    return {str(key): value for key, value in fields.items()}, found[0].count("\n") + 1


def _zone(name: str, file: str) -> tzinfo:
    try:
        return zone_named(name)
    except ValueError as error:
        raise InputError(str(error), place=file) from None


def _stored(data: str, file: str) -> _Stored:
    stored = _Stored()
    if len(data) > _MOST_DATA:
        raise InputError("the data comment is larger than 64 MiB", place=file)
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
            if "event" in value:
                stored.events.append(msgspec.convert(value["event"], Event))
            elif "milestone" in value:
                stored.milestones[Milestone(value["milestone"])] = msgspec.convert(
                    value["mark"], Mark
                )
            elif "sections" in value:
                stored.sections = msgspec.convert(value["sections"], list[list[str]])
            elif "drafted" in value:
                stored.drafted = msgspec.convert(value["drafted"], list[str])
        except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
            raise InputError(f"the data comment is damaged: {error}", place=file) from None
    return stored


class _Reader:
    """One reading: what was stored, and where each piece of the text stands."""

    def __init__(self, fields: dict[str, Any], stored: _Stored, zone: tzinfo, file: str) -> None:
        self.fields = fields
        self.stored = stored
        self.place = TablePlace(zone, file)
        self.file = file
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.event_lines: dict[str, int] = {}
        self.block_lines: dict[tuple[int, int], int] = {}
        self.heading_lines: dict[int, int] = {}
        self.events: list[Event] = list(stored.events)
        self.milestones = dict(stored.milestones)
        self.title = ""
        self._heading: tuple[str, str] = ("", "")
        self._titles = [(each[0], each[1], each[-1]) for each in stored.sections if len(each) > 1]

    def read(self, text: str, body: str, first_line: int) -> Manuscript:
        region: BlockKind | None = None
        for line, block in blocks_of(body, first_line):
            if region is not None and self._in_region(region, line, block):
                continue
            region = None
            if block in (TIMELINE, MILESTONES):
                region = BlockKind.TIMELINE if block == TIMELINE else BlockKind.MILESTONES
                self._add(Block(kind=region), line)
                if region is BlockKind.TIMELINE:
                    self.events = []
            elif block != END:
                self._text(line, block)
        self._close()
        return Manuscript(
            document=self._document(),
            file=self.file,
            text=text,
            event_lines=self.event_lines,
            block_lines=self.block_lines,
            heading_lines=self.heading_lines,
            zone_written=str(self.fields.get("zone")) if self.fields.get("zone") else None,
        )

    def _in_region(self, region: BlockKind, line: int, block: str) -> bool:
        """Whether a block belongs to the timeline or the milestones; reads it if so."""
        if not block.startswith("|"):
            return False
        if region is BlockKind.TIMELINE:
            for event, number in read_timeline(block, line, self.stored.events, self.place):
                self.event_lines[event.id] = number
                self.events.append(event)
        elif block.lower().startswith("| milestone"):
            self.milestones = read_milestones(
                block, self.stored.milestones, self.events, self.place
            )
        return True

    def _text(self, line: int, block: str) -> None:
        """A block of prose, or headings with prose right under them."""
        lines = block.split("\n")
        if lines[0].startswith("# ") and not self.title and not self.sections:
            self.title = lines[0][2:].strip()
        elif lines[0].startswith("## "):
            self._close()
            self._open(lines[0][3:].strip(), line)
        else:
            self._prose(block, line)
            return
        rest = "\n".join(lines[1:])
        if rest.strip():
            self._text(line + 1, rest)

    def _prose(self, block: str, line: int) -> None:
        mark = _DRAFTED.match(block)
        if mark:
            text = block[mark.end() :]
            line += 1
            self._add(Block(text=text, drafted=mark[1], digest=mark[2]), line)
        else:
            self._add(Block(text=block), line)

    def _open(self, title: str, line: int) -> None:
        stored = next((each for each in self._titles if each[1] == title), None)
        if stored is None:
            self._heading = (section_key(title), title.replace("&lt;", "<"))
        else:
            self._titles.remove(stored)
            self._heading = (stored[0], stored[2])
        self.heading_lines[len(self.sections)] = line

    def _add(self, block: Block, line: int) -> None:
        self.block_lines[len(self.sections), len(self.blocks)] = line
        self.blocks.append(block)

    def _close(self) -> None:
        key, title = self._heading
        if title or self.blocks:
            self.sections.append(Section(key, title, tuple(self.blocks)))
        self.blocks = []
        self._heading = ("", "")

    def _document(self) -> Document:
        fields = self.fields
        title = str(fields.get("title", self.title))
        if self.title and self.title != heading(title):
            title = self.title.replace("&lt;", "<")
        document = Document(
            title=title,
            id=str(fields.get("id") or ""),
            variant=str(fields.get("variant", "incident")),
            zone=str(fields.get("zone", "UTC")),
            severity=_text(fields.get("severity")),
            status=str(fields.get("status", "working draft")),
            owner=_text(fields.get("owner")),
            services=_texts(fields.get("services")),
            modules=_texts(fields.get("modules")),
            sections=tuple(self.sections),
            events=tuple(self.events),
            milestones=self.milestones,
            extra={key: value for key, value in fields.items() if key not in _KNOWN},
        )
        return msgspec.structs.replace(document, dropped=self._dropped(document))

    def _dropped(self, document: Document) -> tuple[str, ...]:
        present = set(drafted_ids(document))
        gone = [each for each in self.stored.drafted if each not in present]
        shown = {event.id for event in document.events}
        gone += [f"event:{each.id}" for each in self.stored.events if each.id not in shown]
        gone += [dropped_name(each) for each in self.stored.milestones
                 if each not in document.milestones]  # fmt: skip
        kept = {section.key for section in document.sections}
        gone += [f"section:{key}" for key, *_ in self.stored.sections if key and key not in kept]
        return tuple(sorted(set(gone)))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(str(each) for each in value)
    return () if value is None else (str(value),)
