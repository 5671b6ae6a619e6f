"""Templates of noise for bulk input: real payload shapes with holes for time, identity, number.

A template is a text for the % operator. Its fields: `t` ISO time, `e` Unix seconds, `i` twelve
hexadecimal digits and `u` a number that differ from record to record, `n` a six-digit number.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

from bench.synth import words
from bench.synth.vendors import alertmanager, pagerduty, slack

_COUNT = 96
_AT = datetime(2025, 1, 1, tzinfo=UTC)
_ROUTES = ("/v1/orders", "/v1/basket", "/v1/search", "/health", "/v1/session", "/v1/prices/batch")
_METRICS = ("http.latency.p99", "http.errors", "queue.depth", "cpu.busy", "pool.in_use")


def templates(feed: str, seed: int) -> list[str]:
    """`_COUNT` templates of one feed, the same for the same seed."""
    rng = random.Random(f"{seed}/templates/{feed}")
    make = {
        "slack": _slack,
        "datadog": _datadog,
        "datadog-csv": _datadog_csv,
        "alertmanager": _alertmanager,
        "pagerduty": _pagerduty,
        "log": _log,
        "metrics": _metrics,
        "console": _console,
    }[feed]
    return [make(rng) for _ in range(_COUNT)]


def _holes(text: str, **marks: str) -> str:
    """`text` as a template: % doubled, and each mark replaced by its hole."""
    text = text.replace("%", "%%")
    for field, mark in marks.items():
        text = text.replace(mark, f"%({field})s")
    return text


def _json(value: Any, **marks: str) -> str:
    return _holes(json.dumps(value, ensure_ascii=False), **marks)


def _slack(rng: random.Random) -> str:
    role = rng.choice(slack.ROLES)
    text = f"{rng.choice(words.CHATTER)} (@n@)" if rng.random() < 0.3 else rng.choice(words.CHATTER)
    body = slack.person(role, text, "@i@-0000-4000-8000-000000000000")
    block = {"type": "rich_text", "block_id": "b1", "elements": [{"type": "text", "text": text}]}
    return _json(body | {"ts": "@e@.@n@", "blocks": [block]}, e="@e@", i="@i@", n="@n@")


def _datadog(rng: random.Random) -> str:
    service, text = rng.choice(words.OTHER_SERVICES + words.SERVICES), rng.choice(words.ROUTINE)
    body = {
        "id": "@u@",
        "id_str": "@u@_",
        "title": f"{service}: {text}",
        "text": f"%%% \n{text} on host-{rng.randrange(90):02d}, value @n@ \n %%%",
        "date_happened": "@e@",
        "alert_type": "info" if rng.random() < 0.95 else "warning",
        "priority": "low",
        "source_type_name": rng.choice(("my_apps", "cron", "kubernetes")),
        "host": f"host-{rng.randrange(90):02d}",
        "tags": [f"service:{service}", "env:production", f"zone:{rng.choice('abc')}"],
        "url": "/event/event?id=@u@_",
    }
    return _json(body, e='"@e@"', u='"@u@"', n="@n@").replace("@u@_", "%(u)d")


def _datadog_csv(rng: random.Random) -> str:
    service, text = rng.choice(words.OTHER_SERVICES + words.SERVICES), rng.choice(words.ROUTINE)
    host = f"host-{rng.randrange(90):02d}"
    row = f'"@t@","kubernetes","info","{service}","{service}: {text}",'
    row += f'"{text} on {host}, sample @n@, trace @i@","service:{service},env:production"'
    return _holes(row, t="@t@", i="@i@", n="@n@")


def _alertmanager(rng: random.Random) -> str:
    other = rng.choice(words.OTHER_SERVICES)
    name = "Watchdog" if rng.random() < 0.7 else "DiskAlmostFull"
    summary = "The alert path works" if name == "Watchdog" else f"Disk filling up on {other}"
    body = alertmanager.payload(name, other, summary, _AT, None, "none")
    body["alerts"][0] |= {"startsAt": "@t@", "fingerprint": "@i@0000"}
    return _json(body, t="@t@", i="@i@")


def _pagerduty(rng: random.Random) -> str:
    other = rng.choice(words.OTHER_SERVICES)
    reference = {
        "id": "PN@i@",
        "type": "incident_reference",
        "summary": f"[#@n@] Low-priority check on {other}",
        "self": "https://api.pagerduty.com/incidents/PN@i@",
        "html_url": "https://example.pagerduty.com/incidents/PN@i@",
    }
    agent = {"id": "PSV0001", "type": "service_reference", "summary": other, "self": ""}
    kind = rng.choice(("notify_log_entry", "assign_log_entry", "annotate_log_entry"))
    entry = pagerduty.log_entry("R@i@", kind, f"Low urgency: {other}", "@t@", reference, agent)
    entry["service"] = agent
    if kind == "annotate_log_entry":
        entry["channel"] = {"type": "note", "summary": rng.choice(words.ROUTINE)}
    return _json(entry, t="@t@", i="@i@", n="@n@")


def _log(rng: random.Random) -> str:
    service, route = rng.choice(words.SERVICES), rng.choice(_ROUTES)
    level = rng.choice(("INFO", "INFO", "INFO", "DEBUG", "WARN"))
    text = f"@t@ {level} {service}[{rng.randrange(300, 9000)}] request_id=@i@ method=GET"
    text += f" path={route} status=200 duration_ms={rng.randrange(2, 400)} region=eu-a"
    text += f' user_agent="client/{rng.randrange(1, 9)}.{rng.randrange(20)}" bytes=@n@'
    return _holes(text, t="@t@", i="@i@", n="@n@")


def _metrics(rng: random.Random) -> str:
    service, metric = rng.choice(words.SERVICES), rng.choice(_METRICS)
    body = {
        "timestamp": "@t@",
        "type": "metric",
        "message": f"{metric} of {service} sampled",
        "service": service,
        "metric": metric,
        "value": "@n@",
        "host": f"host-{rng.randrange(90):02d}",
        "tags": {"env": "production", "region": f"eu-{rng.choice('abc')}"},
        "id": "@i@",
    }
    return _json(body, t="@t@", i="@i@", n='"@n@"')


def _console(rng: random.Random) -> str:
    service, text = rng.choice(words.OTHER_SERVICES), rng.choice(words.ROUTINE)
    row = f"@t@,{text} (run @i@) on host-{rng.randrange(90):02d} after @n@ ms of {service}"
    return _holes(row + f" upkeep without remarks,{service},console", t="@t@", i="@i@", n="@n@")
