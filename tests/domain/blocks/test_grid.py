"""Blocks read back as they were written, and what a form does not know is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.blocks.form import Form
from hansei.domain.blocks.forms import ACTIONS, CAUSES, FORMS, IMPACT, WHYS, forms_of
from hansei.domain.blocks.grid import Grid, grid_of, read, write
from hansei.domain.blocks.markdown import cell, read_list, read_table

_TRICKY = st.sampled_from(
    ["|", "\\", "\\|", "**", "*", "[e3]", "[e3, ev1]", "?", "? ", "<br>", "\n", "\r\n", "---",
     "1. ", "**Question:** ", "Question:", "<!-- public -->", "\u2028", "\x00", "`", "F1", "- "]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_TRICKY, st.text(max_size=12)), max_size=5).map("".join)
_NAMES = st.sampled_from(sorted(FORMS))


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[Form, Grid]:
    form = FORMS[draw(_NAMES)]
    rows = draw(st.lists(st.dictionaries(st.sampled_from(form.keys), _TEXTS), max_size=5))
    return form, grid_of(form, rows)


@given(_blocks())
def test_a_block_reads_as_it_was_written(made: tuple[Form, Grid]) -> None:
    form, grid = made
    text = write(grid, as_list=form.as_list)
    assert read(form, text) == grid if grid.rows or not form.as_list else text == ""


@given(_blocks())
def test_saving_what_was_read_changes_nothing(made: tuple[Form, Grid]) -> None:
    form, grid = made
    assert grid_of(form, grid.records(), like=grid) == grid


@given(
    st.lists(st.lists(_TEXTS, min_size=1, max_size=7), max_size=5),
    st.lists(st.sampled_from(["Share", "Seen by", "Owner", "Evidence", ""]), max_size=4),
)
def test_columns_and_cells_that_a_form_does_not_know_are_kept(
    rows: list[list[str]], more: list[str]
) -> None:
    head = ["Factor", *more]
    lines = [head, ["---"] * len(head), *rows]
    text = "\n".join(f"| {' | '.join(_escaped(each) for each in line)} |" for line in lines)
    grid = read(CAUSES, text)
    assert grid is not None
    again = read(CAUSES, write(grid))
    assert again == grid
    width = len(grid.headings)
    assert [list(row) for row in grid.rows] == [
        [cell(each) for each in row] + [""] * (width - len(row)) for row in rows
    ]


def _escaped(text: str) -> str:
    return cell(text).replace("\n", "<br>").replace("|", "\\|")


@given(_TEXTS)
def test_any_text_can_be_read(text: str) -> None:
    for form in FORMS.values():
        grid = read(form, text)
        if grid is not None:
            assert read(form, write(grid, as_list=form.as_list)) == grid


def test_the_table_that_drafting_writes_is_the_form_of_actions() -> None:
    text = (
        "| Action | Owner | Due | Status | Answers |\n| --- | --- | --- | --- | --- |\n"
        "| Suggestion: add an alert. [e4] |  |  | planned |  |"
    )
    grid = read(ACTIONS, text)
    assert grid is not None
    assert grid.records() == [
        {"text": "Suggestion: add an alert. [e4]", "owner": "", "due": "", "status": "planned",
         "answers": ""}
    ]  # fmt: skip
    assert write(grid) == text


def test_headings_of_ones_own_and_their_order_stay() -> None:
    text = (
        "| Due date | What | Priority | Assignee |\n|---|:--|---|---|\n"
        "| 2026-04-01 | Bound the pool | high | Platform lead |"
    )
    grid = read(ACTIONS, text)
    assert grid is not None
    assert grid.records()[0]["owner"] == "Platform lead"
    assert grid.others == ((2, "Priority"),)
    rows = [{**grid.records()[0], "#2": "low", "status": "in progress"}]
    saved = write(grid_of(ACTIONS, rows, like=grid))
    assert saved.splitlines()[0] == (
        "| Due date | What | Priority | Assignee | Status | Class | Answers |"
    )
    assert saved.splitlines()[2] == (
        "| 2026-04-01 | Bound the pool | low | Platform lead | in progress |  |  |"
    )


def test_a_new_factor_never_takes_the_number_of_a_deleted_one() -> None:
    rows = [{"number": "F1", "text": "One"}, {"number": "F3", "text": "Three"}, {"text": "New"}]
    assert [row[0] for row in grid_of(CAUSES, rows).rows] == ["F1", "F3", "F4"]


def test_whys_as_drafted_and_as_written_by_hand() -> None:
    text = (
        "1. **Question:** Why did this happen: “is it down?”?\n"
        "2. **Why was that possible?** The pool had no\n   upper bound. [e3, ev1]\n"
        "3. Why did nothing stop it? No test covers it. [e4]\n"
        "4. The review did not ask."
    )
    grid = read(WHYS, text)
    assert grid is not None
    assert grid.rows == (
        ("Why did this happen: “is it down?”?", "", ""),
        ("Why was that possible?", "The pool had no upper bound.", "[e3, ev1]"),
        ("Why did nothing stop it?", "No test covers it.", "[e4]"),
        ("", "The review did not ask.", ""),
    )


def test_what_a_row_cites_stands_in_brackets_as_in_the_text() -> None:
    (row,) = grid_of(IMPACT, [{"measure": "Users", "value": "1", "evidence": "E3 ev1"}]).rows
    assert row[2] == "[e3, ev1]"
    (other,) = grid_of(IMPACT, [{"measure": "Users", "evidence": "the log"}]).rows
    assert other[2] == "the log"


def test_a_released_block_stays_released() -> None:
    text = "<!-- public -->\n| Measure | Value |\n| --- | --- |\n| Users affected | 1,200 |"
    grid = read(IMPACT, text)
    assert grid is not None
    assert write(grid_of(IMPACT, grid.records(), like=grid)).startswith("<!-- public -->\n| Mea")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just a sentence.",
        "| Measure | Value |\n| Users | 1 |",
        "| Measure | Value |\n| --- | --- |\n| Users | 1 |\nand a sentence",
        "| Measure | Value |\n| --- |\n| Users | 1 |",
        "    | Measure | Value |\n    | --- | --- |",
        "| Something | Else |\n| --- | --- |\n| a | b |",
    ],
)
def test_what_has_another_shape_stays_text(text: str) -> None:
    assert read(IMPACT, text) is None


@pytest.mark.parametrize("text", ["- a bullet", "1. one\n   - nested", "1. one\n\ntext", "one"])
def test_what_is_no_plain_numbered_list_stays_text(text: str) -> None:
    assert read_list(text) is None


def test_a_table_with_uneven_rows_keeps_their_cells() -> None:
    table = read_table("| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n| 4 |")
    assert table is not None
    assert table.headings == ("a", "b", "")
    assert table.rows == (("1", "2", "3"), ("4", "", ""))


def test_every_form_belongs_to_a_section_and_has_what_it_requires() -> None:
    for form in FORMS.values():
        assert form in forms_of(form.sections[0])
        assert any(each.required for each in form.columns)
        assert len(set(form.keys)) == len(form.keys)
        if form.as_list:
            assert len(form.columns) == 3
