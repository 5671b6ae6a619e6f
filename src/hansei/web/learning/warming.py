"""Makes the first dashboard before anybody asks for it.

A process that has just begun has read no facts, has loaded nothing that computes, and has drawn no
resamples: the first one to ask would wait for all of it.
"""

from __future__ import annotations

from functools import cache
from threading import Thread

from hansei.accounts.actor import system
from hansei.dashboards.asked import asked
from hansei.project.boot import close_store
from hansei.web.learning.views import filling


@cache
def begin() -> Thread:
    """Begins it, once in a process, beside whatever else that does.

    Where it fails, the thread says so, and whoever asks for the dashboard is told why.
    """
    thread = Thread(target=_make, name="warming", daemon=True)
    thread.start()
    return thread


def _make() -> None:
    try:
        filling(system("warming"), "learning", asked("/learning/", {}))
    finally:
        close_store()
