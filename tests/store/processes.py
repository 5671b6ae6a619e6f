"""Starts workers (see `worker`) and reads their results."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def start(store: str, *command: str) -> subprocess.Popen[str]:
    """A worker under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", store, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process: subprocess.Popen[str]) -> Any:
    """What a worker answers."""
    output, errors = process.communicate(timeout=120)
    assert not process.returncode, errors
    return json.loads(output.splitlines()[-1])


def run(store: str, *command: str) -> Any:
    """One worker from start to end."""
    return result(start(store, *command))


def killed(store: str, *command: str, after: float) -> bool:
    """A worker killed `after` seconds from being ready; whether it died before its answer."""
    process = start(store, *command)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.kill()
    process.communicate(timeout=60)
    return process.returncode < 0


def duration(store: str, *command: str) -> float:
    """How long a worker takes from being ready to its end, in seconds."""
    process = start(store, *command)
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    result(process)
    return time.monotonic() - began
