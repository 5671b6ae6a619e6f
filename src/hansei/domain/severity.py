"""Severity: every tool's and team's words for it on one scale from 1, the worst, to 5."""

from __future__ import annotations

import msgspec

MILDEST = 5
_WORDS: dict[str, int] = {
    "critical": 1, "high": 2, "major": 2, "medium": 3, "moderate": 3, "minor": 3, "low": 4,
    "info": 5, "none": 5,
}  # fmt: skip


def severity_rank(severity: str | None) -> int | None:
    """1 for the worst to 5; None where the wording tells nothing.

    "Sev-0" and "SEV1", "P1", "Critical" rank 1. Scales that start at zero are taken as such.
    """
    if not severity:
        return None
    text = severity.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    for prefix in ("severity", "sev", "priority", "prio", "p", "s"):
        number = text.removeprefix(prefix).strip(" -_:")
        if text.startswith(prefix) and number.isdecimal() and len(number) < 3:
            return max(1, min(MILDEST, int(number)))
    return None


class SeverityLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One level of an organisation's scale.

    `words` are what other tools call it, beside its name. A `major` one gets a quick review and
    the long form of the meeting.
    """

    name: str
    description: str = ""
    words: tuple[str, ...] = ()
    major: bool = False


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's levels of severity, the worst first: a level's rank is its place from 1."""

    levels: tuple[SeverityLevel, ...]

    def rank(self, severity: str | None) -> int | None:
        """The rank of what a tool or a person wrote; None where it names no level.

        A level's name and words come first. The words of the common scales follow, as far as this
        scale is long: its mildest level takes what is milder still.
        """
        if not severity:
            return None
        wanted = _folded(severity)
        for place, level in enumerate(self.levels, start=1):
            if wanted in {_folded(each) for each in (level.name, *level.words)}:
                return place
        common = severity_rank(severity)
        return None if common is None else min(common, len(self.levels))

    def level(self, severity: str | None) -> SeverityLevel | None:
        """The level that a wording names, or None."""
        rank = self.rank(severity)
        return self.levels[rank - 1] if rank else None

    def is_major(self, severity: str | None) -> bool:
        """Whether a wording names a major level."""
        level = self.level(severity)
        return level is not None and level.major

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.levels)


def _folded(text: str) -> str:
    return "".join(text.lower().split()).replace("-", "").replace("_", "")


USUAL_SCALE = Scale(
    levels=(
        SeverityLevel(
            name="Sev-1", major=True, words=("Sev-0", "critical"),
            description="The service is down or data is at risk for many users",
        ),
        SeverityLevel(
            name="Sev-2", words=("high", "major"),
            description="An important part fails or is very slow for many users",
        ),
        SeverityLevel(
            name="Sev-3", words=("medium", "moderate", "minor"),
            description="A part fails for some users, or there is a way around it",
        ),
        SeverityLevel(
            name="Sev-4", words=("low",), description="Hardly anybody notices",
        ),
        SeverityLevel(name="Sev-5", words=("info", "none"), description="Nothing to feel"),
    )
)  # fmt: skip
"""What holds until an organisation sets its own."""
