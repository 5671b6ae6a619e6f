"""The claim ledger: what is a claim, what it cites, and what is marked instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.claims import Standing, cited_events, claims, coverage, sentences
from hansei.domain.document import Block, BlockKind, Document, Section
from tests.strategies.records import BRIEF


def _document(*blocks: str, key: str = "impact") -> Document:
    return Document(
        title="x", sections=(Section(key, "X", tuple(Block(text=text) for text in blocks)),)
    )


def _standings(*blocks: str) -> list[Standing]:
    return [each.standing for each in claims(_document(*blocks))]


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Users could not pay [e3].", Standing.CITED),
        ("Users could not pay [e3, e7].", Standing.CITED),
        ("Users could not pay [ev12].", Standing.CITED),
        ("Users could not pay.", Standing.UNCITED),
        ("**Assumption:** all of them.", Standing.ASSUMPTION),
        ("**Assumption**: all of them.", Standing.ASSUMPTION),
        ("**Unknown:** how many.", Standing.UNKNOWN),
        ("**Question:** Who saw it?", Standing.QUESTION),
        ("Who saw it?", Standing.QUESTION),
        ("1. **Why was that possible?**", Standing.QUESTION),
        ("1. **Why was that possible?** The pool was full. [e3]", Standing.CITED),
        ("**Disputed:** support saw it first [e3].", Standing.DISPUTED),
        ("See [e3](http://example.org).", Standing.UNCITED),
        ("Read [the runbook].", Standing.UNCITED),
        ("They wrote “It broke.” [e3].", Standing.CITED),
        ("It broke. [e3]", Standing.CITED),
        (r"They wrote “\[e3\]”.", Standing.UNCITED),
    ],
)
def test_how_a_sentence_stands(text: str, standing: Standing) -> None:
    assert _standings(text) == [standing]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One stands here. Another stands here.", 2),
        ("It rose to 4.5 % at 10.30 and fell.", 1),
        ("- one of them\n- another one\n  that goes on", 2),
        ("1. one of them\n2. another one", 2),
        ("They wrote “It broke. We know.” at ten.", 1),
        ("Acknowledged by J. Role after a minute.", 1),
        ("It began!\nThen it ended.", 2),
        ("They wrote “It broke.” [e3].", 1),
        ("It broke. [e3]", 1),
        ("It broke. [e3, e4] Then it stood.", 2),
        ("It broke. [Runbooks](x) helped.", 2),
        ("12 % 45 --", 0),
        ("# A heading", 0),
        ("```\ncode. Is none.\n```", 0),
        ("| a | b |\n| --- | --- |", 0),
        ("<!-- a comment. Of ours. -->", 0),
    ],
)
def test_what_is_a_sentence(text: str, number: int) -> None:
    assert len(list(sentences(text))) == number


def test_sentences_know_their_line() -> None:
    found = list(sentences("First here\ngoes on. Second here.\n- third here"))
    assert [line for line, _ in found] == [0, 0, 2]


def test_the_timeline_and_the_actions_are_no_claims() -> None:
    for key in ("timeline", "actions", "questions", "status_update"):
        assert list(claims(_document("Users could not pay.", key=key))) == []
    table = Document(
        title="x", sections=(Section("impact", "X", (Block(kind=BlockKind.TIMELINE),)),)
    )
    assert list(claims(table)) == []


def test_coverage_counts_marked_statements_apart() -> None:
    document = _document("One of it [e1]. Two of it.", "**Unknown:** three.", "Is it four?")
    found = coverage(document)
    assert (found.cited, found.total, found.marked) == (1, 2, 2)


def test_claims_know_their_place() -> None:
    (claim,) = list(claims(_document("# A heading", "Users could not pay [e3, e7].")))
    assert (claim.section, claim.block, claim.cites) == (0, 1, ("e3", "e7"))


def test_everything_cited_is_collected() -> None:
    document = _document("One [e1]. Two [e2, e3].", "Three [e1]. Four [e4](x).")
    assert cited_events(document.sections) == {"e1", "e2", "e3"}


@BRIEF
@given(st.text(max_size=300))
def test_any_text_has_sentences(text: str) -> None:
    for line, sentence in sentences(text):
        assert 0 <= line <= len(text.splitlines())
        assert sentence.strip() == sentence


def test_a_long_line_is_read_in_linear_time() -> None:
    text = "“" * 50_000 + "a. B" * 50_000 + "[e1, " * 50_000
    assert list(sentences(text))
    assert cited_events([Section("x", "X", (Block(text=text),))]) == set()


TABLE = (
    "| Measure | Value | Evidence |\n| --- | --- | --- |\n"
    "| Users affected | 1,200 | [e3, ev1] |\n"
    "| Failed requests |  |  |\n"
    "| **Assumption:** tickets | 40 |  |\n"
    "| Revenue lost | 4,000 EUR | e9 |\n"
    "| SLO violated | yes |  |"
)


def test_the_rows_of_a_table_with_evidence_are_claims() -> None:
    found = list(claims(_document(TABLE)))
    assert [(each.line, each.standing) for each in found] == [
        (2, Standing.CITED), (4, Standing.ASSUMPTION), (5, Standing.CITED), (6, Standing.UNCITED),
    ]  # fmt: skip
    assert found[0].text == "Users affected | 1,200"
    assert found[0].cites == ("e3", "ev1")
    released = list(claims(_document(f"<!-- public -->\n{TABLE}")))
    assert [each.line for each in released] == [3, 5, 6, 7]


def test_the_rows_of_other_tables_are_none() -> None:
    assert not _standings("| Region | Share |\n| --- | --- |\n| North | half of all users |")


def test_a_factor_alone_in_its_row_is_a_claim() -> None:
    table = "| No. | Factor | Type | Evidence |\n| --- | --- | --- | --- |\n| F1 | No limit |  |  |"
    assert _standings(table) == [Standing.UNCITED]


def test_citing_what_is_not_there_cites_nothing() -> None:
    document = _document("It broke. [e3] It stood. [ev1, e9]")
    assert coverage(document).cited == 2
    assert coverage(document, citable={"e3", "ev1"}).cited == 2
    assert coverage(document, citable={"e3"}).cited == 1
