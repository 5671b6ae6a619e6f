"""What is marked in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hansei.search.snippets import marked
from hansei.search.words import Query, Term


@given(
    st.text("ab1_ -.,\nAB", max_size=60),
    st.lists(st.tuples(st.text("ab1", min_size=1, max_size=3), st.booleans()), min_size=1),
)
def test_plain_letters_are_marked_as_any_others_are(
    text: str, words: list[tuple[str, bool]]
) -> None:
    query = Query(tuple(Term((word,), prefix) for word, prefix in words), ())
    # Beyond ASCII the words of the text are compared one by one.
    slowly = [piece for piece in marked(text + " é", query) if piece.found]
    assert [piece for piece in marked(text, query) if piece.found] == slowly
