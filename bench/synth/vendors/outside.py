"""What the outside sees: UptimeRobot (API v2 getMonitors with logs) and Statuspage (incident JSON).

After UptimeRobot's API v2 page (log type 1 is down, 2 is up, 98 is started) and Statuspage's
public incident JSON (`/incidents/<id>.json`: page and incident, newest update first).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bench.synth import words
from bench.synth.model import Witness, iso_ms

_DOWN, _UP, _STARTED = 1, 2, 98
_SERVER_ERROR = {"code": "503", "detail": "Service Unavailable"}
_OK = {"code": "200", "detail": "OK"}


def write_uptimerobot(witness: Witness) -> None:
    """Write `uptimerobot/getMonitors.json`: the service's monitor and one of another service."""
    incident, file = witness.incident, "uptimerobot/getMonitors.json"
    down, up = incident.find("down"), incident.find("up")
    logs: list[tuple[datetime, str, int]] = []
    if down:
        logs.append((witness.clock(down.at), "down", _DOWN))
    if up:
        logs.append((witness.clock(up.at), "up", _UP))
    logs.append((witness.clock(incident.first - timedelta(days=90)), "", _STARTED))
    other = witness.rng.choice(words.OTHER_SERVICES)
    blip = witness.around(1, 30, -20)[0] - timedelta(hours=14)
    quiet = [(blip + timedelta(seconds=120), "", _UP), (blip, "", _DOWN)]
    monitors = []
    for number, (name, entries) in enumerate(((incident.service, logs), (other, quiet))):
        entries.sort(reverse=True)
        for row, (at, key, _) in enumerate(entries):
            witness.see(key, file, at, path=f"monitors[{number}].logs[{row}]")
        monitors.append(_monitor(witness, name, entries))
    page = {"offset": 0, "limit": 50, "total": len(monitors)}
    body = {"stat": "ok", "pagination": page, "monitors": monitors}
    witness.files[file] = (json.dumps(body, indent=2) + "\n").encode()


def _monitor(
    witness: Witness, name: str, entries: list[tuple[datetime, str, int]]
) -> dict[str, Any]:
    later: datetime | None = None
    logs = []
    for at, _, kind in entries:
        reason = _SERVER_ERROR if kind == _DOWN else _OK
        length = int((later - at).total_seconds()) if later else 5400
        log = {"id": witness.rng.randrange(10**9), "type": kind, "datetime": int(at.timestamp())}
        logs.append(log | {"duration": length, "reason": reason})
        later = at
    return {
        "id": witness.rng.randrange(10**8, 10**9),
        "friendly_name": name,
        "url": f"https://{name}.example.com/health",
        "type": 1,
        "sub_type": "",
        "keyword_type": None,
        "keyword_value": "",
        "http_username": "",
        "http_password": "",
        "port": "",
        "interval": 60,
        "status": 2,
        "create_datetime": int(entries[-1][0].timestamp()),
        "logs": logs,
    }


def write_statuspage(witness: Witness) -> None:
    """Write `statuspage/incident.json`."""
    incident, file = witness.incident, "statuspage/incident.json"
    letters = "0123456789bcdfghjklmnpqrstvwxyz"
    identity = witness.identity(12, letters)
    updates = []
    posts = sorted(incident.having("status_update"), key=lambda one: one.at, reverse=True)
    for number, post in enumerate(posts):
        at = witness.clock(post.at)
        stamp = iso_ms(at, witness.rng.randrange(1000))
        updates.append(
            {
                "id": witness.identity(12, letters),
                "status": post.key.removeprefix("status_"),
                "body": post.said,
                "incident_id": identity,
                "created_at": stamp,
                "updated_at": stamp,
                "display_at": stamp,
                "affected_components": None,
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
            }
        )
        path = f"incident.incident_updates[{number}]"
        witness.see(post.key, file, at, path=path)
    body = {"page": _page(updates), "incident": _incident(witness, identity, updates)}
    witness.files[file] = (json.dumps(body, indent=2) + "\n").encode()


def _page(updates: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "synthstatus1",
        "name": "Example",
        "url": "https://status.example.com",
        "time_zone": "Etc/UTC",
        "updated_at": updates[0]["created_at"],
    }


def _incident(witness: Witness, identity: str, updates: list[dict[str, Any]]) -> dict[str, Any]:
    by_status = {update["status"]: update["created_at"] for update in updates}
    return {
        "id": identity,
        "name": f"Problems with {witness.incident.service}",
        "status": updates[0]["status"],
        "created_at": updates[-1]["created_at"],
        "updated_at": updates[0]["created_at"],
        "monitoring_at": by_status.get("monitoring"),
        "resolved_at": by_status.get("resolved"),
        "impact": "major" if witness.incident.severity == "SEV1" else "minor",
        "shortlink": f"https://stspg.io/{identity[:8]}",
        "started_at": updates[-1]["created_at"],
        "page_id": "synthstatus1",
        "incident_updates": updates,
        "components": [],
    }
