"""How long a keystroke takes to the other screens, with many people in one document and in many.

    python -m bench.collab.measure --seconds 120 --json collab.json

Crowds type at human speed (about two and a half keystrokes a second, pauses and slips among them),
each keystroke with its cursor: 50 people in one document, and 500 in fifty; `--people` and
`--documents` make another crowd. Every keystroke is timed from its typing, with the 25 ms that the
page waits for company, until each of the others has it. When all is acknowledged, the frames of
each writer are applied to a document of that writer's own: all of a room must be the same, and the
same that the server tells a newcomer, with every keystroke in it.

Beside it: a bare echo socket on the same kind of server, before the crowd; the sign-in page, once a
second meanwhile; processor time of each part of the server, of the crowd's own process, and of
whatever else ran on the machine (`others`, in cores: with much of it, the times say little); and
memory at the start, the middle and the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.collab.crowd import Writer
from bench.collab.echo import echoed
from bench.collab.reckoning import reckoned
from bench.collab.typist import Typist
from bench.collab.usage import Used, held, used
from tests.browser.served import Served, free_port

CROWDS = ((1, 50), (50, 500))
_AT_ONCE = 20
_STROKES_A_SECOND, _SPARE = 3.2, 30
"""More than anybody types: so many keystrokes are made beforehand."""
_ECHO_S, _ECHOES_A_ROOM, _MOST_ECHOES = 5, 3, 150
_COLUMNS = {
    "people": "people", "documents": "documents", "seconds": "seconds", "keystrokes": "keystrokes",
    "p50_ms": "p50 ms", "p99_ms": "p99 ms", "longest_ms": "longest", "kept_p99_ms": "kept p99",
    "server_cores": "server", "crowd_cores": "crowd", "other_cores": "others",
    "ms_a_keystroke": "CPU ms", "memory_mb": "MB", "identical": "alike",
}  # fmt: skip


def main() -> None:
    """Measures and prints a table; `--json` keeps the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--documents", type=int)
    options.add_argument("--people", type=int)
    options.add_argument("--store", help="an empty database of PostgreSQL, for one crowd")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    crowds = [(chosen.documents or 1, chosen.people)] if chosen.people else CROWDS
    found = []
    for documents, people in crowds:
        found.append(measured(documents, people, chosen.seconds, chosen.store))
        print(json.dumps(found[-1]), flush=True)
    print(table(found))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def table(found: Sequence[dict[str, Any]]) -> str:
    """The figures of several crowds, one a line."""
    rows = [list(_COLUMNS.values())]
    for each in found:
        shown = [each[name] for name in _COLUMNS]
        rows.append(["/".join(map(str, it)) if isinstance(it, list) else str(it) for it in shown])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def measured(
    documents: int, people: int, seconds: int, store: str | None = None
) -> dict[str, Any]:  # fmt: skip
    """One crowd on a fresh store."""
    echo = echoed(min(documents * _ECHOES_A_ROOM, _MOST_ECHOES), _ECHO_S)
    with tempfile.TemporaryDirectory() as folder:
        served = Served(store or f"sqlite:///{folder}/store.sqlite3", free_port())
        made = _prepared(served.store, documents, people)
        served.start()
        try:
            strokes = int(seconds * _STROKES_A_SECOND) + _SPARE
            crowd = Crowd(served, made["numbers"], made["keys"], strokes)
            found = asyncio.run(crowd.run(seconds))
        finally:
            served.stop()
    return {**found, "echo_p50_ms": _at(echo, 0.5), "echo_p99_ms": _at(echo, 0.99)}


