"""A remark stays at its words while the text goes on, and says where they are gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.anchors import Anchor, How, anchored, find, replaced
from hansei.domain.mentions import mentioned

TEXT = (
    "The **pool** was set to four per pod [e3], so requests queued until they timed out.\n\n"
    "Nobody watches the length of the queue. The rollback brought the pool back to forty."
)


def anchor(quote: str, text: str = TEXT, before: str = "") -> Anchor:
    found = anchored(text, quote, section="root_cause", before=before)
    assert found is not None
    return found


def passage(found: Anchor, text: str) -> tuple[str, How] | None:
    span = find(found, text)
    return (text[span.start : span.end], span.how) if span else None


def test_words_are_found_through_marks_and_citations() -> None:
    made = anchor("pool was set to four per pod, so requests queued")
    assert passage(made, TEXT) == (
        "pool** was set to four per pod [e3], so requests queued", How.SAME
    )  # fmt: skip
    assert anchored(TEXT, "never written", section="x") is None


def test_the_one_of_several_is_told_by_what_stands_around() -> None:
    text = "The alert fired. Then the alert fired again, and the alert stayed."
    second = anchor("the alert", text, before="fired Then")
    span = find(second, f"An intro. {text}")
    assert span is not None
    assert f"An intro. {text}"[span.start :].startswith("the alert fired again")


@pytest.mark.parametrize(
    ("edited", "how"),
    [
        (f"A new first paragraph.\n\n{TEXT}", How.SAME),
        (TEXT.replace("length of the queue", "depth of the *queue*"), How.CHANGED),
        (TEXT.replace("watches the length", "has ever watched the length"), How.CHANGED),
    ],
)
def test_edits_around_and_inside_are_followed(edited: str, how: How) -> None:
    made = anchor("Nobody watches the length of the queue.")
    found = passage(made, edited)
    assert found is not None
    assert found[1] is how
    assert "queue" in found[0]


def test_what_was_taken_out_is_orphaned() -> None:
    made = anchor("Nobody watches the length of the queue.")
    assert find(made, "Something else altogether stands here now, about another thing.") is None
    assert find(made, "") is None


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_words_of_any_text_are_found_in_it(before: str, text: str) -> None:
    words = text.split()
    quote = " ".join(words[1:4])
    made = anchored(text, quote, section="s", before=before)
    if made is not None:
        span = find(made, text)
        assert span is not None
        assert span.how is How.SAME
        assert 0 <= span.start < span.end <= len(text)


def test_a_suggestion_cuts_no_mark_in_two() -> None:
    span = find(anchor("watches the length"), TEXT)
    assert span is not None
    assert "Nobody reads the depth of the queue" in (replaced(TEXT, span, "reads the depth") or "")
    for quote in ("pool was set", "back to forty"):
        cut = find(anchor(quote), TEXT)
        assert cut is not None
        assert (replaced(TEXT, cut, "x") is None) is (quote == "pool was set")


def test_people_are_named_by_either_name_and_no_address_names_anybody() -> None:
    names = {"ops": 1, "ops-lead": 2, "On-call engineer": 3, "On-call": 4}
    assert mentioned("@ops and @Ops-Lead, ask @on-call engineer.", names) == {1, 2, 3}
    assert mentioned("mail ops@ops or see http://x/@ops", names) == frozenset()
    assert mentioned("@opsx", names) == frozenset()


def test_a_stop_does_not_stand_twice() -> None:
    text = "The pool was small. It grew."
    span = find(Anchor("s", "small"), text)
    assert span is not None
    assert replaced(text, span, "of twenty.") == "The pool was of twenty. It grew."
    assert replaced(text, span, "of twenty") == "The pool was of twenty. It grew."
    assert replaced(text, span, "of twenty?") == "The pool was of twenty?. It grew."
