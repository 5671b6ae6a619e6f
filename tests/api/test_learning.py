"""What the pages of learning, check-ins and causes say, for scripts."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from hansei.dashboards.named import CHARTS
from hansei.domain.document import Block, Section
from hansei.postmortem.models import CheckIn
from tests.api.callers import caller
from tests.recurrence.things import action, incident, published
from tests.web.people import person

pytestmark = pytest.mark.django_db
NOISE, DROWNED = "Too much noise in our alert channel", "Alerts drowned in the noise of the channel"


def test_a_chart_is_read_as_data_and_as_a_table() -> None:
    for days in (10, 40, 41):
        incident(days=days)
    incident(days=12, title="The Zwielicht", service="search")
    reader = caller("viewer")
    found = reader.get("/learning/charts/frequency?service=checkout").json()
    names = [each["name"] for each in found["columns"]]
    assert sum(each["incidents"] for each in found["rows"]) == 3
    assert found["title"]
    assert found["definition"]
    table = reader.get("/learning/charts/frequency/csv?service=checkout")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    first, *rows = csv.reader(io.StringIO(table.content.decode()))
    assert (first, len(rows)) == (names, len(found["rows"]))
    before = (timezone.now() - timedelta(days=30)).date()
    some = reader.get(f"/learning/charts/frequency?until={before}").json()
    assert sum(each["incidents"] for each in some["rows"]) == 2
    for name in CHARTS:
        assert reader.get(f"/learning/charts/{name}?period=all").status_code == 200, name


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("papyrus", 404),
        ("papyrus/csv", 404),
        ("frequency?period=soon", 422),
        ("frequency?period=12m&since=2026-01-01", 422),
        ("frequency?since=2026-02-01&until=2026-01-01", 422),
        ("figure?figure=none", 422),
        ("strips?by=day", 422),
        ("frequency?servce=checkout", 422),
    ],
)
def test_what_a_page_would_pass_over_is_refused(asked: str, status: int) -> None:
    answer = caller("viewer").get(f"/learning/charts/{asked}")
    assert answer.status_code == status, answer.content


def test_check_ins_are_found_looked_at_and_closed() -> None:
    found = published(person("contributor", name="writer"))
    done = action(found, done_days=20)
    for days in (30, 5):
        incident(days=days)
    lead = caller("lead")
    listed = lead.get("/check-ins").json()
    (due,) = listed["due"]
    assert (due["post_mortem"], due["number"], due["late_days"]) == (found.number, 1, 10)
    assert (len(listed["ahead"]), listed["closed"]) == (2, [])
    place = f"/postmortems/{found.number}/check-ins/1"
    seen = lead.get(place).json()
    assert (seen["closed"], seen["days"]) == (None, 30)
    assert (seen["since"]["rate"]["after"]["count"], len(seen["said"])) == (2, 3)
    (look,) = seen["actions"]
    assert (look["action"], look["verdict"]) == (done.pk, None)
    spoken = [{"action": done.pk, "verdict": look["offered"][0], "note": "Seen twice."}]
    assert lead("POST", f"{place}/closure", {"verdicts": spoken}).status_code == 200
    after = lead.get(place).json()
    assert (after["actions"][0]["verdict"], after["closed_by"]) == (look["offered"][0], "The lead")
    assert lead.get("/check-ins").json()["due"] == []
    assert lead.get(f"/postmortems/{found.number}/check-ins/9").status_code == 404
    found.restricted = True
    found.save()
    assert lead.get("/check-ins").json()["closed"] == []
    assert lead.get(place).status_code == 404
    assert CheckIn.objects.filter(closed__isnull=False).count() == 1


def test_two_wordings_are_put_together_and_taken_apart() -> None:
    writer = person("contributor", name="writer")
    for days, factor in ((60, NOISE), (30, DROWNED)):
        section = Section("factors", "Contributing factors", (Block(f"- {factor}"),))
        published(writer, days=days, sections=(section,))
    lead = caller("lead")
    (pair,) = lead.get("/causes").json()["suggested"]
    assert {pair["says"], pair["as_says"]} == {NOISE, DROWNED}
    body = {name: pair[name] for name in ("wording", "counts_as")}
    for who in ("viewer", "stranger"):
        assert caller(who)("POST", "/causes", body).status_code == 404
    made = lead("POST", "/causes", body).json()
    assert lead("POST", "/causes", body).status_code == 422
    (cause,) = lead.get("/causes").json()["causes"]
    assert (cause["incidents"], len(cause["wordings"])) == (2, 2)
    assert [each["said"] for each in cause["wordings"]] == [None, made["said"]]
    assert lead("DELETE", f"/causes/{made['said']}").status_code == 204
    assert len(lead.get("/causes").json()["causes"]) == 2


def test_a_class_of_factors_is_compared() -> None:
    for days in (30, 5):
        incident(days=days)
    reader = caller("viewer")
    found = reader.get("/factors/effect?kind=failed barrier").json()
    assert (found["subject"], found["comparison"]) == ("failed barrier", None)
    landed = "2026-01-02T00:00:00Z"
    compared = reader.get(f"/factors/effect?kind=trigger&landed={landed}").json()["comparison"]
    assert compared["landed"] == landed
    assert reader.get("/factors/effect?kind=papyrus").status_code == 422
    assert caller("stranger").get("/factors/effect?kind=trigger").status_code == 404


def test_a_shipped_template_is_read_as_a_file() -> None:
    reader = caller("viewer")
    for each in reader.get("/templates").json()["items"]:
        asked = f"/templates/text?kind={each['kind']}&name={each['name']}"
        answer = reader.get(asked)
        assert answer.headers["Content-Type"].startswith("application/toml")
        body = {"kind": each["kind"], "text": answer.content.decode()}
        checked = reader("POST", "/templates/check", body).json()
        assert checked["faults"] == [], each["name"]
    assert reader.get("/templates/text?kind=module&name=papyrus").status_code == 404
