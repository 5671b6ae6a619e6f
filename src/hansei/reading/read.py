"""A report of any organisation's layout into the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from pathlib import PurePath
from typing import Any

from hansei.domain.document import Block, BlockKind, Document, Manuscript, Section
from hansei.domain.hints import any_in
from hansei.reading.calendar import Calendar, document_day, document_year, month_first
from hansei.reading.figures import stated_in
from hansei.reading.frontmatter import FrontMatter, split_front_matter, text_of
from hansei.reading.labels import stated_marks
from hansei.reading.lines import SIDE_MARK, Line, Shape, lines_of, plain, split_side
from hansei.reading.marks import milestones_of
from hansei.reading.outline import Part, outline_of
from hansei.reading.stamps import Stamp, stamps_in
from hansei.reading.timeline import Timed, events_of, timed_parts
from hansei.reading.told import with_told
from hansei.reading.zones import ZONE, canonical, is_american, zone_in_header, zone_of, zone_stated

MOST_CHARACTERS = 8_000_000
_PAIRED = re.compile(r"\d(?<![\d/.-]\d)\d?(?:/\d{1,2}/\d{2,4}|[-.]\d{1,2}[-.]\d{4})(?!\d)")
_NO_DAY = "no day is written: times count from 2000-01-01"
_SEVERITY_WORD = re.compile(r"(?:sev|p|s)[\s-]?\d\b|[A-Za-z]{3,12}\b|\d\b", re.IGNORECASE)
_SEVERITY_LABEL = re.compile(
    rf"(?:incident )?(?:severity|sev|priority)(?: level)?\s*[:|]\s*({_SEVERITY_WORD.pattern})",
    re.IGNORECASE,
)
_SEVERITY = ("severity", "sev", "priority")
_SERVICES = ("services", "service", "components", "component", "product", "system")


def read_text(
    text: str, *, file: str = "", zone: tzinfo | None = None, title: str = "", first_line: int = 1
) -> Manuscript:
    """One report. `zone` is for times that the report itself gives no zone for.

    Pure, and never fails on a text: headings that fit no section and entries whose time cannot
    be read are reported in `unmapped`. `title` and `first_line` serve a report that is a piece
    of a longer file (`incidents`).
    """
    front = split_front_matter(text[:MOST_CHARACTERS])
    lines, side = _lines(front.text, first_line)
    outline = outline_of(lines)
    name = title or outline.title or text_of(front.values.get("title")) or PurePath(file).stem
    timed, unread = timed_parts(outline.parts)
    zones = _zones(lines, side, timed)
    calendar = _calendar(front, lines, timed, zones, zone, (name, PurePath(file).stem))
    read = events_of(timed, calendar, file)
    used = frozenset(number for each in timed for number in _numbers(each))
    told = stated_marks(outline.parts, side, front.values, calendar, used)
    listed = frozenset(number for each in timed if not each.prose for number in _numbers(each))
    sections, places, headings, strange = _sections(outline.parts, listed)
    problems = [(each.text, each.line) for each in unread] + read.problems
    if read.events and calendar.day_unknown:
        problems.append((_NO_DAY, read.events[0].place.line))
    document = Document(
        title=plain(name, 300),
        zone=_zone_name(zones, zone),
        sections=tuple(sections),
        events=tuple(read.events),
        milestones=with_told(
            milestones_of(read.events, read.labelled, told),
            outline.parts,
            calendar,
            listed,
            read.events,
        ),
        **_particulars(front, lines),
    )
    return Manuscript(
        document=document,
        file=file,
        text=text,
        event_lines={event.id: event.place.line for event in read.events},
        block_lines=places,
        heading_lines=headings,
        stated=tuple(stated_in([line for line in lines if line.number not in listed] + side)),
        unmapped=tuple(sorted(strange + problems, key=lambda each: each[1])),
        zone_written=zones[0][0] if zones else None,
        zones_written=tuple(zones),
    )


def _particulars(front: FrontMatter, lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "severity": _value(front, _SEVERITY) or _severity(lines),
        "services": _services(front),
        "extra": _plain_values(front.values),
    }


def _numbers(timed: Timed) -> set[int]:
    return {
        number
        for row in timed.rows
        if row.text or row.stamp.time
        for number in range(row.line, row.last + 1)
    }


def _lines(text: str, first: int) -> tuple[list[Line], list[Line]]:
    """The lines of the text, and those of a printed page's side column, labels joined."""
    folded = split_side(text)
    if SIDE_MARK not in folded:
        return lines_of(folded, first), []
    left: list[str] = []
    side: list[Line] = []
    for number, line in enumerate(folded.split("\n"), first):
        here, _, there = line.partition(SIDE_MARK)
        left.append(here)
        if there:
            side.append(Line(number, Shape.TEXT, there, there))
    return lines_of("\n".join(left), first), _joined(side)


def _joined(side: Sequence[Line]) -> list[Line]:
    """A label in capitals and the line below it as one line: "IMPACT TIME: Nov 14 at 02:00"."""
    found: list[Line] = []
    for line in side:
        above = found[-1] if found else None
        if above and above.content.isupper() and ":" not in above.content:
            joined = f"{above.content}: {line.content}"
            found[-1] = above._replace(content=joined, raw=joined)
        elif above and "times" in above.content and ZONE.match(line.content):
            found[-1] = above._replace(content=f"{above.content} {line.content}")
        else:
            found.append(line)
    return found


