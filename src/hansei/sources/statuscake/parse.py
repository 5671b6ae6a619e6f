"""StatusCake: periods, alerts and check results of the API, and alert webhooks.

Source: StatusCake API v1, "uptime" (periods, alerts, history); its official clients (MIT) for the
names of the fields; "How to use the web hook URL" and what receivers of it read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place
from hansei.sources.base import (
    Context,
    Item,
    Reading,
    Refusal,
    Sample,
    Shape,
    Source,
    below,
    within_reach,
)
from hansei.sources.statuscake.states import Monitor, number, read_alert, read_period, read_result
from hansei.sources.statuscake.webhooks import form_lines, is_form, is_webhook, read_webhook
from hansei.sources.text import from_html, one_line, watched_address

COMPANION = "statuscake-uptime.json"
"""The list of tests, for their names: answers on one test tell its number alone."""
_ADDRESS = re.compile(
    r"https?://[\w.-]{0,60}\bstatuscake\.com/v1/([a-z-]{1,40})(?:/([^/?\s]{1,60})/([a-z-]{1,40}))?"
)
_LISTED = {"name", "website_url", "test_type", "check_rate"}
_READERS = {"periods": read_period, "alerts": read_alert, "history": read_result}
_LONGEST_INTERVAL_S = 31 * 86400


class _Answer(NamedTuple):
    """What an answer is about: "uptime", the test's number, and what of it is listed."""

    product: str
    test: str
    part: str


def recognise(sample: Sample) -> int:
    """100 for answers whose links lead to StatusCake's API, 95 for webhooks and lists of tests."""
    if sample.shape is Shape.TEXT:
        lines = [line for line in sample.first if isinstance(line, str) and line.strip()]
        own = sum(map(is_form, lines))
        return 90 if own and own * 2 >= len(lines) else 0
    scores = [_score(value) for value in sample.first]
    found = [score for score in scores if score]
    return max(found) if found and len(found) * 2 >= len(scores) else 0


def _score(value: Any) -> int:
    if is_webhook(value) or _is_list(value):
        return 95
    return 100 if _answer(value) else 0


def _answer(value: Any) -> _Answer | None:
    """What an answer lists, by the address of its own page or of the next one."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        return None
    links = value.get("links")
    found = links if isinstance(links, dict) else {}
    for link in (found.get("self"), found.get("next")):
        match = _ADDRESS.match(link) if isinstance(link, str) else None
        if match:
            return _Answer(match[1], match[2] or "", match[3] or "")
    return None


def _is_list(value: Any) -> bool:
    data = value.get("data") if isinstance(value, dict) else None
    if isinstance(data, list) and data:
        return isinstance(data[0], dict) and data[0].keys() >= _LISTED
    return isinstance(data, dict) and data.keys() >= _LISTED


@within_reach
def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """When a test was down and up, and what its checks saw. Raises as `Source` says."""
    value, place = item
    if isinstance(value, str):
        yield from _read_lines(value, place, context)
    elif is_webhook(value):
        yield read_webhook(value, place, context)
    elif answer := _answer(value):
        yield from _read_answer(value, answer, place, context)
    elif _is_list(value):
        raise UnknownEvent(f"a list of tests: beside their periods, name it {COMPANION}")
    else:
        raise ForeignPayload("not a payload of StatusCake")


def _read_answer(
    value: dict[str, Any], answer: _Answer, place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    reader = _READERS.get(answer.part) if answer.product == "uptime" else None
    if reader is None:
        listed = " ".join(each for each in (answer.product, answer.part) if each)
        raise UnknownEvent(f"a list of {listed}, not of periods, alerts or history of a test")
    monitor = _monitor(answer.test, context)
    for index, each in enumerate(value["data"]):
        where = below(place, f"data[{index}]")
        if not isinstance(each, dict):
            yield Refusal(where, "not an object", raw=each)
            continue
        try:
            for record in reader(each, monitor, where, context):
                yield Reading(record, each)
        except ValueError as error:
            yield Refusal(where, f"of {answer.part}: {error}", raw=each)


def _monitor(id_: str, context: Context) -> Monitor:
    """The test of that number, named where the list of tests stands beside."""
    listed = context.lookup(COMPANION)
    listed = listed.get("data") if isinstance(listed, dict) else listed
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and one_line(each.get("id"), 60) == id_:
            interval = number(each.get("check_rate")) or 1
            return Monitor(
                id=id_,
                name=from_html(each.get("name"), 200),
                address=watched_address(each.get("website_url")),
                interval_s=int(interval) if 1 <= interval <= _LONGEST_INTERVAL_S else 1,
            )
    return Monitor(id_)


def _read_lines(text: str, place: Place, context: Context) -> Iterator[Reading | Refusal]:
    """Webhook calls as they were posted, one a line, after the time at which each came."""
    forms = list(form_lines(text))
    if not forms:
        raise ForeignPayload("not a payload of StatusCake")
    for line, form in forms:
        where = Place(place.file, place.line + line)
        try:
            yield read_webhook(form, where, context)
        except (BadRow, UnknownEvent) as error:
            yield Refusal(where, error.reason, code=error.code, raw=form)


SOURCE = Source(
    name="statuscake",
    title="StatusCake",
    shapes=frozenset({Shape.JSON, Shape.NDJSON, Shape.TEXT}),
    recognise=recognise,
    parse=parse,
    companions=frozenset({COMPANION}),
)
