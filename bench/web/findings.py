"""How long a writer waits for the checks, for a save and for the picker, beside the bare check.

    python -m bench.web.findings --json findings.json

Makes a store with the example incident and serves it; then one request after another: the checks
over the document with one section as it is being typed, another text each time, a save of that
section, a preview of it, and the picker over an incident of 10,000 events. Between them the bare
check of the same document is timed in this process, without a store and a request: `ratio` is the
median of a request by that of the bare check. All times in milliseconds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PORT = 8933
_HANDLE = "lessons"
_TEXT = (
    "The pool was too small [e24]. Of course nobody saw it. Recovery came {0} minutes after impact"
    " start [e30].\n\n- Ask for a review of pool sizes ({0}).\n"
)


def main() -> None:
    """Measures and prints a table; `--json` keeps the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--times", type=int, default=100, help="how often each is asked for")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="hansei-bench-") as folder:
        os.environ["HANSEI_STORE"] = store = f"sqlite:///{folder}/store.sqlite3"
        session = _seeded(store)
        served = subprocess.Popen(
            [sys.executable, "-c", "from hansei.cli.main import main; main()", "serve", "--quiet",
             "--no-jobs", "--port", str(_PORT), "--store", store],
        )  # fmt: skip
        try:
            found = _measured(Desk(session), chosen.times)
        finally:
            served.terminate()
            served.wait(30)
    print("| request | median ms | p95 ms | ratio |\n| --- | --- | --- | --- |")
    for name, each in found.items():
        print(f"| {name} | {each['p50']} | {each['p95']} | {each['ratio']} |")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _seeded(store: str) -> str:
    """The example as PM-1 and a large timeline as PM-2; the key of a session that may write."""
    code = "from hansei.cli.main import main; main()"
    draft = ["draft", "examples/checkout-outage", "--quiet", "--format", "json", "--store", store]
    subprocess.run([sys.executable, "-c", code, *draft], check=True, stdout=subprocess.DEVNULL)
    from bench.web.timeline import seed

    seed(store, 10_000)
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.session", "writer", "contributor"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return made.stdout.strip()


class Desk:
    """A writer's connection that stays open."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._csrf = "x" * 32
        self._connection = http.client.HTTPConnection("127.0.0.1", _PORT, timeout=60)

    def wait(self) -> None:
        """Waits until the server answers."""
        for _ in range(300):
            try:
                self.ask("GET", "/postmortems/1/edit/")
            except OSError:
                self._connection.close()
                time.sleep(0.1)
            else:
                return
        raise SystemExit("the server did not start")

    def ask(self, method: str, path: str, body: str = "", kind: str = "") -> Any:
        """The content of an answer. Exits where it is refused."""
        headers = {
            "Cookie": f"hansei-session={self._session}; hansei-csrf={self._csrf}",
            "X-CSRFToken": self._csrf, "Accept": "application/json", "Content-Type": kind,
        }  # fmt: skip
        self._connection.request(method, path, body.encode() or None, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{path}: {answer.status}")
        return json.loads(content) if "json" in answer.headers["Content-Type"] else content


def _measured(desk: Desk, times: int) -> dict[str, dict[str, float]]:
    from hansei.checks.service import check
    from hansei.editing.placed import placed
    from hansei.postmortem.models import PostMortem
    from hansei.postmortem.selectors import document_of

    desk.wait()
    manuscript = placed(document_of(PostMortem.objects.get(number=1))).manuscript
    section = desk.ask("GET", f"/postmortems/1/edit/{_HANDLE}/").decode()
    base = [section.split('name="base" value="', 1)[1].split('"', 1)[0]]

    def save(number: int) -> None:
        fields = urllib.parse.urlencode({"text": _TEXT.format(number), "base": base[0]})
        kind = "application/x-www-form-urlencoded"
        answer = desk.ask("POST", f"/postmortems/1/edit/{_HANDLE}/", fields, kind)
        base[0] = answer["digest"]

    def post(path: str, content: object) -> None:
        desk.ask("POST", path, json.dumps(content), "application/json")

    asked: dict[str, Callable[[int], object]] = {
        "bare check": lambda _: check(manuscript, trusted=True),
        "checks while typing": lambda number: post(
            "/postmortems/1/look/", {"drafts": {_HANDLE: _TEXT.format(number)}}
        ),
        "save": save,
        "preview": lambda number: post(
            "/postmortems/1/preview/", {"handle": _HANDLE, "text": _TEXT.format(number)}
        ),
        "picker, 10,000 events": lambda number: desk.ask(
            "GET", f"/postmortems/2/citable/?q=pool+{number % 10}"
        ),
    }
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(times + 3):
        for name, run in asked.items():
            begun = time.perf_counter()
            run(number)
            if number >= 3:  # what comes first fills caches
                spent[name].append((time.perf_counter() - begun) * 1000)
    bare = statistics.median(spent["bare check"])
    return {
        name: {
            "p50": round(statistics.median(each), 1),
            "p95": round(statistics.quantiles(each, n=20)[-1], 1),
            "ratio": round(statistics.median(each) / bare, 2),
        }
        for name, each in spent.items()
    }


if __name__ == "__main__":
    main()
