"""The webhook of a contact group: a form that is posted when a test goes down or comes back.

It tells no time. Whoever keeps it adds when it came: as a field `received_at`, or as a time at the
beginning of the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from hansei.domain.errors import BadRow, UnknownEvent
from hansei.domain.event import Place
from hansei.domain.times import from_iso
from hansei.sources.base import Context, Reading
from hansei.sources.statuscake.states import Monitor, moment, number, read_state, seen, state_of
from hansei.sources.text import from_html, watched_address

_OWN = {"Status", "StatusCode", "URL"}
_MORE = {"Token", "Checkrate", "CheckRate", "ContactGroup"}
_TIMES = ("received_at", "timestamp", "time")
_MOST_FIELDS = 100


def is_webhook(value: Any) -> bool:
    """Whether a decoded form is one of StatusCake."""
    return isinstance(value, dict) and value.keys() >= _OWN and bool(value.keys() & _MORE)


def is_form(line: str) -> bool:
    """Whether a line holds such a form."""
    return "StatusCode=" in line and "Status=" in line and any(f"{name}=" in line for name in _MORE)


def form_lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The forms of a text with the numbers of their lines, from 1; the time before each with it."""
    for line, each in enumerate(text.splitlines(), 1):
        if is_form(each):
            before, _, form = each.strip().rpartition(" ")
            query = form.split("?", 1)[-1].strip("\"'")
            try:
                fields: dict[str, Any] = dict(parse_qsl(query, max_num_fields=_MOST_FIELDS))
            except ValueError:
                fields = {}
            came = _time_in(before)
            yield line, {"received_at": came, **fields} if came else fields


def _time_in(text: str) -> str:
    """The time that a line begins with; "" where it begins with none."""
    words = text.split()
    for count in (2, 1):
        told = " ".join(words[:count])
        try:
            from_iso(told)
        except ValueError:
            continue
        return told
    return ""


def read_webhook(value: Mapping[str, Any], place: Place, context: Context) -> Reading:
    """Down or up, at the time that was kept with it. Raises BadRow, UnknownEvent."""
    try:
        state = state_of(value.get("Status"))
    except ValueError as error:
        raise UnknownEvent(str(error), place=str(place)) from None
    told = next((value[name] for name in _TIMES if value.get(name)), None)
    if told is None:
        raise BadRow("a webhook tells no time: keep received_at with it", place=str(place))
    try:
        at = moment(told, context.zone)
    except ValueError as error:
        raise BadRow(f"received_at: {error}", place=str(place)) from None
    rate = number(value.get("Checkrate", value.get("CheckRate"))) or 1
    monitor = Monitor(
        id="",
        name=from_html(value.get("Name"), 200),
        address=watched_address(value.get("URL")),
        interval_s=int(rate) if 1 <= rate <= 86400 else 1,
    )
    cause = seen(value.get("StatusCode")) if state == "down" else ""
    return Reading(read_state(state, at, monitor, place, cause=cause, key=f"alert:{state}"), value)
