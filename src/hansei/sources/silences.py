"""Silences as Alertmanager and Grafana write them.

Source: Alertmanager API v2 (`gettableSilence`).
"""

from __future__ import annotations

from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.alert_facts import Notified, moment
from hansei.sources.base import Reading
from hansei.sources.text import one_line

_SIGNS = {(True, False): "=", (True, True): "=~", (False, False): "!=", (False, True): "!~"}


def is_silence(value: Any) -> bool:
    """Whether an object is a silence with its matchers."""
    return isinstance(value.get("matchers"), list) and "startsAt" in value


def read_silence(value: dict[str, Any], place: Place, about: Notified) -> Reading:
    """A silence as a note, from its start until its end; an expiry at the time it was sent."""
    name = one_line(value.get("id") or value.get("silenceID") or value.get("silenceId"), 100)
    status = value.get("status")
    state = status.get("state") if isinstance(status, dict) else status
    gone = (state == "expired" and "matchers" not in value) or value.get("deleted") is True
    try:
        start = about.sent if gone else moment(value.get("startsAt"), about.zone) or about.sent
        end = moment(value.get("endsAt"), about.zone)
    except ValueError as error:
        raise BadRow(f"a silence: {error}", place=str(place)) from None
    if start is None:
        raise BadRow("a silence without a time", place=str(place))
    what = _matchers(value.get("matchers")) or name
    comment = one_line(value.get("comment"))
    creator = value.get("createdBy")
    actor = one_line(creator, 200) if isinstance(creator, str) and creator else None
    text = f"Silence {'ended' if gone else 'set'}: {what}" + (f" - {comment}" if comment else "")
    record = Record(
        source=about.source,
        key=f"silence:{name}:{'expired' if gone else 'set'}",
        at=start.at,
        until=end.at if end and not gone and end.at >= start.at else None,
        text=one_line(text),
        signal=Signal.NOTE,
        kind=Kind.HUMAN if actor else Kind.SYSTEM,
        actor=actor,
        precision_s=start.precision_s,
        zone_assumed=start.zone_assumed,
        refs=(f"alertmanager:silence:{name}",) if name else (),
        place=place,
    )
    return Reading(record, value)


def _matchers(matchers: Any) -> str:
    said = []
    for each in matchers[:20] if isinstance(matchers, list) else ():
        if isinstance(each, dict):
            sign = _SIGNS[bool(each.get("isEqual", True)), bool(each.get("isRegex"))]
            said.append(
                f"{one_line(each.get('name'), 100)}{sign}{one_line(each.get('value'), 200)}"
            )
    return ", ".join(said)
