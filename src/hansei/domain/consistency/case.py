"""What the contradiction rules look at: passages with the facts read in them, and the record.

The record is the timeline alone. A milestone that only the prose states is a claim to be held
against it, and so it is no part of `Case.marks`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any

import msgspec

from hansei.domain.blameless.prose import Places
from hansei.domain.document import Document, Mark, Milestone, Stated
from hansei.domain.event import Event, Place
from hansei.domain.findings import Against, Finding, Level

_DAY_S = 86400


class TimeSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A time of day in a sentence: where it stands, and what it says.

    `clock` counts seconds from midnight; `until` likewise where a range is written. `days` holds
    the (month, day) pairs that the written date may mean, none where no date is written.
    """

    start: int
    end: int
    clock: int
    precision_s: int
    until: int | None = None
    days: tuple[tuple[int, int], ...] = ()
    zone: str | None = None
    tz: tzinfo | None = None
    about: bool = False


class LengthSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A duration in a sentence, in seconds; `unit_s` is its smallest written unit."""

    start: int
    end: int
    seconds: float
    unit_s: int
    about: bool = False


class Passage(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One sentence, list item or table cell outside the timeline, marks blanked out.

    `offset` is its place in the file's text; `key` the meaning of its section; `public` tells
    that it is written for customers.
    """

    text: str
    offset: int
    line: int
    section: int
    key: str
    public: bool = False
    times: tuple[TimeSaid, ...] = ()
    lengths: tuple[LengthSaid, ...] = ()

    @cached_property
    def lower(self) -> str:
        """The text in lower case, with line breaks as blanks: offsets still hold."""
        lowered = self.text.lower()
        lowered = lowered if len(lowered) == len(self.text) else self.text
        return lowered.replace("\n", " ")


class Clock(msgspec.Struct, frozen=True):
    """The timeline's instants by their time of day in one zone, for looking one up."""

    seconds: tuple[int, ...]
    events: tuple[Event, ...]
    days: tuple[date, ...]

    def near(
        self, clock: int, width: int, days: tuple[tuple[int, int], ...] = ()
    ) -> Iterator[tuple[Event, date]]:
        """The events whose time of day lies within `width` seconds, midnight passed.

        `days`: only those on one of these days of the year (month, day).
        """
        for shift in (-_DAY_S, 0, _DAY_S):
            at = bisect_left(self.seconds, clock + shift - width)
            while at < len(self.seconds) and self.seconds[at] <= clock + shift + width:
                day = self.days[at]
                if not days or (day.month, day.day) in days:
                    yield self.events[at], day
                at += 1

    def has(self, clock: int, width: int, days: tuple[tuple[int, int], ...] = ()) -> bool:
        """Whether there is one."""
        return any(True for _ in self.near(clock, width, days))

    def nearest(self, clock: int) -> Event | None:
        """The event whose time of day is nearest; None without any."""
        at = bisect_left(self.seconds, clock)
        chosen = [each for each in (at - 1, at) if 0 <= each < len(self.seconds)]
        return min(
            ((abs(self.seconds[each] - clock), self.events[each]) for each in chosen),
            key=lambda pair: pair[0], default=(0, None),
        )[1]  # fmt: skip


