"""Annotations: deploys and other marks that people and tools put on graphs, and alert states.

Source: Grafana "Annotations HTTP API" (`GET /api/annotations`), times in milliseconds.
"""

from __future__ import annotations

from typing import Any

from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import from_epoch
from hansei.sources.base import Reading, Refusal
from hansei.sources.grafana.alerting import meaning
from hansei.sources.text import from_html, one_line, text_of, urls_in

_DEPLOY = frozenset({"deploy", "deployment", "deployed", "deploys", "release", "released"})
_ROLLBACK = frozenset({"rollback", "roll-back", "revert", "reverted"})
_CHANGE = frozenset(
    {"change", "config", "configuration", "config-change", "feature-flag", "feature_flag",
     "featureflag", "maintenance", "migration", "infrastructure", "scaling"}
)  # fmt: skip
_ENVIRONMENTS = frozenset({"production", "prod", "staging", "stage", "test", "development", "dev"})


def is_annotation(value: Any) -> bool:
    """Whether an object is an annotation as the API gives it."""
    if not isinstance(value, dict) or "time" not in value or "text" not in value:
        return False
    return "tags" in value and any(
        name in value for name in ("dashboardUID", "dashboardId", "panelId", "newState")
    )


def _tagged(tags: list[str], names: tuple[str, ...]) -> str | None:
    for tag in tags:
        if ":" not in tag and "=" not in tag:
            continue
        name, mark, value = tag.replace("=", ":", 1).partition(":")
        if mark and name.strip().lower() in names and value.strip():
            return one_line(value, 100)
    return None


def _signal(tags: list[str]) -> Signal:
    words = {tag.replace("=", ":").split(":", 1)[0].strip().lower() for tag in tags}
    if words & _ROLLBACK:
        return Signal.ROLLBACK
    if words & _DEPLOY:
        return Signal.DEPLOY
    return Signal.CHANGE if words & _CHANGE else Signal.NOTE


def read_annotation(value: dict[str, Any], place: Place) -> Reading | Refusal:
    """One annotation, a region from its start until its end."""
    try:
        at = from_epoch(value.get("time") or "")
        end = from_epoch(value["timeEnd"]) if value.get("timeEnd") else None
    except (ValueError, TypeError, OverflowError):
        return Refusal(place=place, reason="an annotation without a usable time", raw=value)
    raw_tags = value.get("tags")
    tags = [one_line(each, 100) for each in raw_tags[:50]] if isinstance(raw_tags, list) else []
    text = from_html(value.get("text"))
    state = value.get("newState")
    found = meaning(state, value.get("prevState")) if state else None
    signal = found[0] if found else _signal(tags)
    if found:
        name = one_line(text_of(value, "alertName"), 300)
        lead = f"{found[1]}: {name}" if name else f"{found[1]}:"
        said = f"{lead} - {text}" if name and text else f"{lead} {text}".rstrip(" :")
    else:
        said = (text or "Annotation without text") + (f" [{', '.join(tags)}]" if tags else "")
    person = one_line(text_of(value, "login", "userName"), 100) or None
    alert = value.get("alertId")
    links = tuple(f"url:{each}" for each in urls_in(text))
    record = Record(
        source="grafana",
        key=f"annotation:{one_line(value.get('id'), 60) or f'{at.timestamp():.3f}'}",
        at=at,
        until=end if end and end > at else None,
        text=one_line(said),
        signal=signal,
        kind=Kind.HUMAN if person and not found else Kind.SYSTEM,
        actor=None if found else person,
        precision_s=0 if at.microsecond else 1,
        service=_tagged(tags, ("service", "app", "application", "component")),
        environment=_tagged(tags, ("env", "environment"))
        or next((tag for tag in tags if tag.lower() in _ENVIRONMENTS), None),
        refs=((f"grafana:alert:{one_line(alert, 60)}",) if alert else ()) + links,
        noise=bool(found and found[1] == "Alert rule normal"),
        place=place,
    )
    return Reading(record, value)
