"""The review of a quarter: the numbers of its page, as data and as one file."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import system
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from tests.api.callers import caller
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
QUARTER = "/learning/quarter?quarter=2026Q1"


@pytest.fixture(autouse=True)
def _told(db: None) -> None:
    for number, detected in enumerate((4, 10, 30)):
        draft = sample_draft(detected=detected, services=("checkout",))
        save_draft(actor=system("test"), draft=draft, source=f"/{number}")


def test_the_numbers_are_those_of_the_page_and_of_what_the_caller_reads() -> None:
    reader = caller("viewer")
    found = reader.get(QUARTER).json()
    assert (found["quarter"], found["first"], found["last"]) == (
        "2026Q1",
        "2026-01-01",
        "2026-03-31",
    )
    charts = {each["name"]: each for each in (*found["course"], *found["charts"])}
    rows = {each["figure"]: each for each in charts["figures"]["rows"]}
    assert rows["Time to detect"]["median"] == 600
    assert found == reader.get("/learning/quarter/json?quarter=2026Q1").json()
    assert reader.get(f"{QUARTER}&service=nothing").json()["incidents"] == 0
    PostMortem.objects.filter(number=1).update(restricted=True)
    assert reader.get(QUARTER).json()["incidents"] == 2
    assert caller("auditor").get(QUARTER).json()["incidents"] == 3
    assert caller("stranger").get(QUARTER).json()["incidents"] == 0


def test_it_comes_as_one_file() -> None:
    reader = caller("viewer")
    page = reader.get("/learning/quarter/html?quarter=2026Q1")
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page["Content-Disposition"] == 'attachment; filename="review-2026Q1.html"'
    assert page.content.startswith(b"<!doctype html>")
    assert b"Median 10 min" in reader.get("/learning/quarter/text?quarter=2026Q1").content
    wrong = reader.get("/learning/quarter/papyrus?quarter=2026Q1")
    assert (wrong.status_code, "papyrus" in wrong.json()["detail"]) == (400, True)
    assert reader.get("/learning/quarter?quarter=2026Q9").status_code == 400
    assert reader.get("/learning/quarter?quarter=8999Q1").status_code == 400
