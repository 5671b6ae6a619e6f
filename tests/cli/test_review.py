"""`review`: a quarter as lines, as data and as a file, with the numbers of its page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hansei.accounts.actor import system
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Service
from tests.cli.conftest import Run
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(db: None) -> None:
    """Three incidents of the first quarter of 2026."""
    for number, detected in enumerate((4, 10, 30)):
        draft = sample_draft(detected=detected, services=("checkout",))
        save_draft(actor=system("test"), draft=draft, source=f"/{number}")


@pytest.mark.usefixtures("told")
def test_the_command_gives_the_numbers_of_the_page(run: Run, tmp_path: Path) -> None:
    Service.objects.update(slo_target="99.9")
    found = json.loads(run("review", "--quarter", "2026q1", "--format", "json").out)
    assert (found["quarter"], found["incidents"], found["over"]) == ("2026Q1", 3, True)
    charts = {each["name"]: each for each in (*found["course"], *found["charts"])}
    rows = {each["figure"]: each for each in charts["figures"]["rows"]}
    assert rows["Time to detect"]["median"] == 600
    assert charts["availability"]["rows"][0]["service"] == "checkout"
    months = {each["period"]: each["incidents"] for each in charts["frequency"]["rows"]}
    assert months["2026-03"] == 3
    assert len(months) == 12
    text = run("review", "--quarter", "2026Q1").out
    assert "Time to detect: From milestone to milestone detected - impact start" in text
    assert "Median 10 min" in text
    assert text.startswith("2026Q1, 2026-01-01 to 2026-03-31: 3 incidents, ")
    assert "0 near misses" in text.splitlines()[0]
    none = run("review", "--quarter", "2026Q1", "--service", "nothing", "--format", "json")
    assert json.loads(none.out)["incidents"] == 0
    file = tmp_path / "review.html"
    assert run("review", "--quarter", "2026Q1", "--format", "html", "-o", file).code == 0
    assert file.read_text().startswith("<!doctype html>")
    assert run("review", "--quarter", "2026Q9").code == 2
    assert "has not begun" in run("review", "--quarter", "8999Q1").err
