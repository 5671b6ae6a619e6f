"""What must not be published: secrets, personal data, internal hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hansei.domain.blameless.prose import Places
from hansei.domain.event import Place
from hansei.domain.findings import Finding, Level
from hansei.domain.redact.hosts import internal_hosts
from hansei.domain.redact.personal import personal_data
from hansei.domain.redact.secrets import Leak, secrets

__all__ = ["LEAKED_KEY", "Leak", "concealed", "leaks", "masked", "secret_values"]

LEAKED_KEY = "leak/secret"
_RULES = (
    (LEAKED_KEY, secrets, "Revoke it, then take it out: it stays in the file's history."),
    ("leak/personal-data", personal_data, "Take it out, or name the role instead."),
    ("leak/internal-host", internal_hosts, "Name the service instead of the host."),
)
_SHOWN = 4
_BULLET = "•"


def leaks(text: str, *, file: str = "", first_line: int = 1) -> Iterator[Finding]:
    """The findings of a text, code and quotes included; none repeats what it found whole.

    Takes time linear in the text's length.
    """
    places = Places(text, first_line)
    taken: list[tuple[int, int]] = []
    told: set[tuple[int, str]] = set()
    for rule, find, suggestion in _RULES:
        found = sorted((leak for leak in find(text)), key=lambda each: each.start)
        spans = [(leak.start, leak.end) for leak in found]
        for leak in _apart(found, taken):
            line, column = places.at(leak.start)
            value = text[leak.start : leak.end]
            if (line, value) in told:
                continue
            told.add((line, value))
            yield Finding(
                rule=rule, level=Level.ERROR,
                place=Place(file, line, "", column, line, column + len(value)),
                message=f"{leak.what} ({masked(value)}) must not be published",
                says=masked(value), suggestion=suggestion,
            )  # fmt: skip
        taken = sorted(taken + spans)


def _apart(found: Sequence[Leak], taken: Sequence[tuple[int, int]]) -> Iterator[Leak]:
    """The leaks, in order, that overlap none before them and none of `taken` (in order too)."""
    at, last = 0, -1
    for leak in found:
        while at < len(taken) and taken[at][1] <= leak.start:
            at += 1
        covered = at < len(taken) and taken[at][0] < leak.end
        if not covered and leak.start >= last:
            yield leak
            last = leak.end


def masked(value: str) -> str:
    """The first characters of a value and its length, never enough to use it."""
    kept = min(_SHOWN, len(value) // 4)
    return f"{value[:kept]}… ({len(value)} characters)"


def secret_values(text: str) -> tuple[str, ...]:
    """Every secret of a text, longest first, for taking them out of what is shown of it."""
    found = {text[leak.start : leak.end] for leak in secrets(text)}
    return tuple(sorted(found, key=lambda value: (-len(value), value)))


def concealed(text: str, values: Iterable[str]) -> str:
    """A text with bullets for each of `values`, also for one that is cut off at its end."""
    for value in values:
        text = text.replace(value, _BULLET * len(value))
        for size in range(min(len(value), len(text)) - 1, _SHOWN, -1):
            if text.endswith(value[:size]):
                text = text[:-size] + _BULLET * size
                break
    return text
