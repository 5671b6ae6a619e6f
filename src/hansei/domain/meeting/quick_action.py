"""An action in one line, as it is said in a meeting:

fix the alert @On-call engineer 2026-12-01
move the pool size into the check @platform in 2 weeks for F2
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

_DAY = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])", re.ASCII)
_SPAN = re.compile(
    r"(?<!\w)in (\d{1,3}|a|an|one|two|three|four) (day|week|month)s?(?!\w)", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?<!\w)(?:by |on )?(next )?(today|tomorrow|monday|tuesday|wednesday|thursday|friday)(?!\w)",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(r"(?:\b(?:by|until|due|on)|[,;:])\s*$", re.IGNORECASE)
_FACTORS = re.compile(r"(?<!\w)(?:for |answers? )?((?:F[1-9]\d?)(?:(?:,| and)? ?F[1-9]\d?)*)(?!\w)")
_OWNER = re.compile(r"(?<!\S)@(?:\"([^\"]{1,80})\"|(\S.{0,80}))", re.DOTALL)
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_DAYS = {"day": 1, "week": 7, "month": 30}
_MOST_WORDS = 4
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class QuickAction(msgspec.Struct, frozen=True):
    """What a line says: `owner` "" and `due` None where it does not."""

    text: str
    owner: str = ""
    due: date | None = None
    answers: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What an action needs and the line does not say."""
        said = (("owner", self.owner), ("date", self.due))
        return tuple(name for name, value in said if not value)


def read_action(line: str, names: Iterable[str], *, today: date) -> QuickAction:
    """The action that a line tells. `names` are people and teams as they may be written after "@".

    The longest name that fits wins. An unknown one is what stands behind the "@" at the end of the
    line, up to four words, else one word. A date that does not exist stays text.
    """
    rest = " ".join(line.split())
    due, rest = _due(rest, today)
    answers, rest = _answers(rest)
    owner, rest = _owner(rest, names)
    return QuickAction(rest.strip(" ,;:-"), owner, due, answers)


def _due(text: str, today: date) -> tuple[date | None, str]:
    for pattern, read in ((_DAY, _exact), (_SPAN, _after), (_NAMED, _named)):
        for found in reversed(list(pattern.finditer(text))):
            day = read(found, today)
            at_end = _is_apart(text, found)
            if day is not None and at_end:
                return day, _without(text, found)
    return None, text


def _is_apart(text: str, found: re.Match[str]) -> bool:
    """Whether a day stands at the end or beside an owner: "fix the Friday job" names no day."""
    after = text[found.end() :].lstrip(" .,;")
    before = text[: found.start()]
    return found.re is _DAY or not after or after[0] == "@" or bool(_FACTORS.match(after)) or (
        "@" in before and len(after.split()) == 0
    )  # fmt: skip


def _exact(found: re.Match[str], today: date) -> date | None:  # noqa: ARG001 - one shape for all
    try:
        return date(*(int(each) for each in found.groups()))
    except ValueError:
        return None


def _after(found: re.Match[str], today: date) -> date:
    count = _WORDS.get(found[1].lower()) or int(found[1])
    return today + timedelta(days=count * _DAYS[found[2].lower()])


def _named(found: re.Match[str], today: date) -> date:
    word = found[2].lower()
    if word in ("today", "tomorrow"):
        return today + timedelta(days=word == "tomorrow")
    if found[1]:  # that of the next week, however near this week's is
        return today + timedelta(days=7 - today.weekday() + _WEEKDAYS.index(word))
    ahead = (_WEEKDAYS.index(word) - today.weekday()) % 7
    return today + timedelta(days=ahead or 7)


def _answers(text: str) -> tuple[tuple[str, ...], str]:
    found = next((each for each in _FACTORS.finditer(text)), None)
    if found is None:
        return (), text
    return tuple(dict.fromkeys(re.findall(r"F\d+", found[1]))), _without(text, found)


def _owner(text: str, names: Iterable[str]) -> tuple[str, str]:
    found = _OWNER.search(text)
    if found is None:
        return "", text
    if found[1]:
        return found[1].strip(), _without(text, found)
    behind = found[2]
    for name in sorted({" ".join(each.split()) for each in names}, key=len, reverse=True):
        fits = name and behind.casefold().startswith(name.casefold())
        if fits and not behind[len(name) : len(name) + 1].isalnum():
            return name, text[: found.start()] + text[found.start() + 1 + len(name) :]
    before = text[: found.start()]
    if before.strip() and len(behind.split()) <= _MOST_WORDS:
        return behind.strip(" ,;."), before
    first, _, rest = behind.partition(" ")
    return first.strip(",;:."), f"{before}{rest}"


def _without(text: str, found: re.Match[str]) -> str:
    before = _BEFORE_DAY.sub("", text[: found.start()])
    return " ".join(f"{before} {text[found.end() :]}".split())
