"""A change made elsewhere is carried into what people type, and nothing that they typed is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hansei.collab.merging import carried, changed

_WORDS = st.lists(
    st.sampled_from("the disk was full at noon we saw it 😀 é \n".split(" ")), max_size=12
)
_TEXTS = _WORDS.map(" ".join)
_UNTIMED = settings(deadline=None)


@_UNTIMED
@given(_TEXTS, _TEXTS)
def test_where_nobody_typed_the_other_text_stands(before: str, after: str) -> None:
    assert changed(before, carried(before, after, before)) == after


@_UNTIMED
@given(_TEXTS, _TEXTS)
def test_where_nothing_changed_elsewhere_what_was_typed_stands(before: str, shared: str) -> None:
    assert carried(before, before, shared) == ()


@_UNTIMED
@given(_TEXTS, _TEXTS)
def test_doing_it_twice_does_it_once(before: str, after: str) -> None:
    once = changed(before, carried(before, after, before))
    assert changed(once, carried(before, after, once)) == once


@_UNTIMED
@given(_TEXTS, _TEXTS, st.text("xyz", min_size=1, max_size=5))
def test_what_was_typed_in_front_and_behind_stays(before: str, after: str, typed: str) -> None:
    shared = f"{typed}|{before}|{typed}"
    found = changed(shared, carried(before, after, shared))
    assert found.startswith(f"{typed}|") or found.count(typed) >= 2
    assert found.count(f"{typed}|") + found.count(f"|{typed}") >= 2


@_UNTIMED
@given(_TEXTS, _TEXTS, _TEXTS)
def test_edits_lie_in_the_text_and_apart(before: str, after: str, shared: str) -> None:
    end = len(shared)
    for each in carried(before, after, shared):
        assert 0 <= each.start <= each.end <= end
        end = each.start


def test_a_sentence_added_elsewhere_comes_beside_the_one_being_typed() -> None:
    before = "The disk was full. We restarted it."
    after = "The disk was full at noon. We restarted it."
    shared = "The disk was full. We restarted it. Then it came ba"
    assert changed(shared, carried(before, after, shared)) == (
        "The disk was full at noon. We restarted it. Then it came ba"
    )


def test_what_was_taken_out_elsewhere_goes_and_what_was_typed_inside_stays() -> None:
    before = "One. Two three four. Five."
    after = "One. Five."
    shared = "One. Two three new four. Five."
    assert "new" in changed(shared, carried(before, after, shared))
    assert "Two" not in changed(shared, carried(before, after, shared))
