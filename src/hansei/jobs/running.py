"""The threads of one runner: workers, and one that keeps what they have in hand."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from hansei.domain.errors import UsageError
from hansei.jobs.models import Runner
from hansei.jobs.queue import Work, claim, fail, finish, renew
from hansei.jobs.registry import LEASE, Task, tasks
from hansei.jobs.schedule import plant

SEEN_EVERY_S = 15.0
_POLL_S, _AFTER_TROUBLE_S = 1.0, 5.0
_log = logging.getLogger("hansei.jobs")


class Running:
    """One runner. `parent` is the process without which it has no reason to go on."""

    def __init__(self, *, workers: int = 2, parent: int | None = None) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._tasks = tasks()
        self._stop = threading.Event()
        self._workers = workers
        self._parent = parent
        self._in_hand: dict[int, Work] = {}
        self._planted: dict[str, datetime] = {}

    def stop(self, *_: object) -> None:
        """No job is taken up from now on; those in hand are finished."""
        self._stop.set()

    def run(self) -> None:
        """Works until it is stopped, or until its parent has gone."""
        workers = [
            threading.Thread(target=self._work, name=f"worker-{number + 1}")
            for number in range(self._workers)
        ]
        for each in (threading.Thread(target=self._keep, name="keeper", daemon=True), *workers):
            each.start()
        while not self._stop.wait(_POLL_S):
            if self._parent is not None and os.getppid() != self._parent:
                _log.info("the process that started this runner is gone")
                self.stop()
        for each in workers:
            each.join()
        self._outlived(lambda: bool(Runner.objects.filter(name=self.name).delete()))

    def drain(self) -> int:
        """Does what is due now, one after the other; returns how many jobs that were."""
        self._plant()
        done = 0
        while self._next():
            done += 1
        return done

    def _work(self) -> None:
        while not self._stop.is_set():
            if not self._outlived(self._next):
                self._stop.wait(_POLL_S * (0.75 + secrets.randbelow(500) / 1000))
        connection.close()

    def _next(self) -> bool:
        work = claim(self.name, self._tasks)
        if work is None:
            return False
        self._in_hand[work.pk] = work
        try:
            perform(work, self._tasks)
        finally:
            del self._in_hand[work.pk]
        return True

    def _keep(self) -> None:
        """Renews leases in time for the shortest one, plants schedules, and says "still here"."""
        shortest = min((each.lease for each in self._tasks.values()), default=LEASE)
        pause = min(SEEN_EVERY_S, shortest.total_seconds() / 4)
        seen = -SEEN_EVERY_S
        while True:
            if time.monotonic() - seen >= SEEN_EVERY_S and self._outlived(self._seen):
                seen = time.monotonic()
            self._outlived(self._renew)
            if not self._stop.is_set():
                self._outlived(self._plant)
            time.sleep(pause)

    def _renew(self) -> bool:
        now = timezone.now()
        for work in list(self._in_hand.values()):
            if work.settled or work.lost:
                continue
            known = self._tasks.get(work.name)
            hung = known is not None and now - work.began > known.limit
            work.lost = hung or not renew(work)
        return True

    def _plant(self) -> bool:
        plant(self._tasks, timezone.now(), self._planted)
        return True

    def _seen(self) -> bool:
        now = timezone.now()
        if not Runner.objects.filter(name=self.name).update(seen=now):
            Runner.objects.create(name=self.name, started=now, seen=now)
        return True

    def _outlived(self, step: Callable[[], bool]) -> bool:
        """One step against the store; trouble with the store is told, waited for and survived."""
        try:
            return step()
        except (DatabaseError, InterfaceError) as error:
            _log.warning("the store: %s", _line(error))
            connection.close()
            self._stop.wait(_AFTER_TROUBLE_S)
            return False


def perform(work: Work, known: Mapping[str, Task]) -> None:
    """Runs the task of a job and notes how it ended.

    Whatever a task raises is noted and tried again, but for a UsageError: what is asked for is
    wrong, and asking again will not mend it.
    """
    task = known.get(work.name)
    if task is None:
        fail(work, f"no task is named {work.name} in this version")
        return
    try:
        task.run(work, **msgspec.json.decode(work.arguments))
    except UsageError as error:
        _log.warning("%s %s: %s", work.name, work.pk, _line(error))
        fail(work, _line(error), final=True)
    except Exception as error:  # noqa: BLE001 - a task may fail in any way, the runner goes on
        left = fail(work, f"{type(error).__name__}: {_line(error)}")
        _log.warning("%s %s failed (now %s): %s", work.name, work.pk, left, _line(error))
        _log.debug("where it failed", exc_info=error)
    else:
        if not work.settled and not finish(work):
            _log.warning("%s %s was taken up by another runner meanwhile", work.name, work.pk)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:500]
