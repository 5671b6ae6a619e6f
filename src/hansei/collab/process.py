"""The process of the rooms.

    python -m hansei.collab.process --socket PATH [--store URL] [--parent PID]

It listens on a Unix socket for the processes of the pages. On SIGTERM or SIGINT it writes back what
was typed and ends. Killed at any instant, it loses nothing that it acknowledged: the next one finds
it in the journal.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from hansei.domain.errors import HanseiError
from hansei.project.boot import open_store

_LOOK_S = 1.0
_SWITCH_S = 0.001
"""How long a thread that talks to the store may keep the loop waiting."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The process. Exit code 2 where the store cannot be opened."""
    parser = argparse.ArgumentParser(prog="hansei rooms")
    parser.add_argument("--socket", required=True)
    parser.add_argument("--store")
    parser.add_argument("--parent", type=int)
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.WARNING, format="hansei rooms: %(message)s", stream=sys.stderr
    )
    try:
        open_store(options.store, web=True)
    except HanseiError as error:
        logging.getLogger("hansei.rooms").error("%s", error)
        return 2
    sys.setswitchinterval(_SWITCH_S)
    asyncio.run(_serve(options.socket, options.parent))
    return 0


async def _serve(path: str, parent: int | None) -> None:
    from hansei.collab.pipes import serve
    from hansei.collab.rooms import Rooms

    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    rooms = Rooms()
    with suppress(FileNotFoundError):
        os.unlink(path)
    server = await serve(rooms, path)
    await rooms.start()
    while not ended.is_set() and (parent is None or os.getppid() == parent):
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _LOOK_S)
    server.close()
    await rooms.stop()


if __name__ == "__main__":
    sys.exit(main())
