"""How fast the pages answer on a large store, beside the bare framework on the same store.

    python -m bench.web.measure --store sqlite:///build/bench/web.sqlite3 --json web.json
    python -m bench.web.measure --store sqlite:///build/bench/web.sqlite3 --set dashboards

Each page is asked for by wrk (which must be installed) at 1, 8 and 32 connections, and so is a
reference page of the bare framework with as many queries and rows. Where all connections come at
once, one process may take most of them and needs a round to hand some over: a few seconds are too
short for a p99, which then is that first round. Before each run the same is asked for a second,
because memory that was left alone for some seconds is slow to reach on some machines; a pause
follows, so that nothing waits for what was left unanswered.
`cpu` is what a page takes of a processor in this process, once it is kept and when it is made anew,
which other work on the machine changes little. Times are in milliseconds, weights in bytes as sent
with gzip; `rate` is ours divided by the reference's. With `--changing` an incident of the store is
changed once a second meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from hansei.project.boot import open_store
from hansei.web.static_files import packed_for_workers

PAGES = {
    "incidents": ("/incidents/", 50),
    "incidents filtered": ("/incidents/?severity=SEV-1&status=closed", 50),
    "search": ("/search/?q=replication+lag", 30),
    "incident": ("/incidents/{incident}/", 10),
    "timeline": ("/incidents/{incident}/timeline/", 100),
    "post-mortems": ("/postmortems/", 50),
    "post-mortem": ("/postmortems/{post_mortem}/", 10),
    "actions": ("/actions/", 60),
    "home": ("/", 10),
}
"""Each page with how many things it shows, about: the reference shows as many rows."""
DASHBOARDS = {
    "incidents, 12 months": ("/learning/", 60),
    "incidents, everything": ("/learning/?period=all", 60),
    "availability": ("/learning/availability/", 10),
    "actions": ("/learning/actions/", 10),
    "patterns": ("/learning/patterns/", 15),
    "process": ("/learning/process/", 15),
    "quarterly review": ("/learning/review/2026Q1/", 60),
    "did it work?": ("/effect/", 50),
    "check-ins": ("/check-ins/", 10),
}
SETS = {"pages": PAGES, "dashboards": DASHBOARDS}
CONNECTIONS = (1, 8, 32)
_PORT = 8931
_WARMING_S, _PAUSE_S = 8, 0.2
"""A process makes its first dashboard some seconds after its first page."""
_LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_UNIT = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def main() -> None:
    """Measures and prints a table; `--json` keeps the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", required=True)
    options.add_argument(
        "--seconds", type=int, default=10, help="per page and number of connections"
    )
    options.add_argument(
        "--workers", type=int, default=2, help="serving processes, as `hansei serve --workers`"
    )
    options.add_argument("--set", choices=SETS, default="pages", help="which pages")
    options.add_argument("--changing", action="store_true", help="while the store changes")
    options.add_argument("--port", type=int, default=_PORT, help="this one and the next are used")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed")
    os.environ["HANSEI_STORE"] = chosen.store
    os.environ["HANSEI_HOSTS"] = "127.0.0.1"
    open_store(chosen.store, web=True)
    cookie = signed_in()
    wanted = SETS[chosen.set]
    pages = addresses(wanted)
    queries = {name: _queries(cookie, path) for name, path in pages.items()}
    cpu = {name: _processor(cookie, path) for name, path in pages.items()}
    from django.db import connections

    connections.close_all()
    found: dict[str, Any] = {}
    ours = served("hansei.web.asgi:application", workers=chosen.workers, port=chosen.port)
    bare = served("bench.web.reference:application", workers=chosen.workers, port=chosen.port + 1)
    changes = _changed(chosen.store) if chosen.changing else nullcontext()
    with ours as host, bare as bare_host, changes:
        _asked(cookie, f"{host}/learning/", 8, _WARMING_S)
        for name, path in pages.items():
            weight = _weight(cookie, host + path)
            bare_path = f"/reference/{queries[name]}/{wanted[name][1]}"
            each = _beside(cookie, host + path, bare_host + bare_path, chosen.seconds)
            found[name] = {"queries": queries[name], "cpu": cpu[name], "bytes": weight, **each}
    _print(found)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def signed_in() -> str:
    """A session of the administrator that the seed made."""
    command = [sys.executable, "-m", "tests.browser.session", "bench", "administrator"]
    key = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return f"hansei-session={key}"


