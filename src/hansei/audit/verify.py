"""Verifies the audit trail: edits, gaps, and what was cut off its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from hansei.audit.chain import FIRST, Link, digest
from hansei.audit.models import Entry
from hansei.domain.errors import UsageError

_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")


class Fault(StrEnum):
    """What is wrong with the trail at an entry."""

    EDITED = "edited"  # its content does not have its digest
    BROKEN = "broken"  # it does not follow the entry before
    GAP = "gap"  # entries are missing before it
    TRUNCATED = "truncated"  # the known head is not there any more


class Head(NamedTuple):
    """The last entry at some moment, kept elsewhere to tell later whether the end was cut off."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"


class Problem(NamedTuple):
    seq: int
    fault: Fault


class Report(NamedTuple):
    """What was found; the trail is whole where there are no problems.

    Whoever can write to the database can also write a new chain: only a head kept elsewhere
    shows that.
    """

    entries: int
    head: Head
    problems: tuple[Problem, ...]


def parse_head(text: str) -> Head:
    """A head as it was noted down, "42:0f3a..." with 64 hexadecimal digits. Raises UsageError."""
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError("a head is a number, a colon and 64 hexadecimal digits")
    return Head(int(found[1]), found[2])


def verify(*, head: Head | None = None) -> Report:
    """Reads the whole trail and checks it, against an earlier `head` where one is given."""
    return verify_entries(_stored(), head=head)


def verify_entries(entries: Iterable[tuple[Link, str]], *, head: Head | None = None) -> Report:
    """The same for entries from anywhere, such as an export: each with its stored digest."""
    problems: list[Problem] = []
    count = 0
    last = Head(0, FIRST)
    anchored = head is None or head == last
    for link, stored in entries:
        count += 1
        if link.seq != last.seq + 1:
            problems.append(Problem(link.seq, Fault.GAP))
        elif link.previous != last.digest:
            problems.append(Problem(link.seq, Fault.BROKEN))
        if digest(link) != stored:
            problems.append(Problem(link.seq, Fault.EDITED))
        last = Head(link.seq, stored)
        anchored = anchored or last == head
    if head is not None and not anchored:
        fault = Fault.TRUNCATED if last.seq < head.seq else Fault.EDITED
        problems.append(Problem(head.seq, fault))
    return Report(count, last, tuple(problems))


def _stored() -> Iterator[tuple[Link, str]]:
    columns = (*Link._fields, "digest")
    for row in Entry.objects.order_by("seq").values_list(*columns).iterator(chunk_size=2000):
        yield Link(*row[:-1]), row[-1]
