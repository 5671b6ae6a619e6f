"""What a check reports: one finding, with both sides and their places."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from hansei.domain.event import Place


class Level(StrEnum):
    """How bad. `error` contradicts the record; `warning` should be mended; `note` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for an error, 2 for a warning, 1 for a note."""
        return {"error": 3, "warning": 2, "note": 1}[self.value]


class Against(msgspec.Struct, frozen=True, omit_defaults=True):
    """The other side of a contradiction."""

    text: str
    place: Place | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to mend, as in the JSON of `hansei check`.

    `says` is the wording found; `against` is what it disagrees with; `suggestion` is a
    rewording or what to add; `ask` is a question that leads further than the wording did.
    """

    rule: str
    level: Level
    place: Place
    message: str
    says: str = ""
    against: Against | None = None
    suggestion: str | None = None
    ask: str | None = None
