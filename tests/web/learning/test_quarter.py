"""The review of a quarter as a page and as a file."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import pytest

from hansei.accounts.actor import system
from hansei.dashboards import paper
from hansei.dashboards.quarter import last_quarter, quarter_review
from hansei.domain.errors import UsageError
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import Person

pytestmark = pytest.mark.django_db
People = Mapping[str, Person]
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def told(db: None) -> None:
    """Three incidents of the first quarter of 2026."""
    for number, detected in enumerate((4, 10, 30)):
        save_draft(
            actor=system("test"), source=f"/{number}",
            draft=sample_draft(detected=detected, services=("checkout",), title=f"{EVIL} {number}"),
        )  # fmt: skip


@pytest.mark.usefixtures("told")
def test_the_page_compares_lists_and_leads_on(people: People) -> None:
    reader = people["viewer"].client
    page = reader.get("/learning/review/2026Q1/").content.decode()
    assert "Compared with 2025Q4" in page
    assert "3 incidents" in page
    assert "/learning/review/2025Q4/" in page
    assert EVIL not in page
    assert html.escape(EVIL) in page
    first = reader.get("/learning/review/")
    assert first["Location"] == f"/learning/review/{last_quarter()}/"
    for wrong in ("2026Q9", "2026", "9999Q1", "nothing", "90d", "all"):
        assert reader.get(f"/learning/review/{wrong}/").status_code == 404, wrong


@pytest.mark.usefixtures("told")
def test_the_file_needs_nothing_beside_it(people: People) -> None:
    reader = people["viewer"].client
    response = reader.get("/learning/review/2026Q1/file.html")
    assert response["Content-Disposition"] == 'attachment; filename="review-2026Q1.html"'
    page = response.content.decode()
    assert EVIL not in page
    assert "<script" not in page
    assert not re.search(r"\b(?:src|href)=", page)
    assert "@font-face" not in page
    assert "url(" not in page
    assert reader.get("/learning/review/2026Q1/file.exe").status_code == 404


@pytest.mark.usefixtures("told")
def test_what_is_restricted_is_in_no_review(people: People) -> None:
    PostMortem.objects.filter(number__lte=2).update(restricted=True)
    page = people["viewer"].client.get("/learning/review/2026Q1/").content.decode()
    assert "1 incident." in page
    for number in (0, 1):
        assert html.escape(f"{EVIL} {number}") not in page


@pytest.mark.usefixtures("told")
def test_a_pdf_is_made_where_it_can_be_and_else_says_what_is_missing(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = people["viewer"].actor
    if paper.has_pdf():
        assert paper.as_pdf(quarter_review(actor, "2026Q1")).startswith(b"%PDF-")
    monkeypatch.setattr(paper, "has_pdf", lambda: False)
    with pytest.raises(UsageError, match=r"hansei\[pdf\]"):
        paper.as_pdf(quarter_review(actor, "2026Q1"))


def test_drawings_carry_colours_of_their_own() -> None:
    styles = paper._drawing_css()
    assert "var(" not in styles
    assert "light-dark" not in styles
    assert "color-mix" not in styles
    assert ".chart-line { fill: none; stroke: #27508a;" in styles
