"""Reading Markdown, places, rewordings, and input made to hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import is_about_linear

from hansei.domain.blameless import check_sentence, check_text
from hansei.domain.blameless.clause import Role, subject, tokens


def ids(text: str) -> list[str]:
    return [finding.rule for finding in check_text(text)]


class TestPlaces:
    def test_line_and_columns_count_from_one_and_the_end_is_exclusive(self) -> None:
        text = "# Report\n\n- In the end it was **human error** again.\n"
        (finding,) = check_text(text, file="r.md")
        place = finding.place
        assert (place.file, place.line, place.column) == ("r.md", 3, 23)
        assert text.split("\n")[2][place.column - 1 : place.end_column - 1] == "human error"
        assert finding.says == "human error"

    def test_a_wording_that_wraps_over_lines(self) -> None:
        (finding,) = check_text("The engineer failed\nto notice the alert.", first_line=10)
        assert (finding.place.line, finding.place.end_line) == (10, 11)
        assert finding.says == "The engineer failed\nto notice"

    def test_table_cells_are_sentences_of_their_own(self) -> None:
        text = "| time | what |\n| --- | --- |\n| 14:05 | Assumed user error at first |\n"
        (finding,) = check_text(text)
        assert (finding.place.line, finding.place.column) == (3, 19)


@pytest.mark.parametrize(
    "text",
    [
        "```\nthe engineer failed to notice\n```",
        "~~~~\nhuman error\n~~~\nhuman error\n~~~~",
        "The value `human error` is sent.",
        "See [the report](https://example.org/human-error-obviously).",
        "<!-- human error, obviously -->",
        "<!-- human\nerror -->",
        "---\ntitle: human error\n---\n",
        "2024-03-01T10:00:00Z app ERROR obviously human error",
        "ERROR: operator error",
        '{"message": "human error"}',
        "The link https://example.org/human/error is dead.",
    ],
)
def test_what_is_no_prose_is_left_alone(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("The on-call engineer failed", Role.PERSON),
        ("The Postgres operator failed", Role.THING),
        ("The admin panel failed", Role.THING),
        ("One of the operators failed", Role.PERSON),
        ("The engineer on call failed", Role.PERSON),
        ("The engineer assigned to the case failed", Role.PERSON),
        ("The version of the operator failed", Role.THING),
        ("We failed", Role.TEAM),
        ("The user failed", Role.USER),
        ("They failed", Role.UNSURE),
        ("Reviewing the change failed", Role.PROCESS),
        ("`deploy` failed".replace("`deploy`", "\u00a4\u00a4"), Role.THING),
        ("The engineer opened the console, but failed", Role.PERSON),
        ("The engineer, while testing a fix, failed", Role.PERSON),
        ("The pod that the engineer restarted failed", Role.THING),
        ("The person who had made the change failed", Role.PERSON),
        ("The team lead failed", Role.PERSON),
        ("Failed", Role.IMPLIED),
    ],
)
def test_the_subject_of_a_verb(sentence: str, role: Role) -> None:
    found = tokens(sentence)
    assert subject(found, len(found) - 1).role is role


@pytest.mark.parametrize(
    ("sentence", "rewording"),
    [
        ("The developer forgot to renew the certificate.", "The certificate was not renewed;"),
        ("We should have tested the restore.", "The restore was not tested;"),
        ("An operator accidentally deleted `prod`.", "[the tool or process] allowed"),
        ("An operator accidentally deleted the `prod` bucket.", "The `prod` bucket was deleted;"),
        ("The keys should have been rotated in May.", "The keys were not rotated in May;"),
        ("In hindsight, the limit was too low.", "The limit was too low."),
        ("The table was dropped by an administrator.", "The table was dropped;"),
    ],
)
def test_a_rewording_comes_from_the_sentence(sentence: str, rewording: str) -> None:
    assert rewording in check_sentence(sentence)[0].suggestion


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2_000_000,
        "should have " * 150_000,
        "the engineer and " * 100_000,
        "of the engineer " * 100_000,
        "," * 500_000,
        "." * 500_000,
        "<!--" * 200_000,
        "`" * 300_001,
        "](" * 300_000,
        "[" * 300_000,
        "| " * 200_000,
        "_" * 300_000 + "a",
        "obviously. " * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_input_takes_linear_time(text: str) -> None:
    whole = len(text)
    assert is_about_linear(lambda size: check_text(text[:size]), whole // 4, whole)


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    lines = text.split("\n")
    for finding in check_text(text):
        assert 1 <= finding.place.line <= finding.place.end_line <= len(lines)


_WORDS = st.sampled_from(
    "the an engineer we they failed to should have been if had only , . ( ) that who and "
    "not obviously human error by without mistake `x` | # - of".split()
)


@given(st.lists(_WORDS, max_size=60))
def test_any_jumble_of_the_rules_own_words_is_read(jumble: list[str]) -> None:
    for finding in check_text(" ".join(jumble)):
        assert finding.says.strip()
        assert finding.suggestion
