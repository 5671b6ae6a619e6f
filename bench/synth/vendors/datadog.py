"""Datadog events: the list of API v1, the list of API v2, or the event explorer as CSV.

Field names after Datadog's OpenAPI documents (v1 `EventListResponse`, v2 `EventsListResponse`).
A CSV of the explorer has the columns that were chosen there; these are Date to Tags.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.synth import words
from bench.synth.model import Happening, Witness, iso, iso_ms

_DEPLOY_STEPS = ("deploy_started", "deploy_finished", "rollback_started", "mitigated")


@dataclass(frozen=True, slots=True)
class _Row:
    at: datetime
    title: str
    text: str
    status: str
    source: str
    service: str
    happening: str
    identity: int


def write(witness: Witness) -> None:
    """Write `datadog/events.json` or `datadog/events.csv`."""
    rows = [row for one in witness.incident.happenings if (row := _row(witness, one))]
    rows += _noise(witness)
    rows.sort(key=lambda row: (row.at, row.identity), reverse=True)  # newest first
    form = witness.incident.forms["datadog"]
    if form == "csv":
        _write_csv(witness, rows)
        return
    if form == "v1":
        file, paths = "datadog/events.json", "events[{}]"
        page: dict[str, Any] = {"events": [event_v1(row) for row in rows], "status": "ok"}
    else:
        file, paths = "datadog/events-v2.json", "data[{}]"
        page = {"data": [event_v2(row) for row in rows], "meta": {"status": "done"}}
    for number, row in enumerate(rows):
        witness.see(row.happening, file, row.at, path=paths.format(number))
    witness.files[file] = (json.dumps(page, indent=2) + "\n").encode()


def _row(witness: Witness, happening: Happening) -> _Row | None:
    incident, key = witness.incident, happening.key
    first = happening.service == incident.service
    monitor = incident.alert if first else f"Errors on {happening.service}"
    title, text, status, source = "", "", "info", "deployment"
    if happening.signal == "alert_fired":
        title, status, source = f"[Triggered] {monitor}", "error", "alert"
        text = f"%%% \n{monitor} over the last 2 minutes @pagerduty \n %%%"
    elif happening.signal == "alert_resolved":
        title, status, source = f"[Recovered] {monitor}", "success", "alert"
        text = f"%%% \n{monitor}: the value is back within its bounds \n %%%"
    elif key in _DEPLOY_STEPS and incident.find("rollback_started"):
        title = text = happening.text
    if not title:
        return None
    at = witness.clock(happening.at, 0, 2)
    identity = 7_000_000_000_000_000_000 + witness.rng.randrange(10**15)
    return _Row(at, title, text, status, source, happening.service, key, identity)


def _noise(witness: Witness) -> list[_Row]:
    rows, rng = [], witness.rng
    for at in witness.around(rng.randint(10, 25), 10, 8):
        other = rng.choice(words.OTHER_SERVICES)
        title = rng.choice(words.ROUTINE)
        identity = 7_000_000_000_000_000_000 + rng.randrange(10**15)
        rows.append(_Row(at, f"{other}: {title}", title, "info", "my_apps", other, "", identity))
    return rows


def event_v1(row: _Row) -> dict[str, Any]:
    """An event as `GET /api/v1/events` lists it."""
    return {
        "id": row.identity,
        "id_str": str(row.identity),
        "title": row.title,
        "text": row.text,
        "date_happened": int(row.at.timestamp()),
        "alert_type": row.status,
        "priority": "normal",
        "source_type_name": row.source,
        "tags": [f"service:{row.service}", "env:production"],
        "url": f"/event/event?id={row.identity}",
    }


def event_v2(row: _Row) -> dict[str, Any]:
    """An event as `GET /api/v2/events` lists it."""
    inner = {
        "title": row.title,
        "service": row.service,
        "status": row.status,
        "source_type_name": row.source,
        "timestamp": int(row.at.timestamp()) * 1000,
        "priority": "normal",
        "evt": {"id": str(row.identity), "name": row.title},
    }
    return {
        "id": f"AQ{row.identity:x}",
        "type": "event",
        "attributes": {
            "timestamp": iso_ms(row.at),
            "message": row.text,
            "tags": [f"service:{row.service}", "env:production"],
            "attributes": inner,
        },
    }


def _write_csv(witness: Witness, rows: list[_Row]) -> None:
    file, text = "datadog/events.csv", io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(("Date", "Source", "Status", "Service", "Title", "Message", "Tags"))
    for number, row in enumerate(rows):
        message = row.text.replace("%%%", "").replace("\n", " ").strip()
        tags = f"service:{row.service},env:production"
        writer.writerow(
            (iso(row.at), row.source, row.status, row.service, row.title, message, tags)
        )
        witness.see(row.happening, file, row.at, line=number + 2)
    witness.files[file] = text.getvalue().encode()
