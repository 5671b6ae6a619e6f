"""Commands on the store of a served application, without a start of Python for each.

One process imports everything once and forks for every command, which then takes a moment where
a start takes most of a second. What is started so works on the store that it is told.
"""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import sys
import traceback
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection

_PARENT = get_context("forkserver")
_PARENT.set_forkserver_preload(["tests.browser.preloaded"])
_LONGEST_S = 120


def run(store: str, arguments: Sequence[str]) -> str:
    """What `python ARGUMENTS` prints, with `-m NAME ...` or `-c CODE ...`, on a store."""
    receiving, sending = _PARENT.Pipe(duplex=False)
    child = _PARENT.Process(target=_act, args=(sending, store, list(arguments)), daemon=True)
    child.start()
    sending.close()
    try:
        assert receiving.poll(_LONGEST_S), f"{arguments} does not end"
        done, said = receiving.recv()
    finally:
        receiving.close()
        child.join(_LONGEST_S)
        child.close()
    assert done, said
    return str(said)


def _act(sending: Connection, store: str, arguments: list[str]) -> None:
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    try:
        with contextlib.redirect_stdout(said):
            _turn_to(store)
            _execute(*arguments)
    except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
        if not (isinstance(error, SystemExit) and not error.code):
            sending.send((False, f"{_text(said)}\n{traceback.format_exc()}"))
            return
    sending.send((True, _text(said)))


def _text(said: io.TextIOWrapper) -> str:
    held = said.buffer
    assert isinstance(held, io.BytesIO)
    return held.getvalue().decode()


def _execute(kind: str, what: str, *arguments: str) -> None:
    sys.argv = [what, *arguments]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<command>", "exec"), {"__name__": "__main__"})


def _turn_to(store: str) -> None:
    """Makes another store the one that the settings name; nothing was opened so far."""
    from django.conf import settings
    from django.db import connections

    from hansei.project import settings as file
    from hansei.project import store_url

    os.environ["HANSEI_STORE"] = store
    settings.STORE = found = store_url.parse(store)
    file._SECRET_FOLDER = found.path.parent if found.path else store_url.data_folder()
    settings.UPLOADS = str(file._SECRET_FOLDER / "uploads")
    wanted = {"default": file.database(found)}
    settings.DATABASES.update(wanted)
    connections.databases.update(connections.configure_settings(wanted))
    with contextlib.suppress(AttributeError):  # made while something was imported, for another
        del connections["default"]
