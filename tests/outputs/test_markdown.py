"""The Markdown form reads back without loss, and a person's changes win."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from tests.strategies.documents import documents

from hansei.domain.document import (
    Block,
    BlockKind,
    Document,
    How,
    Mark,
    Milestone,
    Section,
    drafted,
)
from hansei.domain.errors import InputError
from hansei.domain.event import Event, Signal
from hansei.outputs.markdown.read import is_own, read_own
from hansei.outputs.markdown.render import render_markdown

AT = datetime(2025, 3, 1, 10, 36, 2, tzinfo=UTC)


def _document(**changes: object) -> Document:
    mark = Mark(at=AT, earliest=AT, latest=AT, events=("e1",), reason="an alert fired")
    document = Document(
        title="High 5xx rate",
        zone="Europe/Berlin",
        sections=(
            Section("summary", "Overview", (drafted("summary.window", "It began [e1]."),)),
            Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),)),
            Section("detection", "Detection", (Block(kind=BlockKind.MILESTONES),)),
        ),
        events=(
            Event(id="e1", at=AT, text="Alert fired: 5xx | high", signal=Signal.ALERT_FIRED,
                  source="datadog", sources=("datadog",), records=("datadog:1",)),
            Event(id="e2", at=AT.replace(minute=50), text="Rolled back", source="slack"),
        ),
        milestones={Milestone.DETECTED: mark},
    )  # fmt: skip
    return msgspec.structs.replace(document, **changes)


@given(documents())
def test_every_document_reads_back_as_it_was(document: Document) -> None:
    text = render_markdown(document)
    assert is_own(text)
    assert read_own(text).document == document


@given(documents())
def test_exporting_what_was_read_gives_the_same_file(document: Document) -> None:
    text = render_markdown(document)
    assert render_markdown(read_own(text).document) == text


def test_a_changed_row_becomes_the_persons_event() -> None:
    text = render_markdown(_document()).replace("Rolled back |", "Rolled back by hand | lead")
    event = read_own(text).document.events[1]
    assert (event.text, event.actor, event.by_person) == ("Rolled back by hand", "lead", True)
    assert event.at == AT.replace(minute=50)


def test_a_changed_time_is_read_in_the_documents_zone() -> None:
    text = render_markdown(_document()).replace("2025-03-01 11:50:02 |", "2025-03-01 11:55 |")
    event = read_own(text).document.events[1]
    assert event.at == datetime(2025, 3, 1, 10, 55, tzinfo=UTC)
    assert event.precision_s == 60


def test_a_new_row_with_a_bare_time_takes_the_day_above_and_passes_midnight() -> None:
    late = _document(events=(_document().events[0].__copy__(),))
    text = render_markdown(late)
    row = next(line for line in text.splitlines() if "Alert fired" in line)
    text = text.replace(
        row, f"{row}\n| 23:50 | Still failing |  |  |  |\n| 00:10 | Over |  |  |  |"
    )
    found = read_own(text).document.events
    assert [each.at.isoformat() for each in found[1:]] == [
        "2025-03-01T22:50:00+00:00",
        "2025-03-01T23:10:00+00:00",
    ]
    assert len({each.id for each in found}) == 3


def test_a_deleted_row_and_a_deleted_block_are_remembered() -> None:
    text = render_markdown(_document())
    text = "\n".join(
        line for line in text.splitlines() if not line.startswith("| 2025-03-01 11:50")
    )
    text = text.replace("It began [e1].", "", 1).replace("<!-- drafted summary.window", "<!--", 1)
    found = read_own(text).document
    assert [each.id for each in found.events] == ["e1"]
    assert {"event:e2", "summary.window"} <= set(found.dropped)


def test_a_restated_milestone_is_a_statement_and_unknown_takes_it_away() -> None:
    text = render_markdown(_document())
    moved = text.replace("| Detected | 2025-03-01 11:36:02", "| Detected | 2025-03-01 11:50:02")
    mark = read_own(moved).document.milestones[Milestone.DETECTED]
    assert (mark.how, mark.at, mark.events) == (How.STATED, AT.replace(minute=50), ("e2",))
    gone = text.replace("| Detected | 2025-03-01 11:36:02", "| Detected | unknown")
    assert Milestone.DETECTED not in read_own(gone).document.milestones


def test_places_point_into_the_file() -> None:
    text = render_markdown(_document())
    found = read_own(text, file="pm.md")
    lines = text.splitlines()
    assert "Alert fired" in lines[found.event_lines["e1"] - 1]
    assert lines[found.block_lines[0, 0] - 1] == "It began [e1]."
    assert lines[found.heading_lines[1] - 1] == "## Timeline"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("2025-03-01 11:50:02 |", "2025-02-31 11:50 |", "pm.md:"),
        ("zone: Europe/Berlin", "zone: Nowhere/Else", "pm.md"),
        ("title: High", "title: [High", "pm.md:"),
        ('{"event":', '{"event', "pm.md"),
    ],
)
def test_damage_is_one_clear_error_with_its_place(old: str, new: str, place: str) -> None:
    text = render_markdown(_document())
    assert old in text
    with pytest.raises(InputError) as caught:
        read_own(text.replace(old, new, 1), file="pm.md")
    assert str(caught.value).startswith(place)
    assert "\n" not in str(caught.value)
