"""The frame of commands that ask one thing, of a server or of a store, and say what it answers."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from hansei.cli.remote import remote
from hansei.project.boot import open_store

if TYPE_CHECKING:
    from hansei.cli.remote.work import Remote


def say_answer(
    options: argparse.Namespace, *, served: Callable[[Remote], dict[str, Any]],
    stored: Callable[[], dict[str, Any]], lines: Callable[[dict[str, Any]], Iterable[str]],
) -> int:  # fmt: skip
    """Prints what a server, or the opened store, answers: as JSON, or line by line."""
    server = remote(options)
    if server:
        found = served(server)
    else:
        open_store(options.store)
        found = stored()
    print(json.dumps(found) if options.format == "json" else "\n".join(lines(found)))
    return 0
