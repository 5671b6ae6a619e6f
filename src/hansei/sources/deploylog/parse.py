"""Plain-text logs whose lines begin with a time: deploy logs first of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import from_iso, pass_midnight
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.dates_written import Frame, completed, day_in_name, order_in
from hansei.sources.deploylog import words
from hansei.sources.deploylog.stamps import Stamp, stamp_of, uncoloured
from hansei.sources.text import one_line
from hansei.sources.times_written import Written, read_time

LONGEST_LINE = 20_000
CONTINUED = 50
"""Lines of a stack trace or another continuation that are kept with their record."""

_CONTINUES = re.compile(
    r"\s|at |Caused by|Traceback|\.\.\. |[})\]]|[\w.]{3,80}(?:Error|Exception)\b"
)
_PROSE = re.compile(r"#{1,6} |\||```|[-*+] |\d{1,3}\. |>|\*\*")
_BANNER = re.compile(r"[#=\-*~/;_+]|$")
_PROCESS = re.compile(r"\S{1,100} ([\w./@()-]{1,80}?)(?:\[\d{1,10}\])?: ")
_PROCESS_ID = re.compile(r"\S{1,100} ([\w./@()-]{1,80})\[\d{1,10}\]: ")
_RFC5424 = re.compile(r"\S{1,100} (\S{1,80}) (?:\d{1,10}|-) \S{1,40} (?:-|\[[^\]]{0,500}\]) ")
_LEVEL = re.compile(
    r"[\[(]?\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL"
    r"|(?<=[\[(])(?:trace|debug|info|notice|warn|warning|error|critical|fatal))\b[\])]?[:\s|\-]{0,10}"
)
_QUIET = frozenset({"TRACE", "DEBUG", "INFO", "NOTICE"})
_LOGFMT = re.compile(r"\bmsg=(?:\"((?:[^\"\\]|\\.){0,2000})\"|(\S{1,500}))")
_SEPARATORS = " \t:,;|-–—"
_MACHINE = re.compile(r"\bbot\b|\bci\b|system|jenkins|argo|pipeline|runner|automat|action",
                      re.IGNORECASE)  # fmt: skip


def recognise(sample: Sample) -> int:
    """At most 24, where four of five lines that do not continue another begin with a time."""
    lines = [uncoloured(line) for line in sample.first if isinstance(line, str) and line.strip()]
    stamps = [stamp_of(line[:LONGEST_LINE]) for line in lines]
    stamped = sum(stamp is not None for stamp in stamps)
    loose = [line for line, stamp in zip(lines, stamps, strict=True) if stamp is None]
    others = sum(not _CONTINUES.match(line) for line in loose)
    prose = sum(_PROSE.match(line) is not None for line in loose)
    if not stamped or prose > 2 or stamped < 4 * others:
        return 0
    if all(stamp is None or stamp.form == "bare" for stamp in stamps):
        return 10 if stamped > 1 else 0
    return 24 if stamped > 1 else 15


@dataclass(slots=True)
class _Open:
    """A record under way: continuation lines may still follow."""

    written: Written
    stamp: Stamp
    full: str
    line: int
    more: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    frame: Frame
    previous: datetime | None = None
    seen: dict[str, int] = field(default_factory=dict)


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """A record for each line that begins with a time, its continuation lines joined to it.

    Raises ForeignPayload for a text in which no line does.
    """
    if not isinstance(item.value, str):
        raise ForeignPayload("is no text", place=str(item.place))
    lines = uncoloured(item.value).splitlines()
    stamps = (stamp_of(line[:LONGEST_LINE]) for line in lines)
    if not any(stamp is not None for stamp in stamps):
        raise ForeignPayload("has no line that begins with a time", place=str(item.place))
    yield from _records(lines, item.place, context)


def _records(lines: Sequence[str], place: Place, context: Context) -> Iterator[Reading | Refusal]:
    state = _State(_frame(lines, context))
    last: _Open | None = None
    loose = 0
    started = False
    for number, full in enumerate(lines, place.line + 1):
        line = full[:LONGEST_LINE]
        stamp = stamp_of(line)
        if stamp is None:
            if last is not None and len(last.more) < CONTINUED and line.strip():
                last.more.append(line)
            elif not started and not loose and not _BANNER.match(line.strip()):
                loose = number
            continue
        if last is not None:
            yield _reading(last, place, state)
        if loose and not started:
            reason = "does not begin with a time, nor does a line before it"
            yield Refusal(Place(place.file, loose), reason, raw=lines[loose - place.line - 1])
        started = True
        try:
            written = _read(stamp, state)
        except ValueError as error:
            yield Refusal(Place(place.file, number), str(error), raw=full)
            last = None
            continue
        last = _Open(written, stamp, line, number)
    if last is not None:
        yield _reading(last, place, state)


def _frame(lines: Sequence[str], context: Context) -> Frame:
    wish = str(context.mapping.get("dayfirst", "")).lower()
    dayfirst = True if wish in ("yes", "true") else False if wish in ("no", "false") else None
    if dayfirst is None:
        found = (
            stamp_of(line[:80]) for line in lines[:20_000] if line[:1].isdigit() or line[:1] == "["
        )
        dayfirst = order_in([each.text for each in found if each and each.form == "numeric"])
    day = day_in_name(context.file, context.mapping.get("day", ""))
    return Frame(context.zone, False, dayfirst, day, context.read_at)


def _read(stamp: Stamp, state: _State) -> Written:
    """The time of a stamp. Raises ValueError with the reason where it is none."""
    frame = state.frame
    if stamp.form == "iso":
        try:
            at, precision, assumed = from_iso(stamp.text.replace(",", "."), frame.zone)
            written = Written(at, precision, assumed)
        except ValueError:
            written = read_time(stamp.text, frame)
    elif stamp.form == "klog":
        if frame.now is None:
            raise ValueError(f"{stamp.text!r} has no year")
        day = completed(int(stamp.text[:2]), int(stamp.text[2:4]), frame.now)
        written = read_time(stamp.text[5:], frame._replace(day=day))
    elif stamp.form == "bare":
        if state.previous is not None:
            frame = frame._replace(day=state.previous.astimezone(frame.zone).date())
        written = read_time(stamp.text.replace(",", "."), frame)
        written = written._replace(at=pass_midnight(written.at, state.previous))
    else:
        written = read_time(stamp.text, frame)
    state.previous = written.at
    return written


def _reading(entry: _Open, place: Place, state: _State) -> Reading:
    head = entry.full[entry.stamp.end :]
    text, level = _message(head, entry.stamp, envelope=entry.full[0] == "<")
    signal = words.signal_of(text)
    told = signal is not Signal.NONE
    actor = words.actor_in(text) if told else None
    at = entry.written.at
    record = Record(
        source="deploylog",
        key=_key(at, head, state),
        at=at,
        text=_continued(text, entry.more) or "(no text)",
        signal=signal,
        kind=Kind.HUMAN if actor and not _MACHINE.search(actor) else Kind.SYSTEM,
        actor=actor,
        precision_s=entry.written.precision_s,
        written=entry.written.written,
        zone_assumed=entry.written.zone_assumed,
        service=words.service_in(head) if told else None,
        environment=words.environment_in(head) if told else None,
        refs=words.refs_in(head) if told or "://" in head else (),
        noise=not told and level in ("DEBUG", "TRACE"),
        place=Place(place.file, entry.line),
    )
    return Reading(record, "\n".join([entry.full, *entry.more]) if entry.more else entry.full)


def _continued(text: str, more: Sequence[str]) -> str:
    return one_line(" / ".join((text, *(one_line(line, 300) for line in more)))) if more else text


def _message(head: str, stamp: Stamp, *, envelope: bool) -> tuple[str, str]:
    """A line's own words, without process, level and logger fields; and its level."""
    text, level = head.lstrip(_SEPARATORS), stamp.level
    found = _RFC5424.match(text) if envelope else None
    if found is None and (stamp.form == "syslog" or "]: " in text[:200]):
        found = _PROCESS.match(text) if stamp.form == "syslog" else _PROCESS_ID.match(text)
    if found:
        text = f"{found[1]}: {text[found.end() :]}"
    found = _LEVEL.match(text)
    if found:
        level, text = found[1].upper(), text[found.end() :]
        text = text if level in _QUIET else f"{level} {text}"
    found = _LOGFMT.search(text) if "msg=" in text else None
    if found:
        text = (found[1] or found[2] or "").replace('\\"', '"')
    return one_line(text), level


def _key(at: datetime, head: str, state: _State) -> str:
    """A line by its time and words; one that is repeated within the same text is counted."""
    told = f"{at.timestamp()}\0{head}".encode("utf-8", "replace")
    digest = blake2b(told, digest_size=9).hexdigest()
    seen = state.seen.get(digest, 0)
    state.seen[digest] = seen + 1
    return f"{digest}:{seen + 1}" if seen else digest


SOURCE = Source(
    name="deploylog",
    title="Log with times",
    shapes=frozenset({Shape.TEXT}),
    recognise=recognise,
    parse=parse,
    clock=Clock.OWN,
)
