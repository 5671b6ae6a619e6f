"""The output of `git log`: each commit a change, each revert a rollback."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.commits import Commit, record_of
from hansei.sources.dates_written import Frame
from hansei.sources.gitlog.blocks import START, Block, blocks
from hansei.sources.gitlog.oneline import RELATIVE, read_line
from hansei.sources.times_written import Written, read_time

LONGEST_LINE = 5000
_MONTHS = {name: f"{number:02}" for number, name in enumerate(
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # fmt: skip
# --date=default, as `git log` writes it: "Sat Mar 1 11:32:07 2025 +0100".
_DEFAULT = re.compile(
    rf"[A-Z][a-z]{{2}} ({'|'.join(_MONTHS)}) (\d{{1,2}}) (\d\d:\d\d:\d\d) (\d{{4}}) ([+-]\d{{4}})$"
)


def recognise(sample: Sample) -> int:
    """100 for git's own blocks, 80 for lines with hash and date, 40 for hashes alone."""
    lines = [line[:500] for line in sample.first if isinstance(line, str) and line.strip()]
    if not lines:
        return 0
    if START.match(lines[0]) and any(
        "Date: " in line or "author" in line.lower() for line in lines
    ):
        return 100
    read = [read_line(line) for line in lines]
    found = [line for line in read if line is not None]
    if len(found) * 5 < len(lines) * 4 or sum(line.likely for line in found) * 2 <= len(found):
        return 0
    if sum(bool(line.date) for line in found) * 5 >= len(found) * 4:
        return 80
    return 40 if len(found) > 2 else 0


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """A record for each commit of a log in any of git's formats.

    A commit without a date, or with a relative one, is yielded as a refusal. Raises
    ForeignPayload for a text without commits.
    """
    if not isinstance(item.value, str):
        raise ForeignPayload("is no text", place=str(item.place))
    lines = item.value.splitlines()
    if any(START.match(line) for line in lines[:50]):
        yield from _from_blocks(lines, item.place, context)
        return
    if not any(read_line(line[:LONGEST_LINE]) for line in lines[:50]):
        raise ForeignPayload("has no commits", place=str(item.place))
    yield from _from_lines(lines, item.place, context)


def _from_blocks(
    lines: Sequence[str], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    for block in blocks(lines, place.line):
        where = Place(place.file, block.line)
        raw = "\n".join(block.lines)
        try:
            commit = _commit(block, context.zone)
        except ValueError as error:
            yield Refusal(where, f"commit {block.sha[:7]} {error}", raw=raw)
            continue
        yield Reading(record_of(commit, "gitlog", where), raw)


def _commit(block: Block, zone: tzinfo) -> Commit:
    written = _time(block.committed or block.date, zone)
    message = [line.rstrip() for line in block.message]
    while message and not message[0]:
        message.pop(0)
    subject, body = (message[0], "\n".join(message[1:])) if message else ("", "")
    return Commit(
        block.sha, written.at, subject, body, block.author, written.precision_s,
        written.zone_assumed, written.written,
    )  # fmt: skip


def _from_lines(
    lines: Sequence[str], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    zone = context.zone
    for number, full in enumerate(lines, place.line + 1):
        found = read_line(full[:LONGEST_LINE])
        if found is None:
            if full.strip(" *|\\/_"):
                yield Refusal(Place(place.file, number), "is no commit", raw=full)
            continue
        where = Place(place.file, number)
        try:
            written = _time(found.date, zone)
        except ValueError as error:
            yield Refusal(where, f"commit {found.sha[:7]} {error}", raw=full)
            continue
        commit = Commit(
            found.sha, written.at, found.subject, "", found.author, written.precision_s,
            written.zone_assumed, written.written,
        )  # fmt: skip
        yield Reading(record_of(commit, "gitlog", where), full)


def _time(date: str, zone: tzinfo) -> Written:
    """A commit's date in any of git's `--date` forms. Raises ValueError with the reason."""
    if found := _DEFAULT.match(date):
        month, day, clock, year, offset = found.groups()
        date = f"{year}-{_MONTHS[month]}-{day:0>2}T{clock}{offset}"
    elif len(date) == 25 and date[4] == "-" and date[19] == " ":  # --date=iso, an offset set apart
        date = date[:19] + date[20:]
    if date[4:5] != "-":
        if not date:
            raise ValueError("has no date: export with --date=iso-strict and %ad")
        if RELATIVE.search(date):
            raise ValueError(f"has a relative date ({date[:40]!r}): export with --date=iso-strict")
        stamp, _, offset = date.partition(" ")
        if stamp.isdigit() and (not offset or len(offset) == 5):  # --date=raw and --date=unix
            return read_time(stamp, Frame(zone))
    try:
        return read_time(date, Frame(zone))
    except ValueError as error:
        raise ValueError(f"has no usable date: {error}") from None


SOURCE = Source(
    name="gitlog",
    title="git log",
    shapes=frozenset({Shape.TEXT}),
    recognise=recognise,
    parse=parse,
    clock=Clock.OWN,
)
