"""Times that stand inside the text of a status post: lists, windows, single moments.

A back-filled incident carries its real timeline this way, and a post of one line often states
when the impact truly began and ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from hansei.domain.event import Signal
from hansei.domain.times import pass_midnight
from hansei.sources.statuspage.stamps import (
    GRACE,
    Stamp,
    full_day,
    instant,
    last_before,
    only_day_in,
    stamp_of,
    stamp_pattern,
)
from hansei.sources.text import from_html, one_line

MOST = 300
"""Stated times read from one text."""

_LONGEST_BODY = 60_000
_BREAK = re.compile(
    r"\n|\\r\\n|<\s*/?\s*(?:br|p|li|ul|ol|div|tr|h\d)\b[^<>]{0,200}>", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_ABOUT = r"(?:(?:about|around|approximately|approx\.|roughly|circa)\s|~)?"
_JOIN = r"\s{0,2}(?P<join>-|–|—|to|until|till|through to|through|and)\s{0,2}"
_ENTRY = re.compile(
    rf"[\s*•\[(–-]{{0,4}}{stamp_pattern('1')}(?:\s?(?:-|–|—|to)\s?{stamp_pattern('2')})?[\])]?"
    rf"\s{{0,3}}(?:(?:-|–|—|:|\|)\s{{0,3}}(?P<text>\S.*)|$)",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    rf"(?:\b(?P<open>from|between)\s{{1,2}})?{_ABOUT}(?<![\w:.-]){stamp_pattern('1')}{_JOIN}"
    rf"{_ABOUT}{stamp_pattern('2')}",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?<![\w:.-]){stamp_pattern('1')}", re.IGNORECASE)
_NO_IMPACT = re.compile(
    r"backfill|back-fill|replay|re-?process|restor(?:ed|ing|e) (?:\w+ ){0,4}(?:data|metadata)"
    r"|data has been restored|partially restored|\bdata (?:modified|created|from)"
    r"|schedul|\bwill\b|maintenance|expect(?:ed)? to|next update|window of",
    re.IGNORECASE,
)
_IMPACT = re.compile(
    r"degrad|unavailab|outage|\bdown\b|error|fail|latenc|delay|time-?outs?|timing out|disrupt"
    r"|experienc|impact|affect|slow|unable|elevated|interrupt|unreachable|broken|offline|reset",
    re.IGNORECASE,
)
_RECOVERY = re.compile(
    r"recover|resolved|mitigated|stable|restored|normal|as expected|back online|fixed",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:start(?:ing|ed)|beg(?:an|inning))(?:\s(?:at|from|on|around|about|approximately))*"
    r"\s{0,2}~?$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|as of)(?:\s(?:about|around|approximately))?\s{0,2}~?$", re.IGNORECASE
)
_AT = re.compile(r"\b(?:by|at|around|@)\s{0,2}~?$", re.IGNORECASE)
_OPENING = re.compile(r"^\W{0,3}(?:on|at|around|since)?\s?$", re.IGNORECASE)


class Posted(NamedTuple):
    """When a post stands on the page (`at`), when it was written (`by`), and its bare times' zone.

    The two differ where a post was dated back: then `by` limits what it can know, `at` tells the
    day that it speaks of.
    """

    at: datetime
    by: datetime
    zone: tzinfo


class Stated(NamedTuple):
    """A time stated in a text, with the sentence that states it.

    `name` is stable within the text: "entry:3", "window:start", "window:2:end", "time:1".
    """

    name: str
    at: datetime
    text: str
    signal: Signal
    written: str
    precision_s: int
    zone_assumed: bool
    until: datetime | None = None


def lines_of(body: str) -> list[str]:
    """The lines of a post, markup removed."""
    pieces = _BREAK.split(body[:_LONGEST_BODY]) if body else []
    return [line for piece in pieces[:2000] if (line := from_html(piece))]


def stated_in(body: str, posted: Posted) -> list[Stated]:
    """Every usable time in the text of a post."""
    found: list[Stated] = []
    previous: datetime | None = None
    waiting: Stated | None = None
    entries = windows = singles = 0
    for line in lines_of(body):
        match = _ENTRY.match(line)
        entry = _entry(match, previous, posted) if match else None
        text, about = line, posted
        if match and entry:
            previous = entry.at
            waiting = None if match["text"] else entry
            if waiting:
                continue
            text, about = one_line(match["text"]), posted._replace(at=entry.at, by=entry.at)
        elif waiting:
            entry, waiting = waiting, None
            about = posted._replace(at=entry.at, by=entry.at)
        if entry:
            entries += 1
            found.append(entry._replace(name=f"entry:{entries}", text=text))
        for each in _prose(text, about):
            if each.name == "time":
                singles += 1
                found.append(each._replace(name=f"time:{singles}"))
            else:
                windows += each.name == "start"
                number = f"{windows}:" if windows > 1 else ""
                found.append(each._replace(name=f"window:{number}{each.name}"))
        if len(found) >= MOST:
            break
    return found


def _entry(match: re.Match[str], previous: datetime | None, posted: Posted) -> Stated | None:
    stamp, end = stamp_of(match, "1"), None
    if match["hour2"] or match["hourb2"] or match["packed2"]:
        end = stamp_of(match, "2")
    if stamp is None:
        return None
    if stamp.zone is None and end is not None:
        stamp = stamp._replace(zone=end.zone)
    at = _placed(stamp, previous, posted)
    if at is None:
        return None
    written = match[0][: match.start("text") - match.start()] if match["text"] else match[0]
    return Stated(
        name="entry", at=at, text="", signal=Signal.STATUS_UPDATE,
        until=_end(end, stamp, at, posted) if end else None,
        written=one_line(written, 100).strip(" -–—:|*•"), precision_s=stamp.precision_s,
        zone_assumed=stamp.zone is None,
    )  # fmt: skip


def _placed(stamp: Stamp, previous: datetime | None, posted: Posted) -> datetime | None:
    if stamp.day is not None:
        day = full_day(stamp.day, posted.at)
        return instant(stamp, posted.zone, day) if day else None
    if previous is None:
        return last_before(stamp, posted.zone, posted.at)
    at = instant(stamp, posted.zone, previous.astimezone(stamp.zone or posted.zone).date())
    return pass_midnight(at, previous) if at else None


def _end(end: Stamp, start: Stamp, begun: datetime, posted: Posted) -> datetime | None:
    end = end if end.zone else end._replace(zone=start.zone)
    day = full_day(end.day, posted.by) if end.day else None
    at = instant(end, posted.zone, day or begun.astimezone(end.zone or posted.zone).date())
    if at is not None and at < begun and end.day is None:
        at += timedelta(days=1)
    return at if at is not None and begun <= at <= begun + timedelta(days=31) else None


def _prose(text: str, posted: Posted) -> Iterator[Stated]:
    if not any(mark.isdigit() for mark in text):
        return
    for sentence in _SENTENCE.split(text)[:200]:
        if _NO_IMPACT.search(sentence):
            continue
        taken: list[tuple[int, int]] = []
        previous: datetime | None = None
        for match in _WINDOW.finditer(sentence):
            pair = _window(match, sentence, posted, previous)
            if pair:
                taken.append(match.span())
                previous = pair[1].at
                yield from pair
        for match in _SINGLE.finditer(sentence):
            if not any(start <= match.start() < end for start, end in taken):
                single = _single(match, sentence, posted)
                if single:
                    yield single


def _window(
    match: re.Match[str], sentence: str, posted: Posted, previous: datetime | None
) -> tuple[Stated, Stated] | None:
    start, end = stamp_of(match, "1"), stamp_of(match, "2")
    opened, join = (match["open"] or "").lower(), match["join"].lower()
    if start is None or end is None or (join == "and" and opened != "between"):
        return None
    zone = start.zone or end.zone
    if not opened and not (zone and _IMPACT.search(sentence)):
        return None
    if end.half == "p" and start.half is None and start.hour + 12 <= end.hour:
        start = start._replace(hour=start.hour + 12)
    start, end = start._replace(zone=start.zone or zone), end._replace(zone=end.zone or zone)
    span = _span(start, end, sentence, posted, previous)
    if span is None:
        return None
    # Half-day times without a zone are local times of somewhere: the page's zone is a guess.
    clear = zone is not None or not (start.half or end.half)
    begun = Stated(
        name="start", at=span[0], until=span[1], text=one_line(sentence),
        signal=Signal.IMPACT_STARTED if clear else Signal.NONE, written=one_line(match[0], 100),
        precision_s=start.precision_s, zone_assumed=zone is None,
    )  # fmt: skip
    signal = Signal.RECOVERED if clear else Signal.NONE
    over = begun._replace(
        name="end", at=span[1], until=None, signal=signal, precision_s=end.precision_s
    )
    return begun, over


def _span(
    start: Stamp, end: Stamp, sentence: str, posted: Posted, previous: datetime | None
) -> tuple[datetime, datetime] | None:
    """The two times of a window; one without a date is the last that the post can speak of."""
    named = start.day or (None if end.day else only_day_in(sentence))
    if named:
        day = full_day(named, posted.by)
    elif end.day:
        day = full_day(end.day, posted.by)
    else:
        day = (previous or posted.at).astimezone(start.zone or posted.zone).date()
    begun = instant(start, posted.zone, day) if day else None
    over = _end(end, start, begun, posted) if begun else None
    if end.day and not named:
        over = instant(end, posted.zone, day) if day else None
        begun = last_before(start, posted.zone, over - GRACE) if over else None
    if begun is None or over is None or begun > over:
        return None
    if named or end.day or (previous is not None and begun >= previous):
        return begun, over
    # A stamp inside the window was set back to it: nobody knows the end of an outage during it.
    dated_back = begun - GRACE <= posted.at <= over
    while over > posted.by + GRACE and not (dated_back and posted.by == posted.at):
        begun, over = begun - timedelta(days=1), over - timedelta(days=1)
        dated_back = False
    return begun, over


def _single(match: re.Match[str], sentence: str, posted: Posted) -> Stated | None:
    stamp = stamp_of(match, "1")
    if stamp is None or stamp.zone is None:
        return None
    before = sentence[max(0, match.start() - 40) : match.start()]
    signal = _meaning(before, sentence[: match.start()], sentence)
    if signal is None:
        return None
    named = stamp.day or only_day_in(sentence)
    day = full_day(named, posted.by) if named else None
    at = instant(stamp, posted.zone, day) if day else None
    if not named:
        at = last_before(stamp, posted.zone, posted.by)
    if at is None:
        return None
    return Stated(
        name="time", at=at, text=one_line(sentence), signal=signal, written=one_line(match[0], 100),
        precision_s=stamp.precision_s, zone_assumed=False,
    )  # fmt: skip


def _meaning(before: str, left: str, sentence: str) -> Signal | None:
    """What a single time stands for, by the words before it; None where it is no moment."""
    since, at, opening = _SINCE.search(before), _AT.search(before), _OPENING.match(left)
    if _BEGAN.search(before):
        return Signal.IMPACT_STARTED
    if (since and _RECOVERY.search(sentence)) or (at and _RECOVERY.search(before)):
        return Signal.RECOVERED
    if since or (opening and _IMPACT.search(sentence)):
        return Signal.IMPACT_STARTED
    return Signal.NONE if at or opening else None
