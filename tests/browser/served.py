"""The application as people run it: `hansei serve` as processes, on a store of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests import serving as warm_serving
from tests import warm

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run",
)  # fmt: skip
_START_S = 120
Process = subprocess.Popen[bytes] | BaseProcess


@dataclass
class Served:
    """A running server. `start` and `stop` may be called again: the store and port stay.

    A cold one is started as on a shell; else it is forked, and at work in a moment.
    """

    store: str
    port: int
    cold: bool = False
    process: Process | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.process = self._begin()
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/account/login/", timeout=2)
            except urllib.error.HTTPError:
                return
            except OSError:
                assert _runs(self.process), "the server ended while it started"
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server did not answer in time")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends it; with SIGKILL as a crash would, its workers too."""
        if self.process is None:
            return
        assert self.process.pid
        children = _children(self.process.pid)
        os.kill(self.process.pid, how)
        if isinstance(self.process, subprocess.Popen):
            self.process.wait(30)
        else:
            self.process.join(30)
        for child in children:
            _end(child)
        self.process = None

    def processes(self, name: str) -> list[int]:
        """Those under it that are called so."""
        assert self.process is not None
        assert self.process.pid
        comms = {each: Path(f"/proc/{each}/comm") for each in _children(self.process.pid)}
        return [each for each, comm in comms.items() if comm.read_text("ascii").strip() == name]

    def session(self, user: str, role: str = "administrator") -> str:
        """The key of a session in which `user`, made with `role` where absent, is signed in."""
        return self.run("-m", "tests.browser.session", user, role).strip()

    def run(self, *arguments: str) -> str:
        """What a Python process on this store prints."""
        return warm.run(self.store, *arguments)

    def hansei(self, *arguments: str) -> str:
        """What a command on this store prints."""
        return self.run("-c", "from hansei.cli.main import main; main()", *arguments)

    def _begin(self) -> Process:
        if not self.cold:
            return warm_serving.start(self.store, self.port)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HANSEI_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "hansei", "serve", "--port", str(self.port),
                   "--store", self.store]  # fmt: skip
        return subprocess.Popen(command, cwd=ROOT, env={**kept, "HANSEI_STORE": self.store})


def _runs(process: Process) -> bool:
    if isinstance(process, subprocess.Popen):
        return process.poll() is None
    return process.is_alive()


def _children(pid: int) -> list[int]:
    """Of all its threads, and theirs."""
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(each) for each in thread.read_text("ascii").split()]
    return found + [each for child in found for each in _children(child)]


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(store: str, *, cold: bool = False) -> Iterator[Served]:
    """A server on `store`, ended afterwards."""
    served = Served(store, free_port(), cold)
    served.start()
    try:
        yield served
    finally:
        served.stop()
