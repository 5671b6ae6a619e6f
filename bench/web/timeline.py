"""How smooth a long timeline is in a browser, beside an empty page in the same one.

    python -m bench.web.timeline --events 10000 --json timeline.json

Makes a store of its own with one incident, serves it, and opens its timeline in Chromium. While
the lanes are zoomed and panned and the list is scrolled, once a frame, the time from frame to
frame is taken, and on an empty page too: `ratio` is the median of one by that of the other.
`busy` is the part of a frame in which the page's own scripts run. All times in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_SOURCES = ("slack", "pagerduty", "datadog", "grafana", "uptimerobot", "deploylog", "github",
            "statuspage", "gitlog", "generic")  # fmt: skip
_ACTORS = ("On-call engineer", "Incident lead", "Support lead", "Database engineer", None, None)
_START = datetime(2026, 3, 1, 8, tzinfo=UTC)
_FRAMES = 240
_WATCH = """
async ([frames, step]) => {
  const act = step ? new Function("i", "lanes", "list", step) : () => {};
  const lanes = document.querySelector("[data-chart]");
  const list = document.querySelector("[data-list]");
  const next = () => new Promise(requestAnimationFrame);
  const times = [], busy = [];
  let before = await next();
  for (let i = 0; i < frames; i += 1) {
    const begun = performance.now();
    act(i, lanes, list);
    const acted = performance.now() - begun;
    const now = await next();
    times.push(now - before);
    busy.push(acted + performance.now() - now);
    before = now;
  }
  return { times, busy };
}
"""
_WHEEL = (
    "const r = lanes.getBoundingClientRect(); lanes.dispatchEvent(new WheelEvent('wheel',"
    " {{bubbles: true, cancelable: true, clientX: r.left + r.width * 0.6, clientY: r.top + 99,"
    " {0}}}));"
)
_STEPS = {
    "zooming": _WHEEL.format("ctrlKey: true, deltaY: Math.floor(i / 60) % 2 ? 6 : -6"),
    "panning": _WHEEL.format("deltaX: Math.floor(i / 60) % 2 ? 25 : -25, deltaY: 0"),
    "scrolling": "list.scrollTop += Math.floor(i / 120) % 2 ? -180 : 180;",
}


def main() -> None:
    """Measures and prints a table; `--json` keeps the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--events", type=int, default=10_000)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="hansei-bench-") as folder:
        store = f"sqlite:///{folder}/store.sqlite3"
        os.environ["HANSEI_STORE"] = store
        incident = seed(store, chosen.events)
        found = _measured(store, incident)
    found["events"] = chosen.events
    _print(found)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def seed(store: str, count: int) -> int:
    """A store with one incident of `count` events over half a day; the key of the incident."""
    from hansei.project.boot import open_store

    open_store(store, web=True)
    from hansei.accounts.actor import system
    from hansei.domain.document import Document, How, Mark, Milestone
    from hansei.domain.draft.compose import Draft
    from hansei.domain.event import Event, Kind
    from hansei.domain.timeline import Counts, Timeline
    from hansei.postmortem.services.save_draft import save_draft

    chance = random.Random(7)
    seconds = sorted(chance.triangular(0, 43_200, 15_000) for _ in range(count))
    events = []
    for number, second in enumerate(seconds, 1):
        at = _START + timedelta(seconds=round(second, 3))
        actor = chance.choice(_ACTORS)
        lasting = at + timedelta(minutes=chance.random() * 30) if number % 97 == 0 else None
        words = " ".join(chance.choices(("checkout", "latency", "is", "high", "pool", "of"), k=14))
        events.append(
            Event(id=f"e{number}", at=at, text=f"Line {number}: {words}", actor=actor,
                  kind=Kind.HUMAN if actor else Kind.SYSTEM, source=chance.choice(_SOURCES),
                  key=number % 200 == 0, noise=number % 11 == 0, until=lasting,
                  records=(f"generic:{number}",))
        )  # fmt: skip
    marks = {
        milestone: Mark(at=_START + timedelta(minutes=200 + 12 * place),
                        earliest=_START + timedelta(minutes=198 + 12 * place),
                        latest=_START + timedelta(minutes=201 + 12 * place), how=How.INFERRED)
        for place, milestone in enumerate(Milestone)
    }  # fmt: skip
    document = Document(
        title="A long day", milestones=marks, events=tuple(each for each in events if each.key)
    )
    timeline = Timeline(events=tuple(events), counts=Counts(events=count))
    made = save_draft(actor=system("bench"), draft=Draft(document, timeline), source="/bench")
    return int(made.incidents.get().pk)


def _measured(store: str, incident: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright
    from tests.browser.served import CHROMIUM, FLAGS, serving

    with serving(store) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        key = served.session("bench", "lead")
        context.add_cookies([{"name": "hansei-session", "value": key, "url": served.url}])
        page = context.new_page()
        page.goto("about:blank")
        empty = page.evaluate(_WATCH, [_FRAMES, ""])
        address = f"{served.url}/incidents/{incident}/timeline/"
        page.goto(address)
        page.wait_for_selector("#timeline.ready")
        ready = page.evaluate("performance.now()")
        data = page.evaluate(
            "() => { const e = performance.getEntriesByType('resource').find((each) =>"
            " each.name.endsWith('data.json')); return [e.transferSize, e.duration]; }"
        )
        found = {name: page.evaluate(_WATCH, [_FRAMES, step]) for name, step in _STEPS.items()}
        nodes = page.evaluate("document.querySelectorAll('*').length")
        browser.close()
    usual = _spread(empty["times"])
    moves = {name: {**_spread(each["times"]), "busy": _spread(each["busy"])}
             for name, each in found.items()}  # fmt: skip
    for each in moves.values():
        each["ratio"] = round(each["median"] / usual["median"], 2)
    return {
        "empty": usual, "moves": moves, "ready": round(ready), "nodes": nodes,
        "data_bytes": data[0], "data": round(data[1]),
    }  # fmt: skip


def _spread(times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "median": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
        "most": round(ordered[-1], 2),
    }


def _print(found: Mapping[str, Any]) -> None:
    print(f"{found['events']:,} events: ready after {found['ready']} ms, data in {found['data']} ms"
          f" and {found['data_bytes'] / 1000:.0f} kB, {found['nodes']:,} elements")  # fmt: skip
    print(f"{'':<12}{'median':>8}{'p95':>8}{'most':>8}{'ratio':>8}{'busy':>8}{'p95':>8}")
    empty = found["empty"]
    print(f"{'empty page':<12}{empty['median']:>8}{empty['p95']:>8}{empty['most']:>8}{1.0:>8}")
    for name, each in found["moves"].items():
        busy = each["busy"]
        print(f"{name:<12}{each['median']:>8}{each['p95']:>8}{each['most']:>8}{each['ratio']:>8}"
              f"{busy['median']:>8}{busy['p95']:>8}")  # fmt: skip


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
