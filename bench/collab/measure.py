"""How long a keystroke takes to the other screens, with many people in one document and in many.

    python -m bench.collab.measure --seconds 30 --json collab.json

Two crowds type at human speed (three to four keystrokes a second, with pauses): 50 people in one
document, and 500 in fifty. Every keystroke is timed from its sending until each of the others has
it. A bare echo socket on the same server is measured before each crowd, at the same number of
frames a second from one connection for each room: `ratio` is ours divided by twice the way of an
echo, which goes there and back as a keystroke does. At the end everybody leaves nothing unsent, and
all documents of a room must be the same. `pages` is the time of the sign-in page meanwhile; `cores`
are what the server and the crowd itself computed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.collab.typist import Closed, Socket, Typist
from tests.browser.served import Served, free_port

CROWDS = {"50 in one": (1, 50), "500 in fifty": (50, 500)}
_KEY_S = (0.12, 0.45)
_PAUSE_S = (1.0, 4.0)
_PAUSE_ONCE_IN = 25
_AT_ONCE = 20


def main() -> None:
    """Measures and prints a table; `--json` keeps the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--only", choices=list(CROWDS))
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    found = {}
    for name, (documents, people) in CROWDS.items():
        if chosen.only in (None, name):
            found[name] = measured(documents, people, chosen.seconds)
            print(f"{name}: {json.dumps(found[name])}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def measured(documents: int, people: int, seconds: int) -> dict[str, Any]:
    """One crowd on a fresh store."""
    with tempfile.TemporaryDirectory() as folder:
        served = Served(f"sqlite:///{folder}/store.sqlite3", free_port())
        made = json.loads(served.run("-m", "bench.collab.prepare", str(documents), str(people)))
        with _echoing() as port:
            echo = asyncio.run(_echo(port, documents * 3, min(seconds, 10)))
        served.start()
        try:
            crowd = Crowd(served, made["numbers"], made["keys"])
            found = asyncio.run(crowd.run(seconds))
        finally:
            served.stop()
    found |= {f"echo_{name}_ms": value for name, value in echo.items()}
    found["ratio_p50"] = round(found["p50_ms"] / max(echo["p50"], 0.01), 1)
    found["ratio_p99"] = round(found["p99_ms"] / max(echo["p99"], 0.01), 1)
    return found


class Crowd:
    """People at their keyboards."""

    def __init__(self, served: Served, numbers: list[int], keys: list[str]) -> None:
        self._served = served
        self._rooms: dict[int, list[Typist]] = {number: [] for number in numbers}
        for at, key in enumerate(keys):
            number = numbers[at % len(numbers)]
            self._rooms[number].append(Typist("127.0.0.1", served.port, number, key))
        self._sent: dict[tuple[int, int], float] = {}
        self._seen: dict[int, dict[int, int]] = {}
        self._late: list[float] = []
        self._pages: list[float] = []
        self._most = 0

    @property
    def _all(self) -> list[Typist]:
        return [each for room in self._rooms.values() for each in room]

    async def run(self, seconds: int) -> dict[str, Any]:
        """Lets them type, and tells what came of it."""
        waiting = asyncio.Semaphore(_AT_ONCE)

        async def join(each: Typist) -> None:
            async with waiting:
                await each.connect()
            each.heard = lambda _kind, _told, data: self._heard(each, data)
            self._seen[id(each)] = {}

        await asyncio.gather(*(join(each) for each in self._all))
        end = time.monotonic() + seconds
        cpu, own = _tree(self._served)[1], time.process_time()
        watching = asyncio.create_task(self._watch(end))
        typed = await asyncio.gather(*(self._type(each, end) for each in self._all))
        await watching
        cpu, own = _tree(self._served)[1] - cpu, time.process_time() - own
        await asyncio.gather(*(each.settled() for each in self._all))
        same = await self._alike()
        late = sorted(self._late)
        return {
            "people": len(self._all), "documents": len(self._rooms), "keystrokes": sum(typed),
            "arrivals": len(late), "p50_ms": _at(late, 0.5), "p99_ms": _at(late, 0.99),
            "pages_p50_ms": _at(sorted(self._pages), 0.5), "memory_mb": self._most >> 20,
            "server_cores": round(cpu / seconds, 2), "crowd_cores": round(own / seconds, 2),
            "identical": same,
        }  # fmt: skip

    async def _type(self, typist: Typist, end: float) -> int:
        chance = random.Random(typist.session)
        name = chance.choice(list(typist.names().values()))
        own, count = typist.doc.client_id, 0
        await asyncio.sleep(chance.uniform(0, 1))
        while time.monotonic() < end:
            count += 1
            self._sent[own, count] = time.perf_counter()
            typist.type(name, len(typist.text(name).encode()), chance.choice("etaoin shrdlu"))
            pause = _PAUSE_S if chance.randrange(_PAUSE_ONCE_IN) == 0 else _KEY_S
            await asyncio.sleep(chance.uniform(*pause))
        return count

    def _heard(self, typist: Typist, data: bytes) -> None:
        """Times what arrived: the keystrokes of others up to the clocks that an update tells."""
        if not data:
            return
        now, seen = time.perf_counter(), self._seen[id(typist)]
        for client, clock in clocks(typist.doc.get_state()).items():
            if client == typist.doc.client_id:
                continue
            for each in range(seen.get(client, 0) + 1, clock + 1):
                if (client, each) in self._sent:
                    self._late.append((now - self._sent[client, each]) * 1000)
            seen[client] = max(clock, seen.get(client, 0))

    async def _watch(self, end: float) -> None:
        while time.monotonic() < end:
            began = time.perf_counter()
            await asyncio.to_thread(_page, self._served)
            self._pages.append((time.perf_counter() - began) * 1000)
            self._most = max(self._most, _tree(self._served)[0])
            await asyncio.sleep(1)

    async def _alike(self) -> bool:
        for _ in range(100):
            if all(len({_shown(each) for each in room}) == 1 for room in self._rooms.values()):
                return True
            await asyncio.sleep(0.1)
        return False


def _shown(typist: Typist) -> str:
    """All that somebody has on the screen, and what they have seen."""
    texts = [typist.text(name) for name in typist.names().values()]
    return json.dumps([sorted(clocks(typist.doc.get_state()).items()), texts])


def clocks(state: bytes) -> dict[int, int]:
    """A state vector: how far each client's own changes go."""
    numbers, value, shift = [], 0, 0
    for byte in state:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(value)
            value = shift = 0
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))


