"""An action that is changed on the board is changed in the document, and nothing else is."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.document import (
    Action,
    ActionClass,
    ActionStatus,
    Block,
    Document,
    Section,
    drafted,
)
from hansei.domain.errors import InputError
from hansei.reading.action_table import put_action, remove_action
from hansei.reading.extract import actions
from tests.strategies.records import BRIEF

TABLE = """| Action | Owner | Due | Status | Answers | Ticket |
| :-- | --- | --- | --- | --- | --- |
| Alert on a **full** queue | @platform | next sprint | planned | F1 | OPS-1 |
| Limit the pool | Support lead | 2026-04-01 | in progress |  | OPS-2 |"""
LIST = """Short term:

- [ ] Alert on a full queue (owner: Platform lead, due: 2026-04-01)
  wrapped on
  - and say which
- [x] Limit the pool"""
FIRST = "Alert on a full queue"


def _document(*texts: str) -> Document:
    section = Section("actions", "Corrective actions", tuple(Block(each) for each in texts))
    rest = Section("lessons", "Lessons", (Block("We learned."),))
    return Document(title="Checkout is slow", sections=(section, rest))


def _named(document: Document, text: str) -> Action:
    return next(each for each in actions(document) if each.text == text)


def test_only_what_changes_is_written() -> None:
    document = _document("Intro.", TABLE)
    action = msgspec.structs.replace(_named(document, FIRST), status=ActionStatus.COMPLETED)
    made, told, _ = put_action(document, action, was=FIRST)
    assert made.sections[0].blocks[1].text == TABLE.replace("| planned |", "| completed |")
    assert (made.sections[0].blocks[0], made.sections[1]) == (
        document.sections[0].blocks[0],
        document.sections[1],
    )
    assert told.status is ActionStatus.COMPLETED
    assert told.due_written == "next sprint"


def test_every_field_is_written_and_read_back() -> None:
    wanted = Action(
        text="Page the pool's | owner", owner="On-call engineer", due=date(2026, 5, 2),
        status=ActionStatus.CANCELLED, answers=("F2", "F3"), action_class=ActionClass.DETECT,
    )  # fmt: skip
    made, told, _ = put_action(_document(TABLE), wanted, was="Limit the pool")
    assert msgspec.structs.replace(told, action_class=ActionClass.DETECT) == wanted
    assert [each.text for each in actions(made)] == [FIRST, wanted.text]
    assert "OPS-2" in made.sections[0].text


def test_a_class_stands_in_the_table_where_it_has_a_column_for_it() -> None:
    wanted = Action(text="Rehearse the restore", action_class=ActionClass.PROCESS)
    made, _, _ = put_action(_document(), wanted)
    assert actions(made) == [wanted]
    without, told, _ = put_action(_document(TABLE), wanted)
    assert "process" not in without.sections[0].text
    assert told.action_class is None


def test_an_empty_row_of_a_draft_makes_place() -> None:
    head = "| Action | Owner | Due | Status | Answers |\n| --- | --- | --- | --- | --- |"
    block = drafted("actions.table", f"{head}\n|  |  |  | planned |  |")
    document = Document(title="x", sections=(Section("actions", "Actions", (block,)),))
    made, _, _ = put_action(document, Action(text="Rehearse the restore"))
    assert made.sections[0].text == f"{head}\n| Rehearse the restore |  |  | planned |  |"
    assert made.sections[0].blocks[0].edited


def test_a_document_without_such_a_section_gets_one() -> None:
    made, _, _ = put_action(Document(title="x"), Action(text="Rehearse the restore"))
    assert [each.key for each in made.sections] == ["actions"]
    assert [each.text for each in actions(made)] == ["Rehearse the restore"]


def test_an_action_of_a_list_moves_into_a_table_with_what_stood_below_it() -> None:
    document = _document(LIST)
    first = actions(document)[0]
    wanted = msgspec.structs.replace(first, status=ActionStatus.IN_PROGRESS)
    made, told, _ = put_action(document, wanted, was=first.text)
    assert (told.owner, told.due, told.status) == (first.owner, first.due, wanted.status)
    assert "and say which" in made.sections[0].text
    assert sorted(each.text for each in actions(made)) == sorted(
        each.text for each in actions(document)
    )
    assert made.sections[0].blocks[0].text == "Short term:\n\n- [x] Limit the pool"


def test_a_row_is_taken_out() -> None:
    made = remove_action(_document(TABLE), FIRST)
    assert [each.text for each in actions(made)] == ["Limit the pool"]
    assert remove_action(made, FIRST) == made


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "description"),
        (" . ", "description"),
        ("TBD", "description"),
        ("**", "description"),
        ("x" * 901, "900"),
        ("Limit the pool", "already"),
        ("Suggestion: limit the pool", "Suggestion"),
    ],
)
def test_what_no_row_can_hold_is_refused(text: str, word: str) -> None:
    document = _document(TABLE)
    for was in ("", FIRST):
        with pytest.raises(InputError, match=word):
            put_action(document, Action(text=text), was=was)
    with pytest.raises(InputError, match="any more"):
        put_action(document, Action(text="Another"), was="Gone")


@BRIEF
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.text(max_size=20),
    st.sampled_from(ActionStatus),
    st.booleans(),
)
def test_whatever_is_written_reads_back_or_is_refused(
    text: str, owner: str, status: ActionStatus, new: bool
) -> None:
    document = _document(TABLE)
    wanted = Action(text=text, owner=owner, status=status, due=date(2026, 1, 2))
    try:
        made, told, _ = put_action(document, wanted, was="" if new else FIRST)
    except InputError:
        return
    assert (told.status, told.due) == (status, wanted.due)
    kept = {each.text for each in actions(document)} - ({FIRST} if not new else set())
    assert {each.text for each in actions(made)} == kept | {told.text}
    assert made.sections[1] == document.sections[1]
