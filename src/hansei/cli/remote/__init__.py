"""Commands that work against a server instead of a store: `--server URL`.

    address      which server, and with which token
    connection   requests, tries again, refusals in one line
    work         what each command asks of the server

Reading, showing and writing files stay on this machine; what is kept and drafted over is the
server's. So both ways share one implementation of each command, and differ in where it is kept.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hansei.cli.remote.address import address

if TYPE_CHECKING:
    from hansei.cli.remote.work import Remote


def remote(options: argparse.Namespace) -> Remote | None:
    """The server that the command is to work against; None for a store. Raises UsageError."""
    where = address(options)
    if where is None:
        return None
    from hansei.cli.remote.work import Remote  # the client is slow to load, and seldom needed

    return Remote(where)
