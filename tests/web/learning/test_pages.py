"""The dashboards through their pages: what they say, choose, share, and keep from whom."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from hansei.accounts.actor import system
from hansei.dashboards.asked import asked, bounds
from hansei.organisation.selectors import today
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Service
from tests.store.samples import sample_draft
from tests.web.people import Person

People = Mapping[str, Person]
pytestmark = pytest.mark.django_db
PAGES = ("/learning/", "/learning/actions/", "/learning/patterns/", "/learning/process/")
TABLES = ("frequency", "figure", "strips", "calendar", "figures", "actions", "service-cause",
          "service-severity", "process")  # fmt: skip
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def told(db: None) -> None:
    """Four incidents of March 2026."""
    for number, detected in enumerate((4, 10, 30, 45)):
        save_draft(
            actor=system("test"),
            draft=sample_draft(detected=detected, services=("checkout", EVIL)),
            source=f"/{number}",
        )


def _page(who: Person, address: str) -> str:
    response = who.client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def _table(who: Person, name: str, query: str = "period=2026") -> list[dict[str, str]]:
    response = who.client.get(f"/learning/tables/{name}.csv?{query}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_an_empty_store_says_what_comes_first(people: People) -> None:
    for address in PAGES:
        page = _page(people["contributor"], address)
        assert "hansei adopt" in page
        assert '<svg class="chart' not in page


@pytest.mark.usefixtures("told")
def test_every_page_shows_its_charts_with_table_and_csv(people: People) -> None:
    reader = people["viewer"]
    for address in PAGES:
        page = _page(reader, f"{address}?period=2026")
        assert "4 incidents" in page
        found = re.findall(r'href="(/learning/tables/[^"]+)"', page)
        assert found or address == "/learning/actions/"
        for each in found:
            assert "period=2026" in each
            assert reader.client.get(each).status_code == 200
        assert EVIL not in page
        assert not re.search(r"<[^>]+\sstyle=", page)


@pytest.mark.usefixtures("told")
def test_numbers_of_page_and_table_are_the_same(people: People) -> None:
    reader = people["viewer"]
    months = {row["period"]: row for row in _table(reader, "frequency")}
    assert months["2026-03"]["incidents"] == "4"
    assert months["2026-02"]["incidents"] == "0"
    row = next(each for each in _table(reader, "figures") if each["figure"] == "Time to detect")
    assert (row["n"], float(row["median_seconds"])) == ("4", 1200)
    assert "20 min" in _page(reader, "/learning/?period=2026")
    strips = {each["group"]: each for each in _table(reader, "strips",
              "period=2026&figure=time_to_detect")}  # fmt: skip
    assert strips["checkout"]["n"] == "4"


@pytest.mark.usefixtures("told")
def test_filters_choose_and_are_shared_by_address(people: People) -> None:
    reader = people["viewer"]
    assert "No incident in this choice" in _page(reader, "/learning/?period=2026&service=nothing")
    page = _page(reader, "/learning/?period=2026&service=checkout&severity=Sev-2")
    assert "period=2026&amp;service=checkout" in page or "service=checkout" in page
    assert "No incident in this choice" in _page(reader, "/learning/?until=2026-02-28")
    assert "4 incidents" in _page(reader, "/learning/?since=2026-03-01&until=2026-03-01")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("query", [
    "period=0000Q1", "period=9999", "period=0001", "since=0001-01-01", "until=9999-12-31",
    "since=9999-12-31&until=0001-01-01", "period=" + "9" * 5000, "figure=nothing&by=month",
    "service=%00", "period=all", "since=2026-13-40", "period=2026Q5",
])  # fmt: skip
def test_addresses_that_mean_nothing_are_no_fault(people: People, query: str) -> None:
    for address in PAGES:
        assert people["viewer"].client.get(f"{address}?{query}").status_code == 200
    for name in TABLES:
        response = people["viewer"].client.get(f"/learning/tables/{name}.csv?{query}")
        assert response.status_code == 200


@pytest.mark.usefixtures("told")
def test_what_is_restricted_is_in_no_number(people: People) -> None:
    PostMortem.objects.filter(number__lte=3).update(restricted=True)
    assert "1 incident<" in _page(people["viewer"], "/learning/?period=2026").replace("\n", "<")
    assert "4 incidents" in _page(people["auditor"], "/learning/?period=2026")
    assert _table(people["viewer"], "frequency")[2]["incidents"] == "1"


def test_an_unknown_table_is_not_found(people: People) -> None:
    assert people["viewer"].client.get("/learning/tables/nothing.csv").status_code == 404


@pytest.mark.usefixtures("told")
def test_a_cell_that_a_spreadsheet_would_run_is_inert(people: People) -> None:
    save_draft(
        actor=system("test"), draft=sample_draft(detected=5, services=("=1+1",)), source="/formula"
    )
    groups = {each["group"] for each in _table(people["viewer"], "strips",
              "period=2026&figure=time_to_detect")}  # fmt: skip
    assert "'=1+1" in groups


def test_periods_are_days_of_the_calendar() -> None:
    assert bounds("2026Q3") == (date(2026, 7, 1), date(2026, 9, 30))
    assert bounds("2024Q4") == (date(2024, 10, 1), date(2024, 12, 31))
    assert bounds("2026") == (date(2026, 1, 1), date(2026, 12, 31))
    assert bounds("90d") == (today() - timedelta(days=89), today())
    found = asked("/learning/", {"period": "2026Q3"})
    before = found.before
    assert found.days == 92
    assert before is not None
    assert before.until == found.chosen.since
    assert before.since is not None
    assert before.since.date() == date(2026, 4, 1)
    year = asked("/learning/", {})
    assert year.earlier is not None
    assert (year.earlier[1] - year.earlier[0]).days + 1 == year.days == 365


@pytest.mark.usefixtures("told")
def test_promises_are_shown_with_what_burnt_them(people: People) -> None:
    Service.objects.filter(name="checkout").update(slo_target="99.9", slo_days=30)
    page = _page(people["viewer"], "/learning/availability/?period=2026")
    assert "chart-even" in page
    assert "99.9 %" in page
    one = _page(people["viewer"], "/learning/availability/?period=2026&service=checkout")
    assert one.count('scope="row">checkout') == 1
    (row,) = [each for each in _table(people["viewer"], "availability")
              if each["service"] == "checkout"]  # fmt: skip
    assert (row["target"], row["incidents"]) == ("0.999", "4")
    assert people["stranger"].client.get("/learning/availability/").status_code == 404


@pytest.mark.usefixtures("told")
def test_what_landed_stands_in_the_trend(people: People) -> None:
    of = PostMortem.objects.order_by("number")[0]
    done = datetime(2026, 3, 20, 12, tzinfo=UTC)
    Action.objects.create(
        post_mortem=of, source=of.reference, position=8, text=f"Raise the limit {EVIL}",
        revision=1, status="completed", completed=done,
    )  # fmt: skip
    page = _page(people["viewer"], "/learning/?period=2026")
    assert 'class="chart-flag"' in page
    assert "Raise the limit" in page
    assert EVIL not in page
    march = next(each for each in _table(people["viewer"], "frequency")
                 if each["period"] == "2026-03")  # fmt: skip
    assert march["actions_completed"] == "1"


@pytest.mark.usefixtures("told")
def test_small_numbers_are_not_told(people: People) -> None:
    save_draft(
        actor=system("test"), source="/few",
        draft=sample_draft(detected=5, services=("search",), severity="SEV1"),
    )  # fmt: skip
    rows = {each["service"]: each for each in _table(people["viewer"], "service-severity")}
    assert rows["search"]["Sev-1"] == "<3"
    assert rows["checkout"]["Sev-2"] == "4"
