"""Starts workers (see `worker`) and reads their results.

A cold one is a start of Python as the command is; the others are forked and at work at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests import warm

ROOT = Path(__file__).parents[2]
_WORKER = ("-m", "tests.store.worker")
Process = warm.Started | subprocess.Popen[str]


def start(store: str, *command: str) -> warm.Started:
    """A worker under way."""
    return warm.start(store, *_WORKER, store, *command)


def start_cold(store: str, *command: str) -> subprocess.Popen[str]:
    """A worker that Python is started for."""
    return subprocess.Popen(
        [sys.executable, *_WORKER, store, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process: Process) -> Any:
    """What a worker answers."""
    output, errors = process.communicate(timeout=120)
    assert not process.returncode, errors
    return json.loads(output.splitlines()[-1])


def run(store: str, *command: str) -> Any:
    """One worker from start to end."""
    return result(start(store, *command))


def run_cold(store: str, *command: str) -> Any:
    """One worker that Python is started for, from start to end."""
    return result(start_cold(store, *command))


def killed(store: str, *command: str, after: float) -> bool:
    """A worker killed `after` seconds from being ready; whether it died before its answer."""
    process = start(store, *command)
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.kill()
    process.communicate(timeout=60)
    return (process.returncode or 0) < 0


def duration(store: str, *command: str) -> float:
    """How long a worker takes from being ready to its end, in seconds."""
    process = start(store, *command)
    process.stdout.readline()
    began = time.monotonic()
    result(process)
    return time.monotonic() - began