async def _echo(port: int, connections: int, seconds: int) -> dict[str, float]:
    """There and back through a bare socket, from about as many frames as a crowd sends."""
    late: list[float] = []
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        socket = await Socket.opened("127.0.0.1", port, "/")
        chance = random.Random(number)
        while time.monotonic() < end:
            began = time.perf_counter()
            socket.send(struct.pack(">d", began) * 8)
            await socket.receive()
            late.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(chance.uniform(0.02, 0.15))
        socket.abort()

    await asyncio.gather(*(one(each) for each in range(connections)), return_exceptions=False)
    late.sort()
    return {"p50": _at(late, 0.5), "p99": _at(late, 0.99)}


@contextmanager
def _echoing() -> Any:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.collab.echo", str(port)])
    try:
        asyncio.run(_answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


async def _answers(port: int) -> None:
    for _ in range(100):
        try:
            (await Socket.opened("127.0.0.1", port, "/")).abort()
        except (OSError, Closed):
            await asyncio.sleep(0.1)
        else:
            return


def _page(served: Served) -> None:
    with urllib.request.urlopen(f"{served.url}/account/login/", timeout=30) as answer:
        answer.read()


def _tree(served: Served) -> tuple[int, float]:
    """Bytes that the server and its processes hold, and seconds that they have computed."""
    assert served.process
    waiting, size, ticks = [served.process.pid], 0, 0
    while waiting:
        pid = waiting.pop()
        try:
            size += int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
            told = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text("ascii").split())
        except OSError:
            continue
    return size * os.sysconf("SC_PAGE_SIZE"), ticks / os.sysconf("SC_CLK_TCK")


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0


if __name__ == "__main__":
    main()
