"""A manuscript as the contradiction rules want it: its sentences with the facts in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from hansei.checks.outline import Outline
from hansei.domain.blameless.prose import Places, Sentence, sentences
from hansei.domain.consistency.case import Case, LengthSaid, Passage, TimeSaid
from hansei.domain.document import Manuscript, Mark, Milestone, Stated
from hansei.domain.hints import any_in
from hansei.domain.section_text import END, MILESTONES, TIMELINE
from hansei.domain.times import zone_or_utc
from hansei.reading.figures import duration, figure_label
from hansei.reading.marks import milestones_of
from hansei.reading.stamps import Stamp, stamps_in
from hansei.reading.zones import is_zone, zone_of

MOST_PASSAGES = 50_000
_LONGEST = 4000
_MOST_TIMES = 40
_MOST_BEFORE_LABEL, _NEAR_LABEL = 4, 60
_LENGTH = re.compile(
    r"(?<![\w.,:/$€£#-])(?:\d{1,7}(?:[.,]\d{1,3})?[\s-]{0,2}|(?:half an?|an?|one|two|three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety)"
    r"[\s-]{1,2})(?:d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|weeks?)(?![a-z])",
    re.IGNORECASE,
)
_UNIT_WORDS = ("day", "hour", "hr", "min", "sec", "week")
_BOUND_BEFORE = re.compile(r"\bbetween\s+$|[\ds]\s?(?:to|and|–|-)\s?$", re.IGNORECASE)
_BOUND_AFTER = re.compile(r"\s?(?:to|–)\s?\d", re.IGNORECASE)
_TWICE = re.compile(
    r"\b(?:s|secs?|seconds?)\b.*\band\b|"
    r"\b(?:m|mins?|minutes?)\b.*\band\b.*\d\s?(?:m|mins?|minutes?)\b|"
    r"\b(?:h|hrs?|hours?)\b.*\band\b.*\d\s?(?:h|hrs?|hours?)\b", re.IGNORECASE,
)  # fmt: skip
_UNITS = (
    (re.compile(r"(?:\d|\b)\s?-?(?:s|secs?|seconds?)(?![a-z])", re.IGNORECASE), 1),
    (re.compile(r"(?:\d|\b)\s?-?(?:m|mins?|minutes?)(?![a-z])|\dh\s?\d", re.IGNORECASE), 60),
    (re.compile(r"(?:\d|\b)\s?-?(?:h|hrs?|hours?)(?![a-z])", re.IGNORECASE), 3600),
)
_DRAWN = "<!-- end -->"
_ABOUT = re.compile(
    r"(?:about|around|roughly|approx\w*\.?|nearly|almost|over|some|more than|less than|under|"
    r"at least|up to|~|≈|<|>|couple of|several)\s{0,2}$", re.IGNORECASE,
)  # fmt: skip
_LABEL_LINE = re.compile(r"\s{0,8}[A-Z][\w /&'-]{1,40}:\s")
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "\u00a0": " "})


def case_of(
    manuscript: Manuscript, *, first_line: int = 1, trusted: bool = False,
    split: Iterable[Sentence] | None = None,
) -> Case:  # fmt: skip
    """What the rules look at. `trusted`: the milestones are structured, not read from prose.

    `split` are the sentences of its text, where they are known already.
    """
    document = manuscript.document
    places = Places(manuscript.text, first_line)
    zone_line = manuscript.zones_written[0][1] if manuscript.zones_written else 0
    return Case(
        document=document,
        text=manuscript.text,
        places=places,
        passages=tuple(_passages(manuscript, places, split)),
        marks=document.milestones if trusted else _told_by_timeline(manuscript),
        event_lines=_event_lines(manuscript),
        zone=zone_or_utc(document.zone),
        zone_name=manuscript.zone_written,
        zone_line=zone_line,
        file=manuscript.file,
        labelled=tuple(_labelled(manuscript, first_line)),
        section_lines=manuscript.heading_lines,
        block_lines=manuscript.block_lines,
    )


def _event_lines(manuscript: Manuscript) -> Mapping[str, int]:
    lines = {each.id: each.place.line for each in manuscript.document.events if each.place.line}
    return lines | dict(manuscript.event_lines)


def _told_by_timeline(manuscript: Manuscript) -> Mapping[Milestone, Mark]:
    """The milestones without those that a label in the prose alone states."""
    document = manuscript.document
    if all(mark.events for mark in document.milestones.values()):
        return document.milestones
    inferred = milestones_of(document.events, frozenset(), {})
    found = {}
    for stone in Milestone:
        mark = document.milestones.get(stone)
        own = mark if mark and mark.events else inferred.get(stone)
        if own:
            found[stone] = own
    return found


def _labelled(manuscript: Manuscript, first_line: int) -> Iterator[Stated]:
    """The stated figures that stand behind their name ("Time to detect: 5 minutes")."""
    lines = manuscript.text.split("\n")
    for each in manuscript.stated:
        index = each.line - first_line
        line = lines[index][:400] if 0 <= index < len(lines) else ""
        label = figure_label(line)
        if label is None or len(line[: label.start()].split()) > _MOST_BEFORE_LABEL:
            continue
        if 0 <= line.find(each.text, label.end()) - label.end() <= _NEAR_LABEL:
            yield each


def _passages(
    manuscript: Manuscript, places: Places, split: Iterable[Sentence] | None
) -> Iterator[Passage]:
    timeline = _timeline_lines(manuscript)
    outline = Outline(manuscript, places)
    apart = timeline | frozenset(manuscript.heading_lines.values())
    count = 0
    for sentence in sentences(manuscript.text) if split is None else split:
        for piece, line in _pieces(sentence, places, apart):
            count += 1
            if count > MOST_PASSAGES:
                return
            if line not in timeline:
                yield _passage(piece, line, outline.section(line), outline)


def _pieces(
    sentence: Sentence, places: Places, apart: frozenset[int]
) -> Iterator[tuple[Sentence, int]]:
    """A sentence cut before and behind `apart` lines, and before lines that begin with a label.

    Plain text runs on from a heading into what stands below it.
    """
    line = places.at(sentence.start)[0]
    if "\n" not in sentence.text:
        yield sentence, line
        return
    begin, at, first = 0, 0, line
    for row in sentence.text.split("\n"):
        if at > begin and (line in apart or line - 1 in apart or _LABEL_LINE.match(row)):
            yield from _piece(sentence, begin, at - 1, first)
            begin, first = at, line
        at += len(row) + 1
        line += 1
    yield from _piece(sentence, begin, len(sentence.text), first)


def _piece(sentence: Sentence, begin: int, end: int, line: int) -> Iterator[tuple[Sentence, int]]:
    text = sentence.text[begin:end]
    kept = text.strip()
    if kept:
        lead = len(text) - len(text.lstrip())
        yield Sentence(kept, sentence.start + begin + lead), line + text[:lead].count("\n")


def _passage(sentence: Sentence, line: int, number: int, outline: Outline) -> Passage:
    text = sentence.text[:_LONGEST]
    if not text.isascii():
        text = text.translate(_TYPOGRAPHY)
    digits = any_in("0123456789", text)
    return Passage(
        text=text,
        offset=sentence.start,
        line=line,
        section=number,
        key=outline.key(number),
        public=outline.is_public(number),
        times=tuple(_times(text)) if digits else (),
        lengths=tuple(_lengths(text)) if digits or any_in(_UNIT_WORDS, text.lower()) else (),
    )


def _timeline_lines(manuscript: Manuscript) -> frozenset[int]:
    """The lines that the timeline's own entries take."""
    document = manuscript.document
    found = set(manuscript.event_lines.values())
    if _DRAWN in manuscript.text:
        found |= _drawn_lines(manuscript.text)
    for event in document.events:
        found.update(range(event.place.line, event.place.end_line + 1))
    return frozenset(found)


