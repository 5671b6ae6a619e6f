"""The process in which people write together, beside those that answer pages.

    with RoomsProcess() as rooms: ...

One for all of them, so that a room is never split. It is started again where it dies: browsers come
back to it by themselves, and what it acknowledged stands in the store.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

_STOP_S = 30
_AGAIN_S = 0.5
_LOOK_S = 0.1


class RoomsProcess:
    """Keeps the process running for as long as it is entered."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="hansei-rooms-")
        self._socket = str(Path(self._folder.name) / "socket")
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        os.environ["HANSEI_ROOMS"] = self._socket
        self._keeper.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._end()
        self._keeper.join(_STOP_S)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        self._folder.cleanup()

    def end_when(self, true: Callable[[], bool]) -> None:
        """Ends the process as soon as something is true, while whoever entered goes on."""

        def look() -> None:
            while not self._ended.is_set():
                if true():
                    self._end()
                time.sleep(_LOOK_S)

        threading.Thread(target=look, daemon=True).start()

    def _end(self) -> None:
        self._ended.set()
        if self._process is not None:
            self._process.terminate()

    def _keep(self) -> None:
        command = [sys.executable, "-m", "hansei.collab.process", "--socket", self._socket,
                   "--parent", str(os.getpid())]  # fmt: skip
        while not self._ended.is_set():
            environment = {**os.environ, "HANSEI_APPS": ""}
            self._process = subprocess.Popen(command, env=environment)  # noqa: S603
            if self._ended.is_set():
                self._process.terminate()
            self._process.wait()
            self._ended.wait(_AGAIN_S)
