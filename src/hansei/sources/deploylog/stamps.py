"""The time at the start of a log line, in the forms that loggers write.

Forms: ISO 8601 (Python, Java, Go, journald `short-iso`, GitHub Actions), RFC 3164 and RFC 5424
syslog, Unix time, `ctime` and Apache's error log, the Common Log Format, Tomcat, klog (Kubernetes),
logfmt, numeric dates, and bare times under an earlier date.
"""

from __future__ import annotations

import re

import msgspec

from hansei.domain.times import ABBREVIATIONS

_ZONES = "|".join(sorted(ABBREVIATIONS, key=lambda name: (-len(name), name)))
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAY = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_AFTER = rf"(?:\s?(?:Z\b|[+-]\d\d:?\d\d(?!\d)|(?:{_ZONES})\b))?"
_ISO = rf"\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?{_AFTER}"
_LEAD = (
    r"(?:<\d{1,3}>(?:1 )?)?(?:[\w.-]{1,60}\s{1,20}\|\s)?(?:(?:time|ts|t|timestamp)=\"?)?"
    r"(?:\[?(?P<level>INFO|DEBUG|WARN|WARNING|ERROR|NOTICE|FATAL|TRACE|CRITICAL)\]?[:\s|-]{1,10})?[\[(]?"
)
_TAIL = r"\"?[\])]?(?=[\s,;:|\-\[]|$)"

_FAST = re.compile(rf"{_ISO}(?=[\s,;:|\[]|$)")
_ANY = re.compile(
    rf"{_LEAD}(?:"
    rf"(?P<iso>{_ISO})"
    rf"|(?P<slashed>\d{{4}}/\d\d/\d\d[T ]{_CLOCK}{_AFTER})"
    rf"|(?P<unix>1\d{{9}}(?:\.\d{{1,9}})?|1\d{{12}})"
    rf"|(?P<ctime>(?:{_DAY}),? (?:{_MONTH}) {{1,2}}\d{{1,2}} {_CLOCK}(?: (?:{_ZONES}))? \d{{4}})"
    rf"|(?P<syslog>(?:{_MONTH}) {{1,2}}\d{{1,2}} (?:\d{{4}} )?{_CLOCK}{_AFTER})"
    rf"|(?P<named>\d{{1,2}}[-/ ](?:{_MONTH})[-/ ]\d{{4}}[: ]{_CLOCK}{_AFTER})"
    rf"|(?P<numeric>\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}},? \d{{1,2}}:\d\d"
    rf"(?::\d\d(?:[.,]\d{{1,9}})?)?(?: ?[AaPp][Mm])?{_AFTER})"
    rf"|(?P<bare>{_CLOCK}|\d\d:\d\d(?=\s))(?: ?[AaPp][Mm])?"
    rf"){_TAIL}"
)
_KLOG = re.compile(r"[IWEF](?P<klog>\d{4} \d\d:\d\d:\d\d\.\d{6})\s+\d+ ")
_ACCESS = re.compile(
    rf"\S{{1,200}} \S{{1,100}} \S{{1,100}} "
    rf"\[(?P<named>\d\d/(?:{_MONTH})/\d{{4}}:{_CLOCK} [+-]\d{{4}})\]"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_FORMS = ("iso", "slashed", "unix", "ctime", "syslog", "named", "numeric", "bare")


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """A line's time as written, the kind of its form, its level, and where the rest begins."""

    text: str
    form: str
    level: str
    end: int


def stamp_of(line: str) -> Stamp | None:
    """The time that a line starts with, None for a line that starts otherwise."""
    if line[4:5] == "-":
        found = _FAST.match(line)
        if found:
            return Stamp(found[0], "iso", "", found.end())
    if not line or line[0].isspace():
        return None
    found = _ANY.match(line)
    if found:
        form = next(name for name in _FORMS if found[name])
        text = found[form]
        if form == "bare":
            text = line[found.start("bare") : found.end()].rstrip('"])')
        return Stamp(text, form, found["level"] or "", found.end())
    found = _KLOG.match(line) or ("[" in line[:400] and _ACCESS.match(line)) or None
    if found:
        form = found.lastgroup or ""
        return Stamp(found[form], form, "", found.end())
    return None


def uncoloured(text: str) -> str:
    """A text without terminal colours."""
    return _COLOUR.sub("", text) if "\x1b" in text else text
