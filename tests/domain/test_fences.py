"""Markdown cut into blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.fences import blocks_of
from tests.strategies.records import BRIEF

_LINES = st.lists(
    st.sampled_from(["a", "b c", "", "  ", "```", "~~~", "````", "```python", "- x", "  y", "``"]),
    max_size=12,
)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("\n\n", []),
        ("a\nb\n\nc", [(1, "a\nb"), (4, "c")]),
        ("\n\na\n \n\nb\n", [(3, "a"), (6, "b")]),
        ("```\na\n\nb\n```\n\nc", [(1, "```\na\n\nb\n```"), (7, "c")]),
        ("~~~\n```\n\n~~~\n\nc", [(1, "~~~\n```\n\n~~~"), (6, "c")]),
        ("````\n```\n\n````\n\nc", [(1, "````\n```\n\n````"), (6, "c")]),
        ("```\na\n\nnever closed", [(1, "```\na\n\nnever closed")]),
        ("    ```\n\na", [(1, "    ```"), (3, "a")]),
    ],
)
def test_blocks(text: str, blocks: list[tuple[int, str]]) -> None:
    assert list(blocks_of(text)) == blocks


@BRIEF
@given(_LINES)
def test_no_line_with_words_is_lost_and_lines_are_right(lines: list[str]) -> None:
    text = "\n".join(lines)
    seen = []
    for start, block in blocks_of(text):
        first = block.split("\n")[0]
        assert first.rstrip() == lines[start - 1].rstrip()
        seen += [each for each in block.split("\n") if each.strip()]
    assert [each.rstrip() for each in seen] == [each.rstrip() for each in lines if each.strip()]


@BRIEF
@given(_LINES)
def test_cutting_again_gives_the_same_blocks(lines: list[str]) -> None:
    blocks = [block for _, block in blocks_of("\n".join(lines))]
    assert [block for _, block in blocks_of("\n\n".join(blocks))] == blocks


def test_lines_count_from_where_the_text_begins() -> None:
    assert list(blocks_of("a\n\nb", first_line=10)) == [(10, "a"), (12, "b")]
