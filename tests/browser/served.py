"""The application as people run it: `hansei serve` as a process, on a store of its own."""

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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import warm

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run",
)  # fmt: skip
_START_S = 120


@dataclass
class Served:
    """A running server. `start` and `stop` may be called again: the store and port stay."""

    store: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-c", "from hansei.cli.main import main; main()", "serve",
                   "--port", str(self.port), "--store", self.store]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, env=self._environment())
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/account/login/", timeout=2)
            except urllib.error.HTTPError:
                return
            except OSError:
                assert self.process.poll() is None, "the server ended while it started"
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not answer in time")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends it; with SIGKILL as a crash would, its workers too."""
        if self.process is None:
            return
        children = _children(self.process.pid)
        self.process.send_signal(how)
        self.process.wait(30)
        for child in children:
            _end(child)
        self.process = None

    def session(self, user: str, role: str = "administrator") -> str:
        """The key of a session in which `user`, made with `role` where absent, is signed in."""
        return self.run("-m", "tests.browser.session", user, role).strip()

    def run(self, *arguments: str) -> str:
        """What a Python process on this store prints."""
        return warm.run(self.store, *arguments)

    def hansei(self, *arguments: str) -> str:
        """What a command on this store prints."""
        return self.run("-c", "from hansei.cli.main import main; main()", *arguments)

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HANSEI_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {**kept, "HANSEI_STORE": self.store}


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return []
    found = [int(each) for each in text.split()]
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
def serving(store: str) -> Iterator[Served]:
    """A server on `store`, ended afterwards."""
    served = Served(store, free_port())
    served.start()
    try:
        yield served
    finally:
        served.stop()