def addresses(wanted: Mapping[str, tuple[str, int]] = PAGES) -> dict[str, str]:
    """The pages that are asked for, by their titles."""
    from hansei.postmortem.models import PostMortem

    found = PostMortem.objects.filter(restricted=False).order_by("-pk")[10]
    return {
        name: path.format(incident=found.pk, post_mortem=found.number)
        for name, (path, _) in wanted.items()
    }


def _queries(cookie: str, path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"cookie": cookie, "host": "127.0.0.1"})
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        sys.exit(f"{path} answers {answer.status_code}")
    return len(queries)


def _processor(cookie: str, path: str) -> dict[str, float]:
    """Milliseconds of processor time, the median of some requests."""
    from django.test import Client

    from hansei.learning.selectors.kept import forget

    client = Client(headers={"cookie": cookie, "host": "127.0.0.1", "accept-encoding": "gzip"})

    def taken(*, anew: bool) -> float:
        times = []
        for _ in range(7):
            if anew:
                forget()
            begun = time.process_time()
            client.get(path)
            times.append(time.process_time() - begun)
        return round(statistics.median(times) * 1000, 1)

    return {"anew": taken(anew=True), "kept": taken(anew=False)}


@contextmanager
def served(target: str, *, workers: int, port: int = _PORT) -> Iterator[str]:
    """The address of an application that is there while the context lasts."""
    host = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port),
        "--workers", str(workers), "--log-level", "error", target,
    ]  # fmt: skip
    with packed_for_workers():
        server = subprocess.Popen(command)
        try:
            _wait(server, host)
            yield host
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


@contextmanager
def _changed(store: str) -> Iterator[None]:
    """An incident is changed once a second while the context lasts."""
    changing = subprocess.Popen([sys.executable, "-m", "bench.web.changing", "--store", store])
    try:
        yield
    finally:
        changing.terminate()
        changing.wait(20)


def _wait(server: subprocess.Popen[bytes], host: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{host}/no-such-page", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.1)
    sys.exit("the server does not answer")


def _weight(cookie: str, address: str) -> int:
    request = urllib.request.Request(address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(answer.read())


def _beside(cookie: str, address: str, bare: str, seconds: int) -> dict[str, dict[str, Any]]:
    """Both in turn for each number of connections, so that a busy machine counts on both sides."""
    for each in (address, bare):
        _asked(cookie, each, max(CONNECTIONS), 1)
    ours, reference = {}, {}
    for number in CONNECTIONS:
        for told, each in ((ours, address), (reference, bare)):
            _asked(cookie, each, number, 1)
            told[str(number)] = _asked(cookie, each, number, seconds)
    rate = {n: round(ours[n]["rate"] / reference[n]["rate"], 2) for n in ours}
    return {"ours": ours, "reference": reference, "rate": rate}


def _asked(cookie: str, address: str, connections: int, seconds: int) -> dict[str, float]:
    time.sleep(_PAUSE_S)
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s",
        "-H", f"Cookie: {cookie}", "-H", "Accept-Encoding: gzip",
        address,
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if refused := _REFUSED.search(said):
        sys.exit(f"{address}: {refused[1]} requests were refused")
    times = {name: float(value) * _UNIT[unit] for name, value, unit in _LATENCY.findall(said)}
    rate = _RATE.search(said)
    return {"rate": float(rate[1]) if rate else 0.0, "p50": times["50"], "p99": times["99"]}


def _print(found: dict[str, Any]) -> None:
    head = " | ".join(f"{n}: req/s, p50, p99, of bare" for n in CONNECTIONS)
    print(f"| page | queries | cpu anew, kept | kB | {head} |")
    for name, each in found.items():
        cells = []
        for n in map(str, CONNECTIONS):
            ours = each["ours"][n]
            cells.append(f"{ours['rate']:.0f}, {ours['p50']:.0f}, {ours['p99']:.0f},"
                         f" {each['rate'][n]:.2f}")  # fmt: skip
        cpu = f"{each['cpu']['anew']:.0f}, {each['cpu']['kept']:.0f}"
        weight = f"{each['bytes'] / 1000:.1f}"
        print(f"| {name} | {each['queries']} | {cpu} | {weight} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