def _zones(
    lines: Sequence[Line], side: Sequence[Line], timed: Sequence[Timed]
) -> list[tuple[str, int]]:
    """Where the report names a zone for its times: sentences, headings, table headers, entries."""
    found = [
        (zone, line.number)
        for line in (*lines, *side)
        if line.shape is not Shape.CODE and (zone := zone_stated(line.content))
    ]
    for each in timed:
        titled = zone_in_header(each.part.title) if "(" in each.part.title else None
        if titled:
            found.append((titled, each.part.number))
        found.extend((row.zone, row.line) for row in each.rows[:1] if row.zone)
    if found:
        return found
    for line in lines:
        if line.shape in (Shape.TEXT, Shape.ITEM, Shape.HEADING, Shape.ROW):
            found.extend(
                (stamp.zone, line.number) for stamp in stamps_in(line.content, 20) if stamp.zone
            )
    names = {canonical(name) for name, _ in found}
    return found if len(names) == 1 else []


def _zone_name(zones: Sequence[tuple[str, int]], zone: tzinfo | None) -> str:
    if zones:
        return canonical(zones[0][0])
    key = getattr(zone, "key", None) if zone is not None else None
    return str(key or (zone if zone is not None else "UTC"))


def _calendar(
    front: FrontMatter, lines: Sequence[Line], timed: Sequence[Timed],
    zones: Sequence[tuple[str, int]], zone: tzinfo | None, names: tuple[str, str],
) -> Calendar:  # fmt: skip
    stamps = [row.stamp for each in timed for row in each.rows]
    dated = [text_of(value) for key, value in front.values.items()
             if "published" not in key and "fetched" not in key]  # fmt: skip
    written = zones[0][0] if zones else None
    paired = any(stamp.day and stamp.day.a_b for stamp in stamps) or any(
        _PAIRED.search(line.content) for line in lines if any_in("/-.", line.content)
    )
    every = [*stamps, *_all_stamps(lines)] if paired else stamps
    near = document_day(names[0], names[1], *dated)
    american = month_first(every, american=is_american(written), near=near)
    day = document_day(names[0], names[1], *dated, swap=american)
    if day is None and not (stamps and stamps[0].day and stamps[0].day.year):
        day = _first_day(lines, american)
    if day is None and not paired:
        every = [*stamps, *_all_stamps(lines)]
    return Calendar(
        day=day,
        year=document_year(every, *names),
        zone=zone_of(written) if written else zone,
        month_first=american,
    )


def _first_day(lines: Sequence[Line], swap: bool) -> date | None:
    texts = (line.content for line in lines[:400]
             if line.shape in (Shape.TEXT, Shape.ITEM, Shape.ROW, Shape.HEADING))  # fmt: skip
    return document_day(*texts, swap=swap)


def _all_stamps(lines: Sequence[Line]) -> list[Stamp]:
    return [
        stamp
        for line in lines[:2000]
        if line.shape is not Shape.CODE and line.content
        for stamp in stamps_in(line.content, 5)
    ]


def _sections(parts: Sequence[Part], listed: frozenset[int]) -> tuple[
    list[Section], dict[tuple[int, int], int], dict[int, int], list[tuple[str, int]]
]:  # fmt: skip
    sections: list[Section] = []
    places: dict[tuple[int, int], int] = {}
    headings: dict[int, int] = {}
    strange: list[tuple[str, int]] = []
    for part in parts:
        blocks = _blocks(part, listed)
        if not part.title and not blocks:
            continue
        number = len(sections)
        headings[number] = part.number
        for at, (_, line) in enumerate(blocks):
            places[number, at] = line
        sections.append(Section(part.key, part.title, tuple(block for block, _ in blocks)))
        if not part.key and part.title:
            strange.append((part.title, part.number))
    return sections, places, headings, strange


def _blocks(part: Part, listed: frozenset[int]) -> list[tuple[Block, int]]:
    found: list[tuple[Block, int]] = []
    held: list[Line] = []
    shown = False

    def close() -> None:
        text = "\n".join(line.raw for line in held).strip("\n")
        if text.strip():
            found.append((Block(text), held[0].number))
        held.clear()

    for line in part.lines:
        if line.number in listed:
            close()
            if not shown:
                found.append((Block(kind=BlockKind.TIMELINE), line.number))
                shown = True
        elif line.shape is Shape.BLANK or (
            held and (line.shape is Shape.HEADING or held[-1].shape is Shape.HEADING)
        ):
            close()
            if line.shape is not Shape.BLANK:
                held.append(line)
        else:
            held.append(line)
    close()
    return found


def _severity(lines: Sequence[Line]) -> str | None:
    """The severity that a label, a table of fields or a heading gives, in the report's words."""
    for index, line in enumerate(lines[:120]):
        if not any_in(_SEVERITY, line.content.lower()):
            continue
        text = plain(line.content, 200)
        match = _SEVERITY_LABEL.match(text)
        if match:
            return match[1]
        if line.shape is Shape.HEADING and text.lower().strip(": ") in _SEVERITY:
            below = next((one for one in lines[index + 1 : index + 4] if one.content), None)
            word = _SEVERITY_WORD.match(plain(below.content, 200)) if below else None
            return word[0] if word else None
    return None


def _value(front: FrontMatter, names: Sequence[str]) -> str:
    values = {key.lower(): value for key, value in front.values.items()}
    return next((text for name in names if (text := text_of(values.get(name)))), "")


def _services(front: FrontMatter) -> tuple[str, ...]:
    text = _value(front, _SERVICES)
    return tuple(name.strip() for name in text.split(",") if name.strip())[:20]


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter as strings, numbers and lists only, so that it can be stored as it stands."""
    return {
        key: value if isinstance(value, (str, int, float, bool)) else text_of(value)
        for key, value in values.items()
    }
