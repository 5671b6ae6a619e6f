"""What a document leaves open, and how a mark comes and goes without touching the statement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.claims import Standing
from hansei.domain.document import Block, Document, Section
from hansei.domain.open_points import MARKS, OpenPoint, marked, open_points, settled
from tests.strategies.records import BRIEF

STATEMENT = "It began at 10:10. [e3]"


def _points(*texts: str) -> tuple[OpenPoint, ...]:
    blocks = tuple(Block(each) for each in texts)
    return open_points(Document(title="x", sections=(Section("impact", "Impact", blocks),)))


def test_open_statements_are_listed_with_their_places() -> None:
    found = _points(
        "It broke. [e1]\n**Assumption:** all of them.",
        "- **Unknown:** how many.\n- **Disputed** (Support lead: a ticket came at 10:04): "
        "It began at 10:10. [e3]",
    )
    assert [(each.standing.value, each.block, each.line, each.text) for each in found] == [
        ("disputed", 1, 1, "It began at 10:10. [e3]"),
        ("unknown", 1, 0, "how many."),
        ("assumption", 0, 0, "all of them."),
    ]
    assert (found[0].who, found[0].why) == ("Support lead", "a ticket came at 10:04")
    assert found[0].cites == ("e3",)


def test_a_dispute_says_who_and_why_and_is_settled() -> None:
    text = f"It hurt. {STATEMENT} It ended."
    disputed = marked(
        text, STATEMENT, Standing.DISPUTED, who="Support lead", why="A ticket came. At 10:04."
    )
    assert disputed == (
        "It hurt. **Disputed** (Support lead: A ticket came; At 10:04): "
        "It began at 10:10. [e3] It ended."
    )
    (point,) = _points(disputed)
    assert (point.who, point.why, point.text) == (
        "Support lead", "A ticket came; At 10:04", STATEMENT,
    )  # fmt: skip
    assert settled(disputed, point.statement) == text


def test_an_answer_stands_in_place_of_what_was_open() -> None:
    text = "- **Unknown:** how many users\n  were affected.\n- Other."
    (point,) = _points(text)
    assert settled(text, point.statement, "1,200 users\nwere affected. [e3]") == (
        "- 1,200 users were affected. [e3]\n- Other."
    )
    assert settled("**Why?**", "**Why?**") is None
    for asked in ("**Why?**", "**Question:** Why?"):
        assert settled(asked, asked, "The pool was full.") == "**Why?** The pool was full."


def test_a_mark_replaces_the_earlier_one() -> None:
    once = marked(STATEMENT, STATEMENT, Standing.ASSUMPTION)
    assert once == f"**Assumption:** {STATEMENT}"
    assert marked(once, once, Standing.UNKNOWN) == f"**Unknown:** {STATEMENT}"


def test_a_statement_is_found_over_line_breaks_and_in_lists() -> None:
    text = "- It began\n  at 10:10. [e3]\n- Other."
    assert marked(text, STATEMENT, Standing.ASSUMPTION) == (
        "- **Assumption:** It began\n  at 10:10. [e3]\n- Other."
    )


def test_what_does_not_stand_there_is_not_marked() -> None:
    assert marked("Something else.", STATEMENT, Standing.UNKNOWN) is None
    assert settled(STATEMENT, STATEMENT) is None
    assert marked("| It began at 10:10. [e3] |", STATEMENT, Standing.UNKNOWN) is None


@BRIEF
@given(st.sampled_from(MARKS), st.text(max_size=60), st.text(max_size=60))
def test_any_reason_leaves_one_statement_that_can_be_settled(
    standing: Standing, who: str, why: str
) -> None:
    text = marked(STATEMENT, STATEMENT, standing, who=who, why=why)
    assert text is not None
    (point,) = _points(text)
    assert point.standing is standing
    assert settled(text, point.statement) == STATEMENT
