"""Durations that a report states: "Time to detect: 5 minutes", "the outage lasted 2 hours"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hansei.domain.document import Stated
from hansei.domain.hints import any_in
from hansei.reading.lines import Line, Shape, cells_of, is_separator, plain

_I = re.IGNORECASE
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1, "w": 604800}
_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1, "half an": 0.5, "half a": 0.5, "fifteen": 15, "twenty": 20, "thirty": 30,
     "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}  # fmt: skip
_WORDED = "half an?|an?|" + "|".join(
    sorted((word for word in _WORDS if len(word) > 2 and " " not in word), key=len, reverse=True)
)
_UNIT_NAMES = r"weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?"
_PART = re.compile(
    rf"(?<![\w.])(?:(\d{{1,7}}(?:[.,]\d{{1,3}})?)[\s\-]?({_UNIT_NAMES}|d|h|m|s)|"
    rf"({_WORDED})[\s\-]({_UNIT_NAMES}))(?![A-Za-z])", _I,
)  # fmt: skip
"""A number with its unit; a number in words has its unit in words, or "and" were "an d"."""
_GLUED = re.compile(r"(?:(\d{1,4})d\s?)?(?:(\d{1,5})h)\s?(\d{1,2})(?:m(?:in)?)?(?![\w:])", _I)
_JOIN = re.compile(r"\s{0,2}(?:,|and|&|\+)?\s{0,2}(?:and\s)?", _I)

_LABELS: tuple[tuple[str, str], ...] = (
    ("time_to_detect", r"(?:mean\s)?time (?:to|of|until) (?:detect\w*|discover\w*|notice)|mttd|ttd|"
     r"detection (?:delay|time)"),
    ("time_to_acknowledge",
     r"(?:mean\s)?time to (?:acknowledge\w*|ack|respon[ds]\w*|engage\w*)|mtta|tta"),
    ("time_to_mitigate",
     r"(?:mean\s)?time to (?:mitigat\w*|fix|repair\w*|contain\w*)|ttm|mttm"),
    ("time_to_recover", r"(?:mean\s)?time to (?:recover\w*|restor\w*|restoration)|ttr(?:ecover)?"),
    ("time_to_resolve", r"(?:mean\s)?time to (?:resol\w+|clos\w+)|mttr|"
     r"detection to resolution"),
    ("impact_duration",
     r"(?:total\s)?(?:impact|incident|outage|downtime|disruption|event|user impact)"
     r"(?:\s(?:total|impact))?\s(?:duration|length|time)|duration(?:\sof\s(?:the\s)?"
     r"(?:impact|outage|incident|downtime|degradation))?|(?:total\s)?downtime|length of (?:the\s)?"
     r"(?:outage|incident)"),
)  # fmt: skip
_LABEL = re.compile(
    "(?=[mtdioeul])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS)
    + ")", _I,
)  # fmt: skip
_LABEL_HINTS = ("time", "tt", "duration", "length", "detection")
_LABEL_LINE = re.compile(r"\s*(?:\([^()]{0,80}\))?\s*(?:was|is|of|=|:|-|–|—)?\s*[:=]?\s*", _I)
_ACTS = (
    ("time_to_detect", ("detect", "notic", "alerted", "discovered", "spotted"), re.compile(
        r"\b(?:detected|noticed|alerted(?:\sthe\s\w+)?|discovered|spotted|detection(?! to))\b"
        r"[^.;]{0,40}?\b(?:within|after|in|took)\s", _I)),
    ("time_to_acknowledge", ("acknowledge",), re.compile(
        r"\backnowledged?\b[^.;]{0,30}?\b(?:within|after|in)\s", _I)),
    ("time_to_mitigate", ("mitigated", "fixed", "contained"), re.compile(
        r"\b(?:mitigated|fixed|contained)\b[^.;]{0,30}?\b(?:within|after|in|took)\s", _I)),
    ("time_to_recover", ("recovered", "restored"), re.compile(
        r"\b(?:recovered|restored)\b[^.;]{0,30}?\b(?:within|after)\s", _I)),
    ("time_to_resolve", ("detection to ", "resolved", "took"), re.compile(
        r"\bdetection to (?:resolution|recovery|closure)\b(?:\s\w+)?\s|"
        r"\b(?:resolved|took[^.;]{0,30}?to (?:resolve|fix))\b[^.;]{0,30}?\b(?:within|after|in)\s",
        _I)),
    ("impact_duration", ("lasted", "lasting", " of", "took", "for"), re.compile(
        r"\b(?:lasted|lasting|outage took)\b|\b(?:outage|downtime|disruption|period) of\b|"
        r"\b(?:down|unavailable|unusable|unreachable|inaccessible|degraded|offline|out)\b"
        r"[^.;0-9]{0,20}?\bfor(?=\s)", _I)),
)  # fmt: skip
_BEFORE = (
    ("time_to_detect", re.compile(
        r"\s(?:\w+\s)?(?:detection delay|delay in detection|"
        r"before (?:we|it|anyone|the team) (?:was |were )?(?:noticed|detected|alerted|aware))",
        _I)),
    ("impact_duration", re.compile(
        r"\s(?:\w+\s){0,2}(?:outage|downtime|disruption|degradation|interruption)\b|"
        r"\sof (?:downtime|disruption|degraded|degradation|active impact|outage)", _I)),
)  # fmt: skip
_NAMED_BEFORE = ("detection", "before ", "outage", "downtime", "disruption", "degrad",
                 "interruption", "impact")  # fmt: skip
_REACH = 24
_HEAD = 200
_AMOUNTS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "hour", "minute", "second", "day",
            "week")  # fmt: skip
_ACT_WORDS = (
    "detect", "notic", "alerted", "discover", "spotted", "acknowledg", "mitigated", "fixed",
    "contained", "recovered", "restored", "resolved", "took", "lasted", "lasting", "down",
    "unavail", "unusab", "unreach", "inaccess", "outage", "disrupt", "degrad", "offline", "delay",
    "interrupt", "period",
)  # fmt: skip
_NEGLECT = re.compile(
    r"\b(?:should|would|could|will|must|target|goal|sla|slo|allow\w*|aim|if|expected|timeout|"
    r"ago|every|max\w*|default|previous\w*|than usual|typically|usually)\b", _I,
)  # fmt: skip


def duration(text: str, start: int = 0) -> tuple[float, int, int] | None:
    """Seconds of the duration that begins at `start`, with where it begins and ends.

    Reads "35h 36m", "5 hours and 26 minutes", "an hour", "13m 46s", "1h50", "~90 min".
    """
    lead = start
    while lead < len(text) and text[lead] in " ~≈*_`<>≤:|(":
        lead += 1
    for word in ("approximately ", "about ", "around ", "roughly ", "less than ", "nearly ",
                 "over ", "almost ", "approx. ", "approx ", "just ", "under "):  # fmt: skip
        if text[lead : lead + len(word)].lower() == word:
            lead += len(word)
            while lead < len(text) and text[lead] in " ~*_":
                lead += 1
    glued = _GLUED.match(text, lead)
    if glued and glued[3]:
        seconds = int(glued[1] or 0) * 86400 + int(glued[2]) * 3600 + int(glued[3]) * 60
        tail = re.compile(r"\s?(\d{1,2})s\b").match(text, glued.end())
        end = tail.end() if tail else glued.end()
        return seconds + (int(tail[1]) if tail else 0), lead, end
    return _parts(text, lead)


def _parts(text: str, lead: int) -> tuple[float, int, int] | None:
    """Parts in ever smaller units: "8 min 39 s and 18 min 40 s" are two durations."""
    total, at, end, last = 0.0, lead, lead, _UNITS["w"] + 1
    while match := _PART.match(text, at):
        unit = _unit(match[2] or match[4])
        if unit >= last:
            break
        total += _value(match[1] or match[3]) * unit
        end, last = match.end(), unit
        joint = _JOIN.match(text, end)
        at = joint.end() if joint else end
    return (total, lead, end) if end > lead else None


def _value(written: str) -> float:
    lowered = " ".join(written.lower().split())
    known = _WORDS.get(lowered)
    return float(known) if known is not None else float(lowered.replace(",", "."))


def _unit(written: str) -> int:
    return _UNITS[written[0].lower()]


def stated_in(lines: Sequence[Line]) -> list[Stated]:
    """The figures stated in the lines of a report: labels, table cells and sentences."""
    found: list[Stated] = []
    seen: set[tuple[str, int]] = set()
    header: Sequence[str] = ()
    for index, line in enumerate(lines):
        if line.shape is Shape.ROW:
            header = _header(lines, index, header)
            stated = _in_row(line, header)
        else:
            header = ()
            stated = list(_in_line(line))
        for each in stated:
            if (each.figure, each.line) not in seen:
                seen.add((each.figure, each.line))
                found.append(each)
    return found


def _header(lines: Sequence[Line], index: int, known: Sequence[str]) -> Sequence[str]:
    if index and lines[index - 1].shape is Shape.ROW:
        return known
    return [plain(cell) for cell in cells_of(lines[index].content)]


def _in_row(line: Line, header: Sequence[str]) -> list[Stated]:
    if is_separator(line.content):
        return []
    cells = [plain(cell) for cell in cells_of(line.content)]
    found = []
    for index, cell in enumerate(cells):
        name = _label_of(header[index]) if index < len(header) else None
        if name is None and index == 1:
            name = _label_of(cells[0])
        read = duration(cell) if name else None
        if name and read and read[2] - read[1] >= len(cell) // 3:
            found.append(_stated(name, read, cell, line.number))
    return found


def figure_label(text: str) -> re.Match[str] | None:
    """A figure's name in a text: what follows it is a duration, never an entry's time."""
    lowered = text.lower()
    return _LABEL.search(lowered) if any_in(_LABEL_HINTS, lowered) else None


def _label_of(text: str) -> str | None:
    match = _LABEL.match(text.strip(" *_:~"))
    if match is None or len(text) > match.end() + 30:
        return None
    return match.lastgroup


def _in_line(line: Line) -> Iterable[Stated]:
    if line.shape in (Shape.BLANK, Shape.CODE, Shape.COMMENT) or len(line.content) < 4:
        return
    if not any_in(_AMOUNTS, line.content):
        return
    text = plain(line.content, 4000)
    label = figure_label(text[:_HEAD])
    if label and label.lastgroup and not text[: label.start()].strip(" -*•:>(").count(" ") > 3:
        after = _LABEL_LINE.match(text, label.end())
        at = after.end() if after else label.end()
        read = duration(text, at) or _parenthesised(text, at)
        if read:
            yield _stated(label.lastgroup, read, text, line.number)
            return
    if any_in(_ACT_WORDS, text.lower()):
        yield from _in_prose(text, line.number)


def _parenthesised(text: str, at: int) -> tuple[float, int, int] | None:
    """The duration in brackets behind a span: "21:45 to 23:28 UTC (103 minutes)"."""
    opened = text.find("(", at, at + 80)
    return duration(text, opened + 1) if opened >= 0 else None


def _in_prose(text: str, number: int) -> Iterable[Stated]:
    for sentence in re.split(r"(?<=[.!?;])\s", text):
        lowered = sentence.lower()
        for name, hints, pattern in _ACTS:
            match = pattern.search(sentence) if any_in(hints, lowered) else None
            if match is None or _NEGLECT.search(sentence[: match.end()]):
                continue
            read = _near(sentence, match.end())
            if read and read[0] > 0:
                yield _stated(name, read, sentence, number)
        yield from _named_after(sentence, number)


def _near(sentence: str, at: int) -> tuple[float, int, int] | None:
    """The duration right behind `at`, a few words let between."""
    read = duration(sentence, at)
    if read:
        return read
    match = _PART.search(sentence, at, at + _REACH + 10)
    if match is None or match.start() > at + _REACH:
        return None
    return duration(sentence, match.start())


def _named_after(sentence: str, number: int) -> Iterable[Stated]:
    """ "a 30-minute outage", "62-minute detection delay": the figure's name follows."""
    if not any_in(_NAMED_BEFORE, sentence.lower()):
        return
    for match in _PART.finditer(sentence):
        read = duration(sentence, match.start())
        if read is None:
            continue
        for name, pattern in _BEFORE:
            if pattern.match(sentence, read[2]) and not _NEGLECT.search(sentence[: read[1]]):
                yield _stated(name, read, sentence, number)
                return


def _stated(name: str, read: tuple[float, int, int], text: str, number: int) -> Stated:
    seconds, start, end = read
    return Stated(figure=name, seconds=seconds, text=text[start:end].strip(), line=number)
