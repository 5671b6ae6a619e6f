"""`hansei serve` as a warm process, which starts no Python for what it starts: see `warm`."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NoReturn

from tests import warm


def start(store: str, port: int) -> BaseProcess:
    """Starts it; it ends with this process at the latest."""
    process = warm.PARENT.Process(target=_serve, args=(store, port), daemon=True)
    process.start()
    return process


def _serve(store: str, port: int) -> NoReturn:
    multiprocessing.current_process().daemon = False  # one that is may start none
    multiprocessing.set_start_method("fork", force=True)
    warm.turn_to(store)
    import granian.server  # noqa: F401 - before threads of ours fork

    from hansei.cli.main import main

    subprocess.Popen = _Forked  # type: ignore[assignment, misc]
    sys.exit(main(["serve", "--port", str(port), "--store", store]))


class _Forked:
    """What `subprocess.Popen` is for `python -m MODULE ...`."""

    def __init__(self, command: list[str], env: Mapping[str, str]) -> None:
        _, _, module, *arguments = command
        self._process = multiprocessing.get_context("fork").Process(
            target=_become, args=(module, arguments, env)
        )
        self._process.start()
        self.terminate = self._process.terminate
        self.kill = self._process.kill

    def wait(self, timeout: float | None = None) -> None:
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("a forked process", timeout or 0)

    def poll(self) -> int | None:
        return self._process.exitcode


def _become(module: str, arguments: list[str], environment: Mapping[str, str]) -> None:
    from django.conf import settings

    name = ".".join(module.split(".")[-2:])
    Path("/proc/self/comm").write_text(name, "ascii")  # as tests find it
    os.environ.update(environment)
    settings.SITE_URL = environment["HANSEI_URL"]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
