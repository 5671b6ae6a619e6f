"""Plain-text logs whose lines begin with a time: deploy logs first of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

import msgspec

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import from_iso, pass_midnight
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.dates_written import Frame, completed, day_in_name, order_in
from hansei.sources.deploylog import words
from hansei.sources.deploylog.stamps import Stamp, stamp_of, uncoloured
from hansei.sources.text import one_line
from hansei.sources.times_written import Written, read_time
from hansei.sources.usual import clean_line, whole_second

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
_CHATTER = frozenset({"TRACE", "DEBUG"})
_NO_TEXT = "(no text)"
_UNTOLD = Signal.NONE
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
    if not loose and not any(_says(line, stamp) for line, stamp in zip(lines, stamps, strict=True)):
        return 0  # times alone tell of nothing
    if all(stamp is None or stamp.form == "bare" for stamp in stamps):
        return 10 if stamped > 1 else 0
    return 24 if stamped > 1 else 15


def _says(line: str, stamp: Stamp | None) -> bool:
    return stamp is not None and bool(line[stamp.end :].strip(_SEPARATORS))


@dataclass(slots=True)
class _State:
    """What the lines of one text hand on to later ones."""

    lines: Sequence[str]
    context: Context
    frame: Frame | None = None
    previous: datetime | None = None
    seen: dict[str, int] = field(default_factory=dict)


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """A record for each line that begins with a time, its continuation lines joined to it.

    Raises ForeignPayload for a text in which no line does.
    """
    if not isinstance(item.value, str):
        raise ForeignPayload("is no text", place=str(item.place))
    lines = uncoloured(item.value).splitlines()
    if all(stamp_of(line[:LONGEST_LINE]) is None for line in lines):
        raise ForeignPayload("has no line that begins with a time", place=str(item.place))
    return _records(lines, item.place, context)


def _records(lines: Sequence[str], place: Place, context: Context) -> Iterator[Reading | Refusal]:
    state = _State(lines, context)
    last: Reading | None = None
    more: list[str] = []
    loose = 0
    started = False
    for number, full in enumerate(lines, place.line + 1):
        line = full[:LONGEST_LINE]
        stamp = stamp_of(line)
        if stamp is None:
            if last is not None and len(more) < CONTINUED and line.strip():
                more.append(line)
            elif not started and not loose and not _BANNER.match(line.strip()):
                loose = number
            continue
        if last is not None:
            yield _continued(last, more) if more else last
            more = []
        if loose and not started:
            reason = "does not begin with a time, nor does a line before it"
            yield Refusal(Place(place.file, loose), reason, raw=lines[loose - place.line - 1])
        started = True
        try:
            last = _reading(line, stamp, Place(place.file, number), state)
        except ValueError as error:
            yield Refusal(Place(place.file, number), str(error), raw=full)
            last = None
    if last is not None:
        yield _continued(last, more) if more else last


def _frame(state: _State) -> Frame:
    """What the unusual times of a text are read within: made when the first of them comes."""
    if state.frame is None:
        context = state.context
        wish = str(context.mapping.get("dayfirst", "")).lower()
        dayfirst = True if wish in ("yes", "true") else False if wish in ("no", "false") else None
        if dayfirst is None:
            starts = (
                line[:80] for line in state.lines[:20_000] if line[:1].isdigit() or line[:1] == "["
            )
            found = (stamp_of(start) for start in starts)
            dayfirst = order_in([each.text for each in found if each and each.form == "numeric"])
        day = day_in_name(context.file, context.mapping.get("day", ""))
        state.frame = Frame(context.zone, False, dayfirst, day, context.read_at)
    return state.frame


def _read(stamp: Stamp, state: _State) -> Written:
    """The time of a stamp. Raises ValueError with the reason where it is none."""
    if stamp.form == "iso":
        try:
            return Written(*from_iso(stamp.text.replace(",", "."), state.context.zone))
        except ValueError:
            return read_time(stamp.text, _frame(state))
    frame = _frame(state)
    if stamp.form == "klog":
        if frame.now is None:
            raise ValueError(f"{stamp.text!r} has no year")
        day = completed(int(stamp.text[:2]), int(stamp.text[2:4]), frame.now)
        return read_time(stamp.text[5:], frame._replace(day=day))
    if stamp.form == "bare":
        if state.previous is not None:
            frame = frame._replace(day=state.previous.astimezone(frame.zone).date())
        written = read_time(stamp.text.replace(",", "."), frame)
        return written._replace(at=pass_midnight(written.at, state.previous))
    return read_time(stamp.text, frame)


def _reading(line: str, stamp: Stamp, place: Place, state: _State) -> Reading:
    """The record of a line. Raises ValueError with the reason where its time is none."""
    at = whole_second(stamp.text)
    precision, assumed, written = 1, False, None
    if at is None:
        at, precision, assumed, written, _, _ = _read(stamp, state)
    state.previous = at
    head = line[stamp.end :]
    text, level = _message(head, stamp, line[0] == "<")
    signal = words.signal_of(text)
    record = Record(
        source="deploylog",
        key=_key(at, head, state.seen),
        at=at,
        text=text or _NO_TEXT,
        precision_s=precision,
        written=written,
        zone_assumed=assumed,
        refs=words.refs_in(head) if "://" in head else (),
        noise=level in _CHATTER,
        place=place,
    )
    return Reading(record if signal is _UNTOLD else _deployed(record, signal, head), line)


def _deployed(record: Record, signal: Signal, head: str) -> Record:
    """The record of a line that tells of a deployment: what, where and by whom."""
    actor = words.actor_in(record.text)
    return msgspec.structs.replace(
        record,
        signal=signal,
        kind=Kind.HUMAN if actor and not _MACHINE.search(actor) else Kind.SYSTEM,
        actor=actor,
        service=words.service_in(head),
        environment=words.environment_in(head),
        refs=words.refs_in(head),
        noise=False,
    )


def _continued(reading: Reading, more: Sequence[str]) -> Reading:
    """A reading with the lines that continue its own."""
    record = reading.record
    first = "" if record.text == _NO_TEXT else record.text
    text = one_line(" / ".join((first, *(one_line(line, 300) for line in more))))
    joined = msgspec.structs.replace(record, text=text or _NO_TEXT)
    return Reading(joined, "\n".join((reading.raw, *more)))


def _message(head: str, stamp: Stamp, envelope: bool) -> tuple[str, str]:
    """A line's own words, without process, level and logger fields; and its level."""
    text, level = head.lstrip(_SEPARATORS), stamp.level
    if envelope or stamp.form == "syslog" or "]: " in head:
        text = _without_process(text, stamp, envelope)
    found = _LEVEL.match(text)
    if found:
        level, text = found[1].upper(), text[found.end() :]
        if level not in _QUIET:
            text = f"{level} {text}"
    if "msg=" in text and (found := _LOGFMT.search(text)):
        text = (found[1] or found[2] or "").replace('\\"', '"')
    return clean_line(text), level


def _without_process(text: str, stamp: Stamp, envelope: bool) -> str:
    """A syslog line by its process and its words, without host, process id and envelope."""
    found = _RFC5424.match(text) if envelope else None
    if found is None and (stamp.form == "syslog" or "]: " in text[:200]):
        found = _PROCESS.match(text) if stamp.form == "syslog" else _PROCESS_ID.match(text)
    return f"{found[1]}: {text[found.end() :]}" if found else text


def _key(at: datetime, head: str, seen: dict[str, int]) -> str:
    """A line by its time and words; one that is repeated within the same text is counted."""
    told = f"{at.timestamp()}\0{head}".encode("utf-8", "replace")
    digest = blake2b(told, digest_size=9).hexdigest()
    if digest in seen:
        seen[digest] += 1
        return f"{digest}:{seen[digest]}"
    seen[digest] = 1
    return digest


SOURCE = Source(
    name="deploylog",
    title="Log with times",
    shapes=frozenset({Shape.TEXT}),
    recognise=recognise,
    parse=parse,
    clock=Clock.OWN,
)
