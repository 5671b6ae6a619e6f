"""Texts that want to be more than text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outputs import extremes
from tests.outputs.dossiers import dossier, event
from tests.outputs.test_html_page import Page

from hansei.domain.document import Block, Section
from hansei.outputs.html.markup import clean, element, join, link
from hansei.outputs.html.prose import Prose
from hansei.outputs.html.render import render


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(extremes.hostile()).decode())


def test_no_element_of_theirs_comes_alive(page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint({"script", "iframe", "object", "embed", "form", "base"})
    assert len(page.all("style")) == 1
    assert page.all("img") == []


def test_no_handler_and_no_address_but_the_web_s(page: Page) -> None:
    for _, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
    for each in page.all("a"):
        assert re.match(r"#|https://tracker\.example/|https://evil\.example", each["href"] or "")


def test_directions_controls_and_surrogates_are_gone() -> None:
    text = render(extremes.hostile()).decode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\ud800-\udfff]", text)


def test_a_word_of_ten_thousand_letters_is_clipped_in_the_table() -> None:
    text = render(extremes.hostile()).decode()
    row = text[text.index('id="event-e4"') :]
    row = row[: row.index("</tr>")]
    assert len(row) < 2000
    assert "(9,400 more characters in the JSON)" in row


@pytest.mark.parametrize("text", extremes.HOSTILE)
def test_a_hostile_text_as_markdown_stays_text(text: str) -> None:
    rendered = Prose({}).render(text)
    assert not re.search(r"<(?:script|iframe|style|svg)|javascript:[^<]*\"", rendered)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", None, "vbscript:x"]
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert link("text", address) == "text"


def test_elements_escape_what_is_not_html() -> None:
    assert element("p", "<b>", title='"><script>') == (
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;</p>'
    )
    assert join("<i>", None, "", element("b", "x")) == "&lt;i&gt;<b>x</b>"


def test_a_cleaned_text_can_always_be_written() -> None:
    assert clean("a\ud800\x00b\u202e").encode() == "a\ufffdb".encode()


def test_ids_of_events_cannot_leave_their_attribute() -> None:
    own = (event('x" onclick="y', "14:00", "text"), event("\ud800", "14:01", "text"))
    page = Page(render(dossier(events=own, milestones={})).decode())
    assert all("onclick" not in attributes for _, attributes in page.elements)


def test_markdown_links_keep_their_reference_apart_from_citations() -> None:
    sections = (Section("a", "A", (Block("[e1](https://example.org) [e2][e3] `[e4]`"),)),)
    text = render(dossier(sections=sections)).decode()
    assert '<a href="https://example.org"' in text
    assert "<code>[e4]</code>" in text


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["<script>", "</p>", "[e1", "]", "[e1, e2]", "(javascript:x)", "**", "Assumption:",
             "# ", "\n", "\n\n", "| a |", "\n| - |\n", "```", "`", "<!--", "-->", "> ", "- [ ] ",
             "<br>", "![", "](data:image/png;base64,AA)", "&lt;", "<http://a.b>", "\t", "~~", "1. "]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(MARKUP)
def test_any_text_gives_balanced_harmless_html(text: str) -> None:
    page = Page(Prose({"e1": "x"}).render(text))
    for tag, attributes in page.elements:
        assert tag not in ("script", "style", "iframe")
        assert not any(name.startswith("on") for name in attributes)
        assert not (attributes.get("href") or "").lower().startswith(("javascript", "data"))
