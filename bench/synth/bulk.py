"""One large folder: a day of mixed records in which one incident stands out.

Everything is streamed, so memory does not grow with the number of records.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from bench.synth.chatter import templates
from bench.synth.generate import exports_of
from bench.synth.model import Incident, Sighting
from bench.synth.shapes import SHAPES
from bench.synth.story import tell

_HOURS = 20
_FIRST_HOUR = 2
_BUFFER = 4000


@dataclass(frozen=True, slots=True)
class _Feed:
    """One file: its share of the records and the text around and between them."""

    name: str
    file: str
    share: int
    head: str = ""
    between: str = "\n"
    foot: str = "\n"
    system: str = ""  # whose incident records this file also holds


_FEEDS = (
    _Feed("slack", "slack/general/{day}.json", 12, "[\n", ",\n", "\n]\n"),
    _Feed("datadog", "datadog/events.json", 18, '{"events": [\n', ",\n", '\n], "status": "ok"}\n',
          "datadog"),
    _Feed("datadog-csv", "datadog/explorer.csv", 14,
          '"Date","Source","Status","Service","Title","Message","Tags"\n'),
    _Feed("alertmanager", "alertmanager/webhooks.ndjson", 9, system="alertmanager"),
    _Feed("pagerduty", "pagerduty/log_entries.json", 7, '{"log_entries": [\n', ",\n",
          '\n], "limit": 100, "offset": 0, "more": false}\n', "pagerduty"),
    _Feed("log", "app/app.log", 22),
    _Feed("metrics", "metrics/metrics.ndjson", 8),
    _Feed("console", "console/events.csv", 10, "time,event,service,who\n", system="csv"),
)  # fmt: skip


def bulk(*, records: int, out: Path, seed: int = 7) -> dict[str, int]:
    """Write `records` records under `out`, and `truth.json` beside them; counts by file.

    Equal arguments give byte-identical files. Raises OSError where `out` cannot be written.
    """
    incident = _incident(seed)
    files, sightings = exports_of(incident)
    ours = _by_system(files, sightings)
    day = f"{incident.first:%Y-%m-%d}"
    counts = _copy_small(files, out)
    placed = sum(len(ours.get(feed.system, [])) for feed in _FEEDS)
    left = max(0, records - placed - sum(counts.values()))
    whole = sum(feed.share for feed in _FEEDS)
    taken = 0
    for feed in _FEEDS:
        amount = left * feed.share // whole
        if feed is _FEEDS[-1]:
            amount = left - taken
        taken += amount
        file = feed.file.format(day=day)
        path = out / "exports" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = ours.get(feed.system, [])
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            _write(stream, feed, amount, mine, incident, seed)
        counts[file] = amount + len(mine)
    truth = {
        "title": incident.title,
        "services": [incident.service],
        "records": sum(counts.values()),
        "counts": counts,
        "milestones": _milestones(incident),
    }
    (out / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False) + "\n")
    return counts


def _incident(seed: int) -> Incident:
    """One incident that all bulk systems saw, with right clocks, in the middle of a UTC day."""
    shape = replace(SHAPES[0], zones=("UTC",), starts=(11 * 60, 15 * 60))
    systems = ("alertmanager", "csv", "datadog", "pagerduty", "slack")
    forms = {"alertmanager": "alertmanager", "csv": "iso", "datadog": "v1"}
    forms |= {"pagerduty": "log", "impact": "recorded"}
    return replace(tell(seed, 0, shape), systems=systems, forms=forms, clocks={})


def _milestones(incident: Incident) -> dict[str, Any]:
    return {
        name: {"at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}", "happening": one.key}
        for name, milestone in incident.milestones.items()
        if (one := incident.find(milestone.happening))
    }


def _copy_small(files: dict[str, bytes], out: Path) -> dict[str, int]:
    """Slack's small files as they are (its large one is chatter); how many records each holds."""
    counts = {}
    for name, content in files.items():
        if not name.startswith("slack/") or name.startswith("slack/general/"):
            continue
        path = out / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if name.count("/") == 2:
            counts[name] = len(json.loads(content))
    return counts


def _by_system(
    files: dict[str, bytes], sightings: list[Sighting]
) -> dict[str, list[tuple[float, str]]]:
    """The incident's own records as text with their time, by system, oldest first."""
    found: dict[str, list[tuple[float, str]]] = {}
    for one in sightings:
        if not one.happening or one.system == "slack" or not one.required:
            continue
        text = _text_at(files[one.file], one)
        found.setdefault(one.system, []).append((one.written.timestamp(), text))
    for rows in found.values():
        rows.sort()
    return found


def _text_at(content: bytes, one: Sighting) -> str:
    if one.line:
        return content.decode().splitlines()[one.line - 1]
    name, _, number = one.path.rstrip("]").partition("[")
    return json.dumps(json.loads(content)[name][int(number)], ensure_ascii=False)


def _write(
    stream: TextIO,
    feed: _Feed,
    amount: int,
    ours: list[tuple[float, str]],
    incident: Incident,
    seed: int,
) -> None:
    """Noise in order of time with the incident's records at their own times among it."""
    stream.write(feed.head)
    waiting = [*ours, (float("inf"), "")]
    next_at, next_text = waiting.pop(0)
    buffer: list[str] = []
    first = True
    for second, text in _noise(feed, amount, incident, seed):
        while next_at <= second:
            buffer.append(next_text)
            next_at, next_text = waiting.pop(0)
        buffer.append(text)
        if len(buffer) >= _BUFFER:
            stream.write(("" if first else feed.between) + feed.between.join(buffer))
            buffer.clear()
            first = False
    if next_text:
        buffer += [next_text, *(text for _, text in waiting[:-1])]
    if buffer:
        stream.write(("" if first else feed.between) + feed.between.join(buffer))
    stream.write(feed.foot)


def _noise(feed: _Feed, amount: int, incident: Incident, seed: int) -> Iterator[tuple[float, str]]:
    rng = random.Random(f"{seed}/bulk/{feed.name}")
    forms = templates(feed.name, seed)
    day = incident.first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start = (day + timedelta(hours=_FIRST_HOUR)).timestamp()
    step = _HOURS * 3600 / max(1, amount)
    draw, size = rng.random, len(forms)
    shown, stamp = -1, ""
    for number in range(amount):
        second = int(start + (number + draw()) * step)
        if second != shown:
            shown = second
            stamp = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        value = draw()
        fields = {
            "t": stamp,
            "e": second,
            "u": 7_000_000_000_000_000_000 + number,
            "i": f"{int(value * 0xFFFFF):05x}{number:07x}",
            "n": 100_000 + int(value * 899_999),
        }
        yield second, forms[int(draw() * size)] % fields
