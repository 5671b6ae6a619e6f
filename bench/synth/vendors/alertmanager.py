"""Alert webhooks: Alertmanager (version 4 payloads, one a line) and Grafana (a list of payloads).

After the Alertmanager documentation, "webhook_config", and Grafana's "webhook notifier": `endsAt`
0001-01-01 means that the alert still fires, and a resolved payload repeats when it started.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.synth import words
from bench.synth.model import Happening, Witness, iso_ms

FIRING = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class _Notice:
    """A payload, the happening it reports, and the firing that a resolved payload repeats."""

    at: datetime
    happening: str
    began: str
    body: dict[str, Any]


def write(witness: Witness) -> None:
    """Write `alertmanager/webhooks.ndjson` or `grafana/alerts.json`."""
    notices = _notices(witness) + _noise(witness)
    notices.sort(key=lambda notice: (notice.at, notice.happening))
    grafana = witness.incident.forms["alertmanager"] == "grafana"
    file = "grafana/alerts.json" if grafana else "alertmanager/webhooks.ndjson"
    bodies = [dressed(notice.body) if grafana else notice.body for notice in notices]
    for number, notice in enumerate(notices):
        line = 0 if grafana else number + 1
        path = f"[{number}].alerts[0]" if grafana else "alerts[0]"
        witness.see(notice.happening, file, notice.at, line=line, path=path)
        if notice.began:
            started = datetime.fromisoformat(notice.body["alerts"][0]["startsAt"])
            witness.see(notice.began, file, started, line=line, path=path, required=False)
    if grafana:
        text = json.dumps(bodies, indent=2)
    else:
        text = "\n".join(json.dumps(body) for body in bodies)
    witness.files[file] = (text + "\n").encode()


def _notices(witness: Witness) -> list[_Notice]:
    found, incident = [], witness.incident
    firing: dict[str, tuple[datetime, str]] = {}
    for happening in incident.having("alert_fired", "alert_resolved"):
        at, service = witness.clock(happening.at), happening.service
        fired = happening.signal == "alert_fired"
        if fired:
            firing[service] = at, happening.key
        start, began = firing[service]
        name, summary = _named(witness, happening)
        end = None if fired else at
        body = payload(name, service, summary, start, end, incident.severity)
        found.append(_Notice(at, happening.key, "" if fired else began, body))
    return found


def _named(witness: Witness, happening: Happening) -> tuple[str, str]:
    incident = witness.incident
    if happening.service == incident.service:
        return incident.alert_name, incident.alert
    return "ErrorsElsewhere", f"Errors on {happening.service}"


def payload(
    name: str, service: str, summary: str, start: datetime, end: datetime | None, severity: str
) -> dict[str, Any]:
    """One notification with one alert, as Alertmanager posts it."""
    labels = {"alertname": name, "service": service, "severity": severity.lower()}
    annotations = {"summary": summary, "description": f"{summary} for more than 2 minutes."}
    status = "resolved" if end else "firing"
    alert = {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": iso_ms(start),
        "endsAt": iso_ms(end) if end else FIRING,
        "generatorURL": f"http://prometheus.example.internal/graph?g0.expr={name}",
        "fingerprint": f"{sum((name + service).encode()) * 2654435761 % 16**12:016x}",
    }
    return {
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{name}"}}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "pagerduty",
        "groupLabels": {"alertname": name},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "http://alertmanager.example.internal",
        "alerts": [alert],
    }


def dressed(body: dict[str, Any]) -> dict[str, Any]:
    """The same notification as Grafana posts it."""
    firing = body["status"] == "firing"
    name, alert = body["groupLabels"]["alertname"], body["alerts"][0]
    extra = {
        "values": {"B": 7.3, "C": 1 if firing else 0},
        "silenceURL": "https://grafana.example.com/alerting/silence/new",
        "dashboardURL": "",
        "panelURL": "",
    }
    summary = alert["annotations"]["summary"]
    return {
        **body,
        "alerts": [alert | extra],
        "orgId": 1,
        "version": "1",
        "title": f"[{'FIRING:1' if firing else 'RESOLVED'}] {name} ({alert['labels']['service']})",
        "state": "alerting" if firing else "ok",
        "message": f"**{'Firing' if firing else 'Resolved'}**\n\n{summary}",
    }


def _noise(witness: Witness) -> list[_Notice]:
    rng, rows = witness.rng, []
    for at in witness.around(rng.randint(4, 9)):
        body = payload("Watchdog", "monitoring", "The alert path works", at, None, "none")
        rows.append(_Notice(at, "", "", body))
    for at in witness.around(rng.randint(1, 3), 10, 9):
        other = rng.choice(words.OTHER_SERVICES)
        end = at + timedelta(seconds=rng.randint(300, 4000))
        body = payload("DiskAlmostFull", other, f"Disk almost full on {other}", at, end, "warning")
        rows.append(_Notice(at, "", "", body))
    return rows
