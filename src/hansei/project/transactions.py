"""One writer at a time, on either engine.

SQLite's BEGIN IMMEDIATE lets one transaction write and makes the next one wait. PostgreSQL would
let several write at once; the audit trail is one chain, so they queue there too, behind an advisory
lock that ends with the transaction. What a service reads inside is therefore current, and versions
are compared on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from hansei.domain.errors import Conflict, UsageError

_LOCK = 0x48414E534549  # "HANSEI"
_BUSY = ("locked", "lock timeout", "deadlock")
_before_commit: list[Callable[[], None]] = []


def before_commit(step: Callable[[], None]) -> None:
    """Lets a step follow every change inside its transaction: what is derived from what changed."""
    if step not in _before_commit:
        _before_commit.append(step)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that sees every earlier change and is seen whole or not at all.

    Raises Conflict where another change holds the store for longer than the settings allow, and
    UsageError where the store cannot be written: the disk is full, the server went away.
    """
    try:
        with transaction.atomic():
            take_turn()
            yield
            for step in _before_commit:
                step()
    except OperationalError as error:
        if any(word in str(error) for word in _BUSY):
            raise Conflict("the store is busy with another change: try again") from error
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise UsageError(f"the store cannot be written: {reason}") from error


def take_turn() -> None:
    """Waits for the write lock of PostgreSQL; SQLite has it since BEGIN."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def drained(is_left: Callable[[], bool], most: int | None = None) -> int:
    """Commits nothing until what is done before each commit has no work left.

    Returns how many times that took, `most` at most.
    """
    batches = 0
    while (most is None or batches < most) and is_left():
        with writing():
            pass
        batches += 1
    return batches
