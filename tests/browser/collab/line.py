"""The network between a browser and the server, which can be cut."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Line:
    """Passes connections on to a port; `cut` breaks those that there are and takes no others."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._whole = True
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def url(self) -> str:
        """Where browsers find the server behind it."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """From now on nothing passes."""
        self._whole = False
        for each in list(self._open):
            _end(each)

    def mend(self) -> None:
        """Passes connections on again."""
        self._whole = True

    def close(self) -> None:
        """Ends it."""
        self.cut()
        _end(self._listening)

    def _take(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._whole:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
        for each in (one, other):
            self._open.discard(each)
            _end(each)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
