"""Work that the index leaves for later."""

from __future__ import annotations

from hansei.jobs.queue import Work
from hansei.jobs.registry import task
from hansei.search.indexing import index_backlog

_AT_ONCE = 200


@task("search.index", cron="* * * * *")
def index(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Indexes what large changes left, and what was written past Hansei."""
    index_backlog(most=_AT_ONCE)
