"""What became of reports and incidents that were to be adopted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a report or an incident."""

    ADOPTED = "adopted"
    KNOWN = "known"
    TWIN = "told twice"
    PASSED = "passed over"
    FAILED = "not read"


@dataclass(frozen=True)
class Landing:
    """One report or incident: where it came from, its number in the store, and why not."""

    fate: Fate
    source: str
    title: str = ""
    number: int | None = None
    note: str = ""
