"""Questions for the review, made from the data: what each rests on stands beside it.

They ask about situations and systems, never about persons: who acted is named only where work went
from one to another.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from hansei.domain.coverage import FactorCoverage
from hansei.domain.document import Action, Document
from hansei.domain.meeting.agenda import Item
from hansei.domain.times import zone_or_utc

_LONGEST = 220
_CITATION = re.compile(r"\s*\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\]")


class About(StrEnum):
    """What a question was made from, the most pressing first."""

    CONTRADICTION = "contradiction"
    DISPUTE = "dispute"
    GAP = "gap"
    SILENCE = "silence"
    HAND_OFF = "hand-off"
    SURPRISE = "surprise"
    FACTOR = "factor"
    UNKNOWN = "unknown"
    ACTION = "action"
    ASSUMPTION = "assumption"
    QUESTION = "question"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `why` is what it rests on, in words; `events` and `section` lead there.

    `key` stays the same as long as what it rests on does.
    """

    item: Item
    about: About
    text: str
    why: str = ""
    events: tuple[str, ...] = ()
    section: int = -1
    weight: float = 0.0
    subject: str = ""

    @property
    def key(self) -> str:
        """Ten hexadecimal digits that name it."""
        said = f"{self.about.value}\0{self.subject or ' '.join(self.events) or self.text}"
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:10]


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found: two places that do not agree."""

    message: str
    says: str = ""
    against: str = ""
    section: int = -1


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What questions are made from."""

    document: Document
    factors: FactorCoverage = FactorCoverage()
    actions: tuple[Action, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def zone(self) -> tzinfo:
        """The zone in which questions tell times."""
        return zone_or_utc(self.document.zone)

    def clock(self, at: datetime) -> str:
        """An instant as questions tell it."""
        return f"{at.astimezone(self.zone):%H:%M}"


def short(text: str, most: int = _LONGEST) -> str:
    """A wording on one line without what it cites, cut where it is long."""
    line = " ".join(_CITATION.sub("", text.replace("**", "")).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
