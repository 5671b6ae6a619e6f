"""What is indexed and what is asked for: any text is a query, and none is an operator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.search.engine import Matches, Rank, fts5, said, tsquery
from hansei.search.models import Text
from hansei.search.snippets import marked, snippet
from hansei.search.words import MOST_WORDS, indexed, parsed

HOSTILE = (
    '"', '"""', "'", "a' OR 1=1 --", "NEAR(a b)", "title : x", "{title} : x", "a AND OR NOT b",
    "^a", "a*b*", "*", "(", "a:*", "a & !b | <-> c", "\\", "\0", "a\0b", "%", "_", "-", "--a",
    '-"', "🙂", "\ud800", "e" * 5000, "a " * 5000, "a'':*&b", ":A", "<2>",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Checkout–API (v4.11)", "checkout api v4 11"),
        ("Ünïcode STRASSE straße", "unicode strasse strasse"),
        ("check_out", "check out"),
        ("障害の反省", "障害 害の の反 反省"),
        ("火", "火"),
        ("\N{LATIN SMALL LIGATURE FI}re", "fire"),
        ("… – !", ""),
    ],
)
def test_words_are_letters_and_digits(text: str, words: str) -> None:
    assert indexed(text) == words


def test_a_text_without_end_is_indexed_up_to_a_bound() -> None:
    assert len(indexed("word " * (MOST_WORDS + 5)).split()) == MOST_WORDS


@pytest.mark.parametrize(
    ("text", "asked_sqlite", "asked_postgresql"),
    [
        ("slow pool", '"slow"* AND "pool"*', "('slow':*) & ('pool':*)"),
        ('"slow pool"', '"slow pool"', "('slow' <-> 'pool')"),
        ("check-out", '"check out"*', "('check' <-> 'out':*)"),
        ('ab -ef -"c d"', '("ab"*) NOT ("ef"* OR "c d")', "('ab':*) & !('ef':*) & !('c' <-> 'd')"),
        ("a 反", '"a" AND "反"*', "('a') & ('反':*)"),
        ('"unclosed one', '"unclosed one"', "('unclosed' <-> 'one')"),
    ],
)
def test_what_is_typed_becomes_the_engines_language(
    text: str, asked_sqlite: str, asked_postgresql: str
) -> None:
    assert fts5(parsed(text)) == asked_sqlite
    assert tsquery(parsed(text)) == asked_postgresql


@pytest.mark.parametrize("text", ["", " ", "-", "-only -what -not", '"" !'])
def test_what_asks_for_nothing_is_false(text: str) -> None:
    assert not parsed(text)


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("titles", [False, True])
def test_no_text_is_an_error_of_the_engine(text: str, titles: bool) -> None:
    Text.objects.create(rowid=5, title="a b", body="c d")
    query = parsed(text)
    if query:
        words = said(query, titles=titles)
        list(Text.objects.filter(Matches(words, titles=titles)).annotate(rank=Rank(words)))


@given(st.text(max_size=60))
def test_the_engines_are_asked_for_letters_and_digits_alone(text: str) -> None:
    query = parsed(text)
    for word in (each for term in (*query.wanted, *query.unwanted) for each in term.words):
        assert word.isalnum()


def test_a_snippet_shows_where_the_words_stand_together() -> None:
    text = (
        "The pool was fine. " + "Nothing happened. " * 40 + "Then the pool ran dry & <b>died</b>."
    )
    pieces = snippet([text], parsed("pool dry"))
    assert [piece.text for piece in pieces if piece.found] == ["pool", "dry"]
    assert pieces[0].text == "… "
    assert "<b>died" in "".join(piece.text for piece in pieces)


def test_a_snippet_is_of_the_text_that_says_most_and_of_none_otherwise() -> None:
    texts = ["a pool", "the pool ran dry", "dry"]
    assert "".join(piece.text for piece in snippet(texts, parsed("pool dry"))) == texts[1]
    assert snippet(texts, parsed("absent")) == ()
    assert snippet([], parsed("absent")) == ()


@given(st.text(max_size=300), st.text(max_size=20))
def test_marking_keeps_the_text(text: str, asked: str) -> None:
    assert "".join(piece.text for piece in marked(text, parsed(asked))) == text
