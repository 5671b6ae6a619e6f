"""Makes the first dashboard before anybody asks for it.

A process that has just begun has read no facts, has loaded nothing that computes, and has drawn no
resamples: the first one to ask would wait for all of it.
"""

from __future__ import annotations

from functools import cache
from threading import Thread, Timer

from hansei.accounts.actor import system
from hansei.dashboards.asked import asked
from hansei.project.boot import close_store
from hansei.web.learning.views import filling

_PAUSE_S = 3.0
"""Whoever opens the first page waits for that one alone."""


@cache
def begin(after: float = _PAUSE_S) -> Thread:
    """Begins it, once in a process, so many seconds after the first page was asked for.

    Where it fails, the thread says so, and whoever asks for the dashboard is told why.
    """
    thread = Timer(after, _make)
    thread.name, thread.daemon = "warming", True
    thread.start()
    return thread


def _make() -> None:
    try:
        filling(system("warming"), "learning", asked("/learning/", {}))
    finally:
        close_store()
