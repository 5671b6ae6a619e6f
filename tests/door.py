"""A door to warm processes for programs of a shell: see `warm`.

A shell finds small programs under the names of commands. Each asks here for a process that is at
work in a moment, lends it its own input and output, folder and environment, and ends as it does.
"""

from __future__ import annotations

import json
import os
import runpy
import socket
import sys
import time
from contextlib import suppress
from functools import cache
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from tests import warm

_PROGRAM = """\
#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as door:
    door.connect({door!r})
    asked = json.dumps([{module!r}, sys.argv, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(door, [len(asked).to_bytes(4, "big")], [0, 1, 2])
    door.sendall(asked)
    code = door.recv(1)
sys.exit(code[0] if code else "a warm process ended without a word")
"""


def lay(program: Path, module: str) -> None:
    """Makes a program that does what `python -m MODULE` does."""
    program.write_text(
        _PROGRAM.format(python=sys.executable, door=_door(), module=module), encoding="utf-8"
    )
    program.chmod(0o755)


@cache
def _door() -> str:
    """Where the door of this process is; it is open until the process ends."""
    folder = TemporaryDirectory(prefix="hansei-door-")
    path = os.path.join(folder.name, "door")
    keeper = warm.PARENT.Process(target=_keep, args=(path,), daemon=True)
    keeper.start()
    _HELD.append((folder, keeper))
    while not os.path.exists(path):
        assert keeper.is_alive(), "the door did not open"
        time.sleep(0.01)
    return path


_HELD: list[tuple[TemporaryDirectory[str], BaseProcess]] = []


def _keep(path: str) -> NoReturn:
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{path}.new")
        door.listen()
        os.rename(f"{path}.new", path)
        while True:
            caller, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _serve(caller)
            caller.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _serve(caller: socket.socket) -> NoReturn:
    """Does what is asked, as a process of its own would."""
    code = 70
    try:
        size, files, _, _ = socket.recv_fds(caller, 4, 3)
        with caller.makefile("rb") as asked:
            module, arguments, folder, environment = json.loads(
                asked.read(int.from_bytes(size, "big"))
            )
        warm.take_over(dict(enumerate(files)))
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        code = _run(module, arguments)
    finally:
        caller.sendall(bytes([code]))
        os._exit(code)


def _run(module: str, arguments: list[str]) -> int:
    warm.turn_to(_store(arguments))
    sys.argv = arguments
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        with suppress(BrokenPipeError):
            sys.stdout.flush()
    return 0


def _store(arguments: list[str]) -> str:
    given = dict(pairwise(arguments)).get("--store")
    return given or os.environ.get("HANSEI_STORE", "")
