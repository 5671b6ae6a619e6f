"""What changed between two states of a document, told so that people can read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.blocks.markdown import Table
from hansei.domain.changes.compare import compare, compare_actions
from hansei.domain.changes.tables import table_changes
from hansei.domain.changes.words import Kind, Piece, counts, word_changes
from hansei.domain.document import (
    Action,
    ActionStatus,
    Block,
    BlockKind,
    Document,
    Mark,
    Milestone,
    Section,
    drafted,
)
from hansei.domain.event import Event
from tests.strategies.records import BRIEF

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 10, 4, tzinfo=UTC)
_TEXTS = st.lists(st.sampled_from(["slow", "fast", " ", "\n", ", ", "12:04", "[e3]", "- "])).map(
    "".join
)


@BRIEF
@given(_TEXTS, _TEXTS)
def test_the_pieces_hold_both_texts(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(each.text for each in pieces if each.kind is not Kind.ADDED) == before
    assert "".join(each.text for each in pieces if each.kind is not Kind.REMOVED) == after


def test_words_and_not_letters_are_told_apart() -> None:
    assert word_changes("It was slow for 24 minutes.", "It was down for 24.5 minutes.") == (
        Piece(Kind.SAME, "It was "),
        Piece(Kind.REMOVED, "slow"), Piece(Kind.ADDED, "down"),
        Piece(Kind.SAME, " for "),
        Piece(Kind.REMOVED, "24"), Piece(Kind.ADDED, "24.5"),
        Piece(Kind.SAME, " minutes."),
    )  # fmt: skip


def test_changes_beside_each_other_are_one() -> None:
    pieces = word_changes("the old pool", "the new tank")
    assert pieces == (
        Piece(Kind.SAME, "the "), Piece(Kind.REMOVED, "old pool"), Piece(Kind.ADDED, "new tank"),
    )  # fmt: skip
    assert counts(pieces) == (2, 2)


def test_texts_that_are_too_long_to_compare_are_told_whole() -> None:
    before, after = "a " * 3000, "b " * 3000
    assert word_changes(before, after) == (Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after))


def test_tables_are_compared_by_rows_and_cells() -> None:
    before = Table(
        ("Action", "Owner", "Old"), ("---",) * 3,
        (("Bound the pool", "A", "x"), ("Add an alert", "", ""), ("Gone", "B", "")),
    )  # fmt: skip
    after = Table(
        ("Action", "Due", "Owner"), ("---",) * 3,
        (("New one", "", "C"), ("Bound the pool", "2026-04-01", "A"), ("Add an alert", "", "D")),
    )  # fmt: skip
    found = table_changes(before, after)
    assert found.headings == (
        ("Action", Kind.SAME), ("Due", Kind.ADDED), ("Owner", Kind.SAME), ("Old", Kind.REMOVED),
    )  # fmt: skip
    assert [(each.kind, each.changed) for each in found.rows] == [
        (Kind.ADDED, False), (Kind.SAME, True), (Kind.SAME, True), (Kind.REMOVED, False),
    ]  # fmt: skip
    assert found.rows[1].cells == (
        (Piece(Kind.SAME, "Bound the pool"),),
        (Piece(Kind.ADDED, "2026-04-01"),),
        (Piece(Kind.SAME, "A"),),
        (Piece(Kind.REMOVED, "x"),),
    )


_CELL = st.sampled_from(["", "a", "b c", "b d", "long words here"])
_TABLES = st.builds(
    lambda heads, rows: Table(
        tuple(heads), ("---",) * len(heads), tuple(tuple(row[: len(heads)]) for row in rows)
    ),
    st.lists(st.sampled_from("ABCD"), min_size=1, max_size=4, unique=True),
    st.lists(st.lists(_CELL, min_size=4, max_size=4), max_size=5),
)


@BRIEF
@given(_TABLES, _TABLES)
def test_no_row_of_either_table_is_lost(before: Table, after: Table) -> None:
    rows = table_changes(before, after).rows
    width = len(after.headings)

    def text(row: tuple[tuple[Piece, ...], ...], without: Kind) -> list[str]:
        return ["".join(each.text for each in cell if each.kind is not without) for cell in row]

    new = [text(each.cells, Kind.REMOVED)[:width] for each in rows if each.kind is not Kind.REMOVED]
    assert new == [list(row) for row in after.rows]
    assert sum(each.kind is not Kind.ADDED for each in rows) == len(before.rows)


def _document(*sections: Section, **fields: object) -> Document:
    return Document(title="Checkout is slow", sections=sections, **fields)  # type: ignore[arg-type]


def test_sections_are_aligned_by_what_they_mean() -> None:
    before = _document(
        Section("impact", "Impact", (Block("It was slow."), Block("Same."))),
        Section("lessons", "Lessons", (Block("Old lesson."),)),
        Section("", "Notes", (Block("A note."),)),
    )
    after = _document(
        Section("summary", "Overview", (Block("Three new words."),)),
        Section("impact", "What it meant", (Block("It was very slow."), Block("Same."))),
        Section("", "Notes", (Block("A note."),)),
    )
    found = compare(before, after)
    assert [(each.handle, each.kind, each.is_same) for each in found.sections] == [
        ("summary", Kind.ADDED, False), ("impact", Kind.SAME, False), ("notes", Kind.SAME, True),
        ("lessons", Kind.REMOVED, False),
    ]  # fmt: skip
    impact = found.sections[1]
    assert (impact.before, impact.came, impact.went) == ("Impact", 1, 0)
    assert [each.changed for each in impact.blocks] == [True, False]
    assert (found.sections[0].came, found.sections[3].went) == (3, 2)
    assert len(found.touched) == 3


def test_a_moved_section_is_told_as_moved_alone() -> None:
    one, two = Section("impact", "Impact", (Block("x"),)), Section("lessons", "Lessons")
    three = Section("summary", "Summary")
    found = compare(_document(one, two, three), _document(two, three, one))
    assert [each.handle for each in found.touched] == ["impact"]
    assert found.touched[0].moved


def test_paragraphs_are_paired_with_what_they_were() -> None:
    before = Section("impact", "Impact", (
        Block("The first one is about the pool of connections."),
        Block("Entirely other."), drafted("impact.unknown", "**Unknown:** all of it."),
        Block(kind=BlockKind.MILESTONES),
    ))  # fmt: skip
    after = Section("impact", "Impact", (
        Block("The first one is about the bounded pool of connections."),
        Block("1,200 users.", drafted="impact.unknown", digest="0"),
        Block(kind=BlockKind.MILESTONES),
    ))  # fmt: skip
    (section,) = compare(_document(before), _document(after)).sections
    assert [(each.kind, each.changed) for each in section.blocks] == [
        (Kind.SAME, True), (Kind.REMOVED, False), (Kind.SAME, True), (Kind.SAME, False),
    ]  # fmt: skip


def test_told_briefly_a_paragraph_is_whole_and_its_words_are_counted() -> None:
    before = _document(Section("impact", "Impact", (Block("It was slow, for an hour."),)))
    after = _document(Section("impact", "Impact", (Block("It was down for an hour."),)))
    (section,) = compare(before, after, briefly=True).sections
    assert (section.came, section.went) == (1, 1)
    assert [each.kind for each in section.blocks[0].pieces] == [Kind.REMOVED, Kind.ADDED]


def test_a_table_in_a_section_is_compared_as_one() -> None:
    table = "| Action | Owner |\n| --- | --- |\n| Bound the pool | {} |"
    before = _document(Section("actions", "Actions", (Block(table.format("A")),)))
    after = _document(Section("actions", "Actions", (Block(table.format("B")),)))
    (block,) = compare(before, after).sections[0].blocks
    assert block.table
    assert block.table.rows[0].cells[1] == (Piece(Kind.REMOVED, "A"), Piece(Kind.ADDED, "B"))


def test_milestones_details_and_events() -> None:
    def mark(at: datetime) -> Mark:
        return Mark(at=at, earliest=at, latest=at)

    stay, gone = Event(id="e1", at=AT, text="A"), Event(id="e2", at=AT, text="B")
    moved, new = Event(id="e1", at=LATER, text="A"), Event(id="e3", at=AT, text="C")
    before = _document(
        milestones={Milestone.DETECTED: mark(AT), Milestone.RESOLVED: mark(AT)},
        events=(stay, gone), services=("checkout",), severity="SEV2",
    )  # fmt: skip
    after = _document(
        milestones={Milestone.DETECTED: mark(LATER), Milestone.MITIGATED: mark(AT)},
        events=(moved, new), services=("checkout", "cart"), severity="SEV1",
    )  # fmt: skip
    found = compare(before, after)
    assert [(each.milestone.value, each.before, each.after) for each in found.stones] == [
        ("detected", AT, LATER), ("mitigated", None, AT), ("resolved", AT, None),
    ]  # fmt: skip
    assert [(each.name, each.before, each.after) for each in found.details] == [
        ("severity", "SEV2", "SEV1"), ("services", "checkout", "checkout, cart"),
    ]  # fmt: skip
    assert [(each.kind, each.event.id) for each in found.events] == [
        (Kind.SAME, "e1"), (Kind.ADDED, "e3"), (Kind.REMOVED, "e2"),
    ]  # fmt: skip
    assert compare(after, after).is_same
    assert not found.is_same


def test_actions_are_told_apart_by_their_wording() -> None:
    old = [Action(text="Bound it", line=3), Action(text="Gone")]
    new = [Action(text="Bound it", status=ActionStatus.COMPLETED), Action(text="New")]
    found = compare_actions(old, new)
    assert [(each.kind, each.action.text) for each in found] == [
        (Kind.SAME, "Bound it"), (Kind.ADDED, "New"), (Kind.REMOVED, "Gone"),
    ]  # fmt: skip
    due = Action(text="Bound it", due=date(2026, 4, 1), line=9)
    assert not compare_actions([due], [Action(text="Bound it", due=date(2026, 4, 1))])
