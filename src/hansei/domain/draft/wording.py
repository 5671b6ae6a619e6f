"""Times, durations and citations as words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from hansei.domain.document import Mark
from hansei.domain.event import Event
from hansei.domain.times import duration_text

ASSUMPTION = "**Assumption:**"
UNKNOWN = "**Unknown:**"
QUESTION = "**Question:**"
QUOTED = 240
_PREFIX = re.compile(
    r"^(?:alert (?:fired|triggered|resolved|cleared)|incident (?:opened|triggered|declared)"
    r"|monitor (?:is )?down|triggered|firing|down|\[[^\]]{1,40}\])\s*"
    r"(?:(?:by|through|via) [^:]{1,40})?[:,–-]\s*",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:investigating|identified|monitoring|resolved|update|scheduled|in progress)\s*:\s*"
    r"(\S.{0,300}?)(?: - |$)",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls of terminals and of the writing direction."""
_NAME_ENDS = re.compile(r"(?<!\b[A-Z])[.!?]+(?=[’\"')\]]*\s)")
"""Full stops that would end the sentence around a name; those of initials do not."""
_NESTED = str.maketrans("“”", "‘’")


def cite(sentence: str, *events: Event | str | None) -> str:
    """The sentence with its evidence before the full stop: "It began [e1, e4]."."""
    ids = dict.fromkeys(
        each if isinstance(each, str) else each.id for each in events if each is not None
    )
    marks = f" [{', '.join(ids)}]" if ids else ""
    ending = "" if sentence.endswith(":") else "."
    if sentence.endswith((".", "?", "!")):
        return f"{sentence[:-1]}{marks}{sentence[-1]}"
    return f"{sentence}{marks}{ending}"


def clock(at: datetime, zone: tzinfo, *, day: datetime | None = None, precision_s: int = 1) -> str:
    """A time of day in the zone; with its date unless that is the day of `day`."""
    local = at.astimezone(zone)
    if precision_s >= 86400:
        return f"{local:%Y-%m-%d}"
    text = f"{local:%H:%M}" if precision_s >= 60 else f"{local:%H:%M:%S}"
    if day is None or local.date() != day.astimezone(zone).date():
        text = f"{local:%Y-%m-%d} {text}"
    return text


def moment(mark: Mark, zone: tzinfo, *, day: datetime | None = None) -> str:
    """ "at 10:36:02", or "between ... and ..." where its window is wider than a minute."""
    if (mark.latest - mark.earliest).total_seconds() <= 60:
        return f"at {clock(mark.at, zone, day=day)}"
    first = clock(mark.earliest, zone, day=day)
    return f"between {first} and {clock(mark.latest, zone, day=mark.earliest)}"


def apart(start: Mark, end: Mark) -> str:
    """The duration between two marks, with its range where their windows leave one."""
    seconds = (end.at - start.at).total_seconds()
    least = (end.earliest - start.latest).total_seconds()
    most = (end.latest - start.earliest).total_seconds()
    text = duration_text(seconds)
    if most - least > 120 and least >= 0:
        text += f" ({duration_text(least)} to {duration_text(most)})"
    return text


def quoted(text: str, longest: int = QUOTED) -> str:
    """Words of a record inside quotation marks, harmless in Markdown."""
    bare = one_line(text).translate(_NESTED)
    short = bare if len(bare) <= longest else bare[: longest - 1].rstrip() + "…"
    return f"“{plain(short)}”"


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def named(text: str) -> str:
    """A name of a person, service or file inside a sentence, which it cannot end."""
    return plain(_NAME_ENDS.sub("", one_line(text).translate(_NESTED)))


def one_line(text: str) -> str:
    """Text without line breaks, repeated blanks and control characters."""
    return " ".join(_UNSEEN.sub("", text).split())


def subject(text: str, longest: int = 100) -> str:
    """What an alert or a post is about: without "Alert fired:", "Investigating:" and the like."""
    text = one_line(text)
    post = _POST.match(text)
    bare = post[1] if post else _PREFIX.sub("", text).strip()
    bare = bare or text
    return bare if len(bare) <= longest else bare[: longest - 1].rstrip() + "…"


def listed(words: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def bullets(lines: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)