class Crowd:
    """People at their keyboards, and what they cost."""

    def __init__(self, served: Served, numbers: list[int], keys: list[str], strokes: int) -> None:
        assert served.process
        self._served, self._keys, self._pid = served, keys, served.process.pid
        self._rooms: dict[int, list[Writer]] = {number: [] for number in numbers}
        known: dict[int, dict[bytes, bytes]] = {number: {} for number in numbers}
        for at, key in enumerate(keys):
            number = numbers[at % len(numbers)]
            writer = Writer("127.0.0.1", served.port, number, key, strokes, known[number])
            self._rooms[number].append(writer)
        self._pages: list[float] = []
        self._memory: list[dict[str, int]] = []

    @property
    def _all(self) -> list[Writer]:
        return [each for room in self._rooms.values() for each in room]

    async def run(self, seconds: int) -> dict[str, Any]:
        """Lets them type, and tells what came of it."""
        await self._come()
        began, before, own = perf_counter(), used(self._pid), time.process_time()
        end = began + seconds
        watching = asyncio.create_task(self._watch(seconds))
        await asyncio.gather(*(each.types(end) for each in self._all))
        passed, after, own = perf_counter() - began, used(self._pid), time.process_time() - own
        await watching
        await self._settle()
        stand = {number: await self._stands(number) for number in self._rooms}
        for each in self._all:
            each.leave()
        return self._told(stand, seconds) | _costs(before, after, own, passed, self._typed)

    @property
    def _typed(self) -> int:
        return sum(each.seq for each in self._all)

    async def _come(self) -> None:
        waiting = asyncio.Semaphore(_AT_ONCE)

        async def come(each: Writer) -> None:
            async with waiting:
                await each.comes()

        await asyncio.gather(*(come(each) for each in self._all))

    async def _watch(self, seconds: int) -> None:
        """Loads a page once a second, and looks at memory at the start, the middle and the end."""
        for second in range(seconds):
            if second in (1, seconds // 2, seconds - 1):
                self._memory.append(held(self._pid))
            began = perf_counter()
            await asyncio.to_thread(_page, self._served)
            self._pages.append((perf_counter() - began) * 1000)
            await asyncio.sleep(1 - min(0.9, perf_counter() - began))

    async def _settle(self) -> None:
        """Waits until everything is acknowledged, and then for frames on their way."""
        with suppress(TimeoutError):
            async with asyncio.timeout(30):
                while any(each.acknowledged != each.seq for each in self._all):
                    await asyncio.sleep(0.1)
        await asyncio.sleep(1)

    async def _stands(self, number: int) -> bytes:
        """The document as somebody gets it who comes now."""
        late = Typist("127.0.0.1", self._served.port, number, self._keys[0])
        await late.connect()
        late.cut()
        return late.doc.get_update()

    def _told(self, stand: dict[int, bytes], seconds: int) -> dict[str, Any]:
        found = reckoned(self._rooms.values(), stand)
        late = sorted(found.late)
        kept = sorted(each for writer in self._all for each in writer.kept)
        return {
            "people": len(self._all), "documents": len(self._rooms), "seconds": seconds,
            "keystrokes": self._typed, "arrivals": len(late),
            "p50_ms": _at(late, 0.5, 1000), "p99_ms": _at(late, 0.99, 1000),
            "longest_ms": _at(late, 1, 1000), "kept_p99_ms": _at(kept, 0.99, 1000),
            "frames": sum(len(each.got) for each in self._all),
            "pages_p50_ms": _at(sorted(self._pages), 0.5),
            "memory_mb": [sum(each.values()) >> 20 for each in self._memory],
            "memory_parts_mb": {part: [each.get(part, 0) >> 20 for each in self._memory]
                                for part in self._memory[-1]},
            "identical": found.identical and found.complete,
        }  # fmt: skip


def _costs(
    before: Used, after: Used, own: float, passed: float, strokes: int
) -> dict[str, Any]:  # fmt: skip
    parts = {part: until - before.parts.get(part, 0.0) for part, until in after.parts.items()}
    server = sum(parts.values())
    others = max(0.0, after.machine - before.machine - server - own)
    return {
        "server_cores": round(server / passed, 2), "crowd_cores": round(own / passed, 2),
        "other_cores": round(others / passed, 2),
        "ms_a_keystroke": round(server * 1000 / strokes, 2),
        "parts_ms": {part: round(spent * 1000 / strokes, 3) for part, spent in parts.items()},
    }  # fmt: skip


def _prepared(store: str, documents: int, people: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.collab.prepare", str(documents), str(people)]
    environment = {**os.environ, "HANSEI_STORE": store}
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def _page(served: Served) -> None:
    with urllib.request.urlopen(f"{served.url}/account/login/", timeout=30) as answer:
        answer.read()


def _at(ordered: Sequence[float] | array[float], share: float, times: float = 1) -> float:
    if not ordered:
        return 0.0
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * times, 1)


if __name__ == "__main__":
    main()
