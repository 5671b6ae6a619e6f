"""Python processes on stores of their own, without a start of Python for each.

One process imports everything once and forks for every command, which is then at work in a moment
where a start takes most of a second. What it forks is a process as any other, to be killed too.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from io import BufferedReader, FileIO, TextIOWrapper
from multiprocessing import get_context
from multiprocessing.connection import Connection

PARENT = get_context("forkserver")
PARENT.set_forkserver_preload(["tests.preloaded"])
_LONGEST_S = 120


class Started:
    """A command under way, used as what `subprocess.Popen` gives."""

    def __init__(self, store: str, arguments: tuple[str, ...]) -> None:
        ends = [PARENT.Pipe(duplex=False) for _ in range(2)]
        self.stdout, self.stderr = (
            os.fdopen(os.dup(reading.fileno()), encoding="utf-8") for reading, _ in ends
        )
        writing = tuple(end for _, end in ends)
        self._process = PARENT.Process(target=_act, args=(writing, store, arguments), daemon=True)
        self._process.start()
        for pair in ends:
            for end in pair:
                end.close()

    @property
    def returncode(self) -> int | None:
        """As of a process that ended, negative where a signal ended it."""
        return self._process.exitcode

    def kill(self) -> None:
        """Ends it as a crash would."""
        self._process.kill()

    def send_signal(self, which: signal.Signals) -> None:
        """Sends it a signal."""
        assert self._process.pid
        os.kill(self._process.pid, which)

    def communicate(self, timeout: float = _LONGEST_S) -> tuple[str, str]:
        """The rest of what it prints, once it has ended."""
        self._process.join(timeout)
        if self._process.is_alive():
            self.kill()
            raise subprocess.TimeoutExpired("a warm process", timeout)
        with self.stdout, self.stderr:
            return self.stdout.read(), self.stderr.read()


def start(store: str, *arguments: str) -> Started:
    """Starts `python ARGUMENTS` on a store, with `-m NAME ...` or `-c CODE ...`."""
    return Started(store, arguments)


def run(store: str, *arguments: str) -> str:
    """What such a process prints. Its failure is one of the test, with what it said."""
    process = start(store, *arguments)
    said, errors = process.communicate()
    assert process.returncode == 0, f"{said}\n{errors}"
    return said


def _act(writing: tuple[Connection, Connection], store: str, arguments: tuple[str, ...]) -> None:
    take_over({number: end.fileno() for number, end in enumerate(writing, start=1)})
    for end in writing:
        end.close()
    turn_to(store)
    kind, what, *rest = arguments
    sys.argv = [what, *rest]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<command>", "exec"), {"__name__": "__main__"})


def take_over(files: Mapping[int, int]) -> None:
    """Makes files the standard input (0), output (1) and error (2); what is written is there."""
    for number, file in files.items():
        os.dup2(file, number)
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        raw = FileIO(number, "w" if number else "r", closefd=False)
        buffer = raw if number else BufferedReader(raw)
        setattr(sys, name, TextIOWrapper(buffer, encoding="utf-8", write_through=True))


def turn_to(store: str) -> None:
    """Makes a store the one that the settings name, "" the default one; none was opened so far.

    What asked for a connection while all was imported got one to the store of that time.
    """
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
    del connections["default"]
    assert connections["default"].settings_dict["NAME"] == wanted["default"]["NAME"]
