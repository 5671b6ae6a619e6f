"""What must not be published: secrets, personal data, internal hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
_LONGEST_LINE = 20_000


def leaks(text: str, *, file: str = "", first_line: int = 1) -> Iterator[Finding]:
    """The findings of a text, code and quotes included; none repeats what it found whole.

    Looks at the first 20,000 characters of each line; takes time linear in the text's length.
    """
    places = Places(text, first_line)
    at = 0
    for line in text.split("\n"):
        yield from _line(line[:_LONGEST_LINE], at, places, file)
        at += len(line) + 1


def _line(line: str, offset: int, places: Places, file: str) -> Iterator[Finding]:
    if len(line) < 6:
        return
    taken: list[tuple[int, int]] = []
    told: set[str] = set()
    for rule, find, suggestion in _RULES:
        for leak in sorted(find(line), key=lambda each: each.start):
            if any(leak.start < end and start < leak.end for start, end in taken[-100:]):
                continue
            taken.append((leak.start, leak.end))
            if line[leak.start : leak.end] in told:
                continue
            told.add(line[leak.start : leak.end])
            number, column = places.at(offset + leak.start)
            shown = masked(line[leak.start : leak.end])
            yield Finding(
                rule=rule, level=Level.ERROR,
                place=Place(file, number, "", column, number, column + leak.end - leak.start),
                message=f"{leak.what} ({shown}) must not be published", says=shown,
                suggestion=suggestion,
            )  # fmt: skip


def masked(value: str) -> str:
    """The first characters of a value and its length, never enough to use it."""
    kept = min(_SHOWN, len(value) // 4)
    return f"{value[:kept]}… ({len(value)} characters)"


def secret_values(text: str) -> tuple[str, ...]:
    """Every secret of a text, longest first, for taking them out of what is shown of it."""
    found = {
        line[leak.start : leak.end]
        for line in text.split("\n")
        for leak in secrets(line[:_LONGEST_LINE])
    }
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
