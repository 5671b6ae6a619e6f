"""What a report is known by, wherever it lies: an archive that moved is the same archive."""

from __future__ import annotations

from hashlib import blake2b

from hansei.domain.document import Document
from hansei.domain.times import utc_text

_STATED = ("url", "canonical_url", "permalink")
"""Front matter under which reports say where they were published."""


def origin_of(document: Document) -> str:
    """A digest of the title and the address that a report states; without one, of its instants.

    One with neither is known by its text: whoever corrects that has another report.
    """
    title = " ".join(document.title.casefold().split())
    stated = (document.extra.get(name) for name in _STATED)
    address = next((each.strip() for each in stated if isinstance(each, str) and each.strip()), "")
    told = [address] if address else _instants(document) or _texts(document)
    return blake2b("\x1f".join((title, *told)).encode(), digest_size=16).hexdigest()


def _instants(document: Document) -> list[str]:
    marks = (f"{name.value} {utc_text(mark.at)}" for name, mark in document.milestones.items())
    return sorted(marks) or sorted(utc_text(each.at) for each in document.events)


def _texts(document: Document) -> list[str]:
    return [block.text for section in document.sections for block in section.blocks]
