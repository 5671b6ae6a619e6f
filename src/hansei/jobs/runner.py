"""The process that does jobs.

    python -m hansei.jobs.runner [--store URL] [--workers 2] [--parent PID] [--once]

It stops taking jobs on SIGTERM or SIGINT, finishes those in hand and ends. Killed at any instant,
it leaves its jobs to the next runner once their leases have run out.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence

from hansei.domain.errors import HanseiError
from hansei.project.boot import open_store

_MOST_WORKERS = 32


def main(arguments: Sequence[str] | None = None) -> int:
    """The process. Exit code 2 where the store cannot be opened."""
    parser = argparse.ArgumentParser(prog="hansei jobs run")
    parser.add_argument("--store")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--parent", type=int)
    parser.add_argument("--once", action="store_true")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="hansei jobs: %(message)s", stream=sys.stderr)
    try:
        open_store(options.store, web=True)
    except HanseiError as error:
        logging.getLogger("hansei.jobs").error("%s", error)
        return 2
    from hansei.jobs.running import Running

    workers = min(max(1, options.workers), _MOST_WORKERS)
    running = Running(workers=workers, parent=options.parent)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, running.stop)
    if options.once:
        running.drain()
    else:
        running.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