def _drawn_lines(text: str) -> set[int]:
    """The lines of tables that Hansei draws from the structured part of its own documents."""
    found: set[int] = set()
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        mark = line.strip()
        inside = (inside or mark in (TIMELINE, MILESTONES)) and mark != END
        if inside:
            found.add(number)
    return found


def _times(text: str) -> Iterator[TimeSaid]:
    for stamp in stamps_in(text, _MOST_TIMES):
        if stamp.time is None or stamp.time.weak or stamp.time.precision_s > 60:
            continue
        zone, tz, end = _zone_after(stamp, text)
        until = stamp.until
        yield TimeSaid(
            start=_first_mark(text, stamp.start),
            end=end,
            clock=stamp.time.hour * 3600 + stamp.time.minute * 60 + stamp.time.second,
            precision_s=max(stamp.time.precision_s, 1),
            until=until.hour * 3600 + until.minute * 60 + until.second if until else None,
            days=_days(stamp),
            zone=zone,
            tz=tz,
            about=stamp.about or bool(_ABOUT.search(text[max(0, stamp.start - 14) : stamp.start])),
        )


def _first_mark(text: str, start: int) -> int:
    while start < len(text) - 1 and text[start].isspace():
        start += 1
    return start


def _zone_after(stamp: Stamp, text: str) -> tuple[str | None, tzinfo | None, int]:
    end = stamp.start + len(text[stamp.start : stamp.end].rstrip(" ,.;:([{*_"))
    if stamp.zone is None or not is_zone(stamp.zone):
        return None, None, end
    return stamp.zone, zone_of(stamp.zone), end


def _days(stamp: Stamp) -> tuple[tuple[int, int], ...]:
    day = stamp.day
    if day is None:
        return ()
    pairs = {(day.month, day.day)}
    if day.a_b:
        pairs.add((day.day, day.month))
    return tuple(sorted(pairs))


def _lengths(text: str) -> Iterator[LengthSaid]:
    end = 0
    for match in _LENGTH.finditer(text):
        if match.start() < end:
            continue
        read = duration(text, match.start())
        if read is None:
            continue
        seconds, start, end = read
        if _is_bound(text, start, end):
            continue
        yield LengthSaid(
            start=start,
            end=end,
            seconds=seconds,
            unit_s=_unit(text[start:end]),
            about=bool(_ABOUT.search(text[max(0, start - 16) : start])),
        )


def _is_bound(text: str, start: int, end: int) -> bool:
    """Whether a duration is one end of a range: "8 min to 18 min", "between 8 and 18 minutes"."""
    before = text[max(0, start - 12) : start]
    return bool(
        _BOUND_BEFORE.search(before)
        or _BOUND_AFTER.match(text, end)
        or _TWICE.search(text[start:end])
    )


def _unit(written: str) -> int:
    return next((unit for pattern, unit in _UNITS if pattern.search(written)), 86400)
