"""The page: its parts, its links, and that it asks for nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace
from tests.outputs import extremes
from tests.outputs.dossiers import CLOCKS, at, dossier, mark

from hansei.domain.document import Block, BlockKind, Milestone, Section
from hansei.domain.evidence import EvidenceKind, EvidenceNote
from hansei.outputs import registry
from hansei.outputs.html.render import render
from hansei.outputs.html.strip import range_text

VOID = {"br", "meta", "link", "img", "hr"}


class Page(HTMLParser):
    """Elements with their attributes in order; fails on unbalanced ones."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def source() -> str:
    return render(dossier()).decode()


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def words(source: str) -> str:
    """The text without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", source))


EVERY = (
    dossier, extremes.hostile, extremes.silent, extremes.night, extremes.single, extremes.empty,
    extremes.crowded, lambda: extremes.many(3000),
)  # fmt: skip


@pytest.mark.parametrize("make", EVERY)
def test_every_page_is_balanced_and_its_own_links_lead_somewhere(make) -> None:
    found = Page(render(make()).decode())
    ids = [attributes["id"] for _, attributes in found.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    targets = [each["href"][1:] for each in found.all("a") if (each["href"] or "").startswith("#")]
    assert set(targets) <= set(ids)


@pytest.mark.parametrize("make", EVERY)
def test_headings_descend_without_a_gap(make) -> None:
    levels = [int(tag[1]) for tag, _ in Page(render(make()).decode()).elements
              if re.fullmatch(r"h\d", tag)]  # fmt: skip
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_is_found_by_its_folder() -> None:
    assert {"html", "ics", "statuspage"} <= set(registry.names())
    assert registry.output("html").file_name == "postmortem.html"


def test_same_dossier_same_bytes() -> None:
    assert render(dossier()) == render(dossier())


def test_asks_for_nothing_and_runs_nothing(page: Page, source: str) -> None:
    policy = next(each for each in page.all("meta") if "http-equiv" in each)
    assert policy["content"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert page.all("script") == []
    assert not re.search(r"url\(|@import|src=", source)


def test_names_language_skip_link_and_scopes(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("a")[0] == {"href": "#main", "class": "skip"}
    assert all(each.get("scope") in ("col", "row", "rowgroup") for each in page.all("th"))
    assert Page(render(dossier(extra={"lang": "de-CH"})).decode()).all("html")[0]["lang"] == "de-CH"


def test_facts_in_the_zone_and_in_utc(source: str) -> None:
    text = words(source)
    assert "12 March 2025, 15:02 to 15:41 CET (UTC+01:00)" in text
    assert "12 March 2025, 14:02 to 14:41 UTC" in text
    assert "Sev-1" in text
    assert "payments team" in text


def test_figures_with_their_range_and_what_is_missing(source: str) -> None:
    text = words(source)
    assert "38 min 30 s between 35 and 42 min from impact start to recovery confirmed" in text
    assert "Time to resolve not known from detected to closed (not known)" in text


def test_a_negative_figure_is_shown_as_invalid() -> None:
    text = words(render(extremes.night()).decode())
    assert "-1 h 08 min Invalid: it would end before it starts" in text


def test_citations_link_to_rows_and_back(source: str) -> None:
    assert re.search(r'<a href="#event-e8" id="cite-\d+" class="cite"', source)
    assert re.search(r'<tr [^>]*id="event-e8"', source)
    assert 'aria-label="Back to citation 1 of e8"' in source
    assert re.search(r'<span class="uncited"[^>]*>e99</span>', source)


def test_a_cited_event_is_shown_even_if_it_is_not_the_document_s_own() -> None:
    sections = (Section("summary", "Summary", (Block("Somebody asked [e20]."),)),)
    text = render(dossier(sections=sections)).decode()
    assert text.index('id="event-e20"') < text.index("<details>")


def test_marked_words_become_labels(source: str) -> None:
    for word in ("assumption", "unknown", "question", "disputed"):
        assert f'<strong class="mark {word}">{word.capitalize()}</strong>' in source


def test_a_marked_word_inside_a_sentence_stays_plain() -> None:
    sections = (Section("summary", "Summary", (Block("This is an **assumption** of ours."),)),)
    assert "<strong>assumption</strong>" in render(dossier(sections=sections)).decode()


def test_markdown_of_github(source: str) -> None:
    assert '<td class="align-right">80 %</td>' in source
    assert "<s>No</s>" in source
    assert '<li class="task">☐ Alert on pool saturation' in source


def test_a_released_block_is_labelled_and_its_marker_gone(source: str) -> None:
    assert '<span class="tag">Public</span>' in source
    assert "public --" not in source


def test_rows_keep_the_precision_and_the_correction(source: str) -> None:
    assert ">14:58</time>" in source
    assert ">15:06:10</time>" in source
    assert "+95 s corrected" in source
    assert "to 15:41:00 (38 min 30 s)" in source
    assert "written as “about 14:21”" in source


def test_clocks_and_findings_with_both_sides(source: str) -> None:
    text = words(source)
    assert "1 min 35 s late" in text
    assert "give or take 2 s (from 4 pairs of the same happening)" in text
    assert "a mistaken time zone" in text
    assert "The text says detected within 2 minutes pm.md line 12" in text
    assert "Against 3 min 40 s from impact start to detection pm.md line 31" in text
    assert len(CLOCKS) == 2


def test_footer_says_how_many_claims_are_cited(source: str) -> None:
    assert re.search(r"Made by Hansei [\d.]+ from 2025-03-12-checkout\. \d+ of \d+ claims", source)


def test_timeline_and_milestones_follow_the_first_section_where_nothing_places_them() -> None:
    sections = (Section("a", "First", (Block("One."),)), Section("b", "Second", (Block("Two."),)))
    found = re.findall(r"<h2 [^>]*>([^<]*)</h2>", render(dossier(sections=sections)).decode())
    assert found[:4] == ["First", "Timeline", "Milestones", "Second"]


def test_the_timeline_stands_once_even_if_two_blocks_ask_for_it() -> None:
    block = Block(kind=BlockKind.TIMELINE)
    sections = (Section("a", "First", (block,)), Section("b", "Second", (block,)))
    assert render(dossier(sections=sections)).count(b'<figure class="chart">') == 1


def test_rows_are_bounded() -> None:
    text = render(extremes.many(3000)).decode()
    assert len(re.findall(r'<tr [^>]*id="event-', text)) == 8 + 500
    assert "And 2,492 more in the JSON." in text


def test_images_from_elsewhere_become_links_and_embedded_ones_stay() -> None:
    picture = "data:image/png;base64,iVBORw0KGgo="
    sections = (
        Section("a", "A", (Block(f"![graph]({picture}) ![map](https://maps.example/a.png)"),)),
    )
    page = Page(render(dossier(sections=sections)).decode())
    assert [each["src"] for each in page.all("img")] == [picture]
    assert "https://maps.example/a.png" in [each.get("href") for each in page.all("a")]


def test_an_unknown_zone_is_said_and_shown_in_utc() -> None:
    text = words(render(dossier(zone="Mars/Base")).decode())
    assert "“Mars/Base” is no time zone: shown in UTC" in text


def test_milestones_in_one_minute_do_not_hide_each_other() -> None:
    marks = {each: mark("14:05") for each in Milestone}
    source = render(dossier(milestones=marks)).decode()
    wide = source[source.index('<svg class="wide"') :]
    rows = re.findall(r'y="([\d.]+)" class="milestone(?: moved)?"', wide[: wide.index("</svg>")])
    assert len(rows) == len(set(rows)) == 8


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(1320, 1560, "between 22 and 26 min"), (50, 70, "between 50 s and 1 min 10 s"),
     (17_542_800, 17_543_000, ""), (-60, 60, "between -1 and 1 min")],
)  # fmt: skip
def test_ranges_in_words(least: float, most: float, words: str) -> None:
    assert range_text(least, most) == words


def test_evidence_is_listed_with_its_digest_and_citations_lead_to_it() -> None:
    kept = EvidenceNote(
        number=1, kind=EvidenceKind.FILE, title="The graph <b>", where="graph.png",
        digest="ab" * 32, at=at("15:00"), by="user:lead", by_name="The lead",
    )  # fmt: skip
    gone = EvidenceNote(number=2, kind=EvidenceKind.LINK, title="Vendor", removed=at("16:00"),
                        where="javascript:alert(1)")  # fmt: skip
    section = Section("impact", "Impact", (Block("It hurt. [ev1] It ended. [ev9]"),))
    found = replace(dossier(), evidence=(kept, gone))
    found = replace(found, document=replace(found.document, sections=(section,)))
    source = render(found).decode()
    page = Page(source)
    assert "event-ev1" in [each.get("id") for each in page.all("li")]
    (cite,) = [each for each in page.all("a") if each.get("href") == "#event-ev1"]
    assert cite["title"] == "The graph <b>"
    assert "ab" * 32 in source
    assert "The graph &lt;b&gt;" in source
    assert "No such event or evidence" in source
    assert 'href="javascript' not in source
    assert "removed" in words(source)
