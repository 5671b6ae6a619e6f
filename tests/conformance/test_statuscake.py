"""StatusCake: whose tests they are, webhooks that tell no time, credentials, and the outages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record, Signal
from hansei.domain.learning.uptime import observed, outages_of
from hansei.sources.base import Context, Item, Reading, Sample, Shape
from hansei.sources.statuscake.parse import SOURCE
from tests.conformance.harness import FOLDER, Fixture, read

AT = "2025-03-02T10:36:05+00:00"
END = "2025-03-02T11:18:40+00:00"
FORM = {"Token": "9e107d9d", "Status": "Down", "StatusCode": "503", "Name": "checkout"}


def answer(*rows: Any, link: str = "https://api.statuscake.com/v1/uptime/7/periods") -> Any:
    return {"data": list(rows), "links": {"self": link}}


def records_of(value: Any, listed: Any = None) -> list[Record]:
    context = Context(zone=UTC, lookup=lambda _name: listed)
    items = SOURCE.parse(Item(value, Place(file="x.json")), context)
    return [each.record for each in items if isinstance(each, Reading)]


def sure(*values: Any, shape: Shape = Shape.JSON) -> int:
    return SOURCE.recognise(Sample("x.json", shape, values))


@pytest.mark.parametrize("link", [
    "https://status.example.com/v1/uptime/7/periods",
    "https://example.com/?next=https://api.statuscake.com/v1/uptime/7/periods",
    "https://api.notstatuscake.com/v1/uptime/7/periods",
    None,
])  # fmt: skip
def test_the_same_envelope_of_somebody_else_is_left_alone(link: Any) -> None:
    row = {"status": "down", "created_at": AT, "ended_at": END}
    assert sure(answer(row)) == 100
    assert sure(answer(row, link=link)) == 0


def test_forms_of_others_are_left_alone() -> None:
    assert sure({**FORM, "URL": "https://shop.example.com/"}) == 95
    assert sure({"Status": "Down", "StatusCode": 503, "Name": "checkout"}) == 0
    assert sure("Status=Down&StatusCode=503&URL=x", shape=Shape.TEXT) == 0


def test_a_period_that_goes_on_has_no_end() -> None:
    [down] = records_of(answer({"status": "down", "created_at": AT, "duration": 60_000}))
    assert down.signal is Signal.DOWN
    assert down.until is None


@pytest.mark.parametrize("listed", [
    {"data": [{"id": "7", "name": "checkout", "check_rate": 300}]},
    [{"id": 7, "name": "checkout", "check_rate": "300"}],
])  # fmt: skip
def test_the_list_of_tests_beside_gives_name_and_interval(listed: Any) -> None:
    row = {"status": "down", "created_at": AT}
    [alone], [named] = records_of(answer(row)), records_of(answer(row), listed)
    assert (alone.service, alone.precision_s) == ("StatusCake test 7", 1)
    assert (named.service, named.precision_s) == ("checkout", 300)
    assert alone.key == named.key


def test_a_webhook_without_the_time_at_which_it_came_is_refused() -> None:
    form = {**FORM, "URL": "https://shop.example.com/"}
    with pytest.raises(BadRow, match="keep received_at with it"):
        records_of(form)
    [down] = records_of({**form, "received_at": AT})
    assert down.at == datetime(2025, 3, 2, 10, 36, 5, tzinfo=UTC)


@pytest.mark.parametrize("came", ["2025-03-02T10:36:05Z", "2025-03-02 10:36:05"])
def test_a_line_may_begin_with_the_time_at_which_the_form_came(came: str) -> None:
    form = "Token=9e&Status=Down&StatusCode=0&Name=Search+%28EU%29&URL=https%3A%2F%2Fx.example"
    [down] = records_of(f'{came} "POST /hook?{form}"\n\nnothing of it\n')
    assert down.at == datetime(2025, 3, 2, 10, 36, 5, tzinfo=UTC)
    assert down.text == "Search (EU) is down"


def test_credentials_never_reach_a_record() -> None:
    address = "https://probe:s3cret@shop.example.com/health?token=m777-abc#x"
    [down] = records_of({**FORM, "URL": address, "received_at": AT})
    assert "s3cret" not in repr(down)
    assert "m777" not in repr(down)
    assert FORM["Token"] not in repr(down)
    assert down.url == "https://shop.example.com/health"


def test_periods_and_the_alerts_that_follow_them_are_one_outage() -> None:
    records = [
        each.record
        for name in ("periods.json", "alerts.json")
        for each in read(Fixture("statuscake", FOLDER / "statuscake" / "fixtures" / name)).readings
        if each.record.at >= datetime(2025, 3, 2, tzinfo=UTC)
    ]
    found = outages_of(filter(None, map(observed, records)))
    assert min(each.start for each in found) == datetime(2025, 3, 2, 10, 36, 5, tzinfo=UTC)
    ends = [each.end for each in found]
    assert None not in ends
    assert max(filter(None, ends)) == datetime(2025, 3, 2, 11, 18, 40, tzinfo=UTC)
