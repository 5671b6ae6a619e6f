"""What processes take of this machine, from /proc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")


class Used(NamedTuple):
    """Seconds of processors: of each part of a server, and of everything that runs here."""

    parts: dict[str, float]
    machine: float


def used(parent: int) -> Used:
    """What a running `hansei serve` has used until now."""
    parts: dict[str, float] = {}
    for pid, part in _parts(parent):
        try:
            told = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
        except OSError:
            continue
        parts[part] = parts.get(part, 0.0) + (int(told[11]) + int(told[12])) / _TICK
    busy = Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:9]
    user, nice, system, _idle, _waits, hard, soft, stolen = map(int, busy)
    return Used(parts, (user + nice + system + hard + soft + stolen) / _TICK)


def held(parent: int) -> dict[str, int]:
    """Bytes in memory of each part; what processes share counts once in all."""
    parts: dict[str, int] = {}
    for pid, part in _parts(parent):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        size = next(int(each.split()[1]) for each in lines if each.startswith("Pss:"))
        parts[part] = parts.get(part, 0) + size * 1024
    return parts


def _parts(parent: int) -> list[tuple[int, str]]:
    """The processes of a server and what each is: pages, rooms, the desk that writes back, jobs."""
    found, waiting = [], [(parent, "parent")]
    while waiting:
        pid, part = waiting.pop()
        found.append((pid, part))
        try:
            tasks = list(Path(f"/proc/{pid}/task").iterdir())
            children = [each for task in tasks for each in (task / "children").read_text().split()]
        except OSError:
            continue
        waiting += [(int(each), _part(int(each), part)) for each in children]
    return found


def _part(pid: int, parent: str) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return parent
    if b"hansei.collab.process" in words:
        return "rooms"
    if b"hansei.jobs" in words:
        return "jobs"
    return {"rooms": "desk", "parent": "pages"}.get(parent, parent)
