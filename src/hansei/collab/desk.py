"""What takes longer than a keystroke may, done in a process of its own with a lower priority.

Writing back and the checks take tens of milliseconds and more; in the process of the rooms
everybody would feel them. The functions here take and return what can be sent between processes.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

from hansei.project.boot import open_store

_NICE = 5
_LOOK_S = 1.0
T = TypeVar("T")


class Refusal(NamedTuple):
    """Why something was not written; "" for a store that is busy, which is tried again."""

    reason: str


class Desk:
    """The process; made when it is first needed, and again where it was killed."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[..., T], *given: Any) -> Future[T]:
        """Does something there, in turn."""
        try:
            return self._started().submit(work, *given)
        except BrokenProcessPool:
            self._pool = None
            return self._started().submit(work, *given)

    def close(self) -> None:
        """Ends the process once it is idle."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_begin, initargs=(os.getpid(),)
            )
        return self._pool


def _begin(parent: int) -> None:
    import signal

    # Ctrl-C reaches the whole group; the rooms end this process when they have been written back.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    open_store(web=True)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def write_back(
    number: int, texts: Mapping[str, str], users: Sequence[int], until: int
) -> Any:  # fmt: skip
    """`write_together` as the last of these users who still may, else as Hansei; or a Refusal.

    What was acknowledged is written even where everybody who typed it has lost access since.
    """
    from hansei.accounts.actor import signed_in, system
    from hansei.accounts.models import User
    from hansei.collab.services.write_together import write_together
    from hansei.domain.errors import Conflict, InputError, NotFound, UsageError

    known = User.objects.in_bulk(users)
    actors = [signed_in(known[each]) for each in users if each in known]
    for actor in (*reversed(actors), system("editing together")):
        try:
            return write_together(
                actor=actor, number_or_id=number, texts=texts, until=until,
                authors=[str(each) for each in actors],
            )  # fmt: skip
        except NotFound:
            continue
        except InputError as error:
            return Refusal(error.reason)
        except (Conflict, UsageError):
            return Refusal("")
    return Refusal("the post-mortem is gone")


def look(number: int, drafts: Mapping[str, str]) -> bytes | None:
    """What the checks see, as the pages are told it; None where there is nothing to look at."""
    import msgspec

    from hansei.accounts.actor import system
    from hansei.domain.errors import HanseiError
    from hansei.editing.seen import seen
    from hansei.editing.told import told
    from hansei.postmortem.access import access_post_mortem

    try:
        found = access_post_mortem(system("editing together"), number)
        return msgspec.json.encode({"version": found.version, **told(seen(found, drafts))})
    except HanseiError:
        return None


def align(room: int, state: bytes, host: str) -> Any:
    """`journal.align`; None where the room is no more or the store is busy."""
    from hansei.collab.journal import align as carried_in
    from hansei.domain.errors import HanseiError

    try:
        return carried_in(room, state, host)
    except HanseiError:
        return None