class Case:
    """A document as a check sees it. `marks` are the milestones that the timeline itself tells.

    `remembered` keeps what one rule worked out and needs again.
    """

    def __init__(
        self, *, document: Document, text: str, places: Places, passages: Sequence[Passage],
        marks: Mapping[Milestone, Mark], event_lines: Mapping[str, int], zone: tzinfo,
        zone_name: str | None, zone_line: int, file: str = "", labelled: Sequence[Stated] = (),
        section_lines: Mapping[int, int] | None = None,
        block_lines: Mapping[tuple[int, int], int] | None = None,
    ) -> None:  # fmt: skip
        self.document = document
        self.text = text
        self.places = places
        self.passages = passages
        self.marks = marks
        self.event_lines = event_lines
        self.zone = zone
        self.zone_name = zone_name
        self.zone_line = zone_line
        self.file = file
        self.labelled = labelled
        self.section_lines = section_lines or {}
        self.block_lines = block_lines or {}
        self.remembered: dict[str, Any] = {}
        self._clocks: dict[tzinfo, Clock] = {}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The timeline without lines that are known by their day only, in order of time."""
        fine = (each for each in self.document.events if each.precision_s < _DAY_S)
        return tuple(sorted(fine, key=lambda each: each.at))

    def clock(self, zone: tzinfo | None = None) -> Clock:
        """The timeline by the clock of `zone`, of the document where none is given."""
        chosen = zone or self.zone
        known = self._clocks.get(chosen)
        if known is None:
            known = self._clocks[chosen] = _clock(self.events, chosen)
        return known

    def local(self, at: datetime) -> datetime:
        """An instant on the document's clock."""
        return at.astimezone(self.zone)

    def shown(self, at: datetime) -> str:
        """An instant as the timeline writes it, without its day."""
        local = self.local(at)
        return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"

    def place(self, passage: Passage, start: int = 0, end: int | None = None) -> Place:
        """The place in the file of a part of a passage."""
        stop = len(passage.text) if end is None else end
        line, column = self.places.at(passage.offset + start)
        end_line, end_column = self.places.at(passage.offset + stop)
        return Place(self.file, line, "", column, end_line, end_column)

    def line(self, number: int) -> Place | None:
        """A whole line as a place; None for an unknown one."""
        return Place(self.file, number) if number else None

    def mark_line(self, stone: Milestone) -> int:
        """The line of the timeline that tells a milestone; 0 where none does."""
        mark = self.marks.get(stone)
        if mark is None:
            return 0
        return next((self.event_lines[each] for each in mark.events if each in self.event_lines), 0)

    def finding(
        self, rule: str, level: Level, passage: Passage, message: str, *,
        span: tuple[int, int] | None = None, against: str = "", line: int = 0,
        suggestion: str | None = None,
    ) -> Finding:  # fmt: skip
        """A finding at a part of a passage, with its other side at `line`."""
        start, end = span or (0, len(passage.text))
        return Finding(
            rule=rule,
            level=level,
            place=self.place(passage, start, end),
            message=message,
            says=" ".join(self.text[passage.offset + start : passage.offset + end].split()),
            against=Against(against, self.line(line)) if against else None,
            suggestion=suggestion,
        )

    def finding_at_line(
        self, rule: str, level: Level, number: int, message: str, *, says: str,
        against: str = "", line: int = 0, suggestion: str | None = None,
    ) -> Finding:  # fmt: skip
        """A finding at the wording `says` in a line of the file, or at the whole line."""
        text = self.line_text(number)
        column = text.find(says) + 1
        place = Place(
            self.file,
            number,
            "",
            column or 1,
            number,
            column + len(says) if column else len(text) + 1,
        )
        return Finding(
            rule=rule, level=level, place=place, message=message, says=says,
            against=Against(against, self.line(line)) if against else None, suggestion=suggestion,
        )  # fmt: skip

    @cached_property
    def headings(self) -> dict[str, int]:
        """The line of the first section of each meaning."""
        found: dict[str, int] = {}
        for number, section in enumerate(self.document.sections):
            if self.section_lines.get(number):
                found.setdefault(section.key, self.section_lines[number])
        return found

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def line_text(self, number: int) -> str:
        """The wording of a line of the file; "" outside it."""
        index = number - self.places.at(0)[0]
        return self._lines[index] if 0 <= index < len(self._lines) else ""


def _clock(events: Sequence[Event], zone: tzinfo) -> Clock:
    rows = []
    for event in events:
        local = event.at.astimezone(zone)
        rows.append((_seconds(local), event, local.date()))
        if event.until is not None:
            last = event.until.astimezone(zone)
            rows.append((_seconds(last), event, last.date()))
    rows.sort(key=lambda row: row[0])
    return Clock(
        tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows)
    )


def _seconds(local: datetime) -> int:
    return int(timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
               .total_seconds())  # fmt: skip
