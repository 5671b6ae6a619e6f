"""Work that the roll-ups leave for later."""

from __future__ import annotations

from hansei.jobs.queue import Work
from hansei.jobs.registry import task
from hansei.learning.rolling import roll_backlog

_AT_ONCE = 200


@task("learning.roll", cron="* * * * *")
def roll(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Tells again the facts that large changes left, and those that were written past Hansei."""
    roll_backlog(most=_AT_ONCE)
