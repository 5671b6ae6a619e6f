"""A section as people write it: its blocks, and what drafting knows of them afterwards."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings

from hansei.domain.document import Block, BlockKind, Document, Section, drafted
from hansei.domain.draft.redraft import redraft
from hansei.domain.section_text import read_section, section_digest, section_text
from hansei.domain.writing import handles, rewritten, with_section, without_section
from hansei.outputs.markdown.read import read_own
from hansei.outputs.markdown.render import render_markdown
from tests.strategies.documents import documents

WINDOW = drafted("summary.window", "The impact began at 09:13 [e1].")
NOTICED = drafted("summary.noticed", "It was noticed by an alert [e2].")
OPEN = drafted("summary.impact", "**Unknown:** the impact in one line. What could users not do?")
SUMMARY = Section("summary", "Overview", (WINDOW, NOTICED, OPEN))


def _document(*sections: Section, dropped: tuple[str, ...] = ()) -> Document:
    return Document(title="Checkout is slow", sections=sections, dropped=dropped)


def _rewritten(text: str, section: Section = SUMMARY) -> Document:
    return rewritten(_document(section), 0, text)


@settings(deadline=None)
@given(documents())
def test_a_section_reads_back_as_it_is_written(document: Document) -> None:
    for section in document.sections:
        assert read_section(section_text(section), section).section == section


@settings(deadline=None)
@given(documents())
def test_what_is_written_keeps_the_document_whole_as_a_file(document: Document) -> None:
    hostile = "## A heading\n\n```\ncode\n\n<!-- end -->\n\n<!-- drafted x.y 12345678 -->\ntext"
    for position in range(len(document.sections)):
        changed = rewritten(document, position, hostile)
        read = read_own(render_markdown(changed)).document
        assert [each.title for each in read.sections] == [each.title for each in changed.sections]
        assert read.sections[position + 1 :] == changed.sections[position + 1 :]


def test_an_edited_drafted_block_stays_known_and_is_not_drafted_over() -> None:
    text = section_text(SUMMARY).replace("by an alert", "by an alert from Datadog")
    document = _rewritten(text)
    block = document.sections[0].blocks[1]
    assert (block.drafted, block.digest, block.edited) == (NOTICED.drafted, NOTICED.digest, True)
    assert not document.sections[0].blocks[0].edited
    again = _document(
        Section("summary", "Overview", (drafted(WINDOW.drafted, "New."), NOTICED, OPEN))
    )
    merged = redraft(document, again, ()).sections[0].blocks
    assert [each.text for each in merged] == ["New.", block.text, OPEN.text]


def test_a_deleted_drafted_block_does_not_come_back() -> None:
    document = _rewritten("\n\n".join((WINDOW.text, OPEN.text)))
    assert document.dropped == (NOTICED.drafted,)
    assert redraft(document, _document(SUMMARY), ()).sections == document.sections


def test_a_deleted_drafted_block_that_is_written_again_is_drafted_again() -> None:
    document = _rewritten(OPEN.text)
    assert document.dropped == (NOTICED.drafted, WINDOW.drafted)
    back = rewritten(document, 0, section_text(SUMMARY), earlier=SUMMARY.blocks)
    assert back == _document(SUMMARY)


def test_an_answered_prompt_is_the_prompt_edited() -> None:
    document = _rewritten("\n\n".join((WINDOW.text, NOTICED.text, "Nobody could pay [e3].")))
    assert document.sections[0].blocks[2].drafted == OPEN.drafted
    assert document.dropped == ()


def test_moved_and_new_blocks_keep_and_have_no_rule() -> None:
    document = _rewritten("\n\n".join((OPEN.text, "Added by a person.", WINDOW.text, NOTICED.text)))
    assert [each.drafted for each in document.sections[0].blocks] == [
        OPEN.drafted, "", WINDOW.drafted, NOTICED.drafted,
    ]  # fmt: skip


def test_a_block_moved_to_another_section_is_not_dropped_there() -> None:
    both = _document(SUMMARY, Section("impact", "Impact", (OPEN,)))
    assert rewritten(both, 0, WINDOW.text).dropped == (NOTICED.drafted,)


def test_structured_blocks_stand_where_their_lines_stand() -> None:
    section = Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),))
    text = "Before.\n<!-- timeline -->\nAfter.\n\n<!-- timeline -->"
    blocks = read_section(text, section).section.blocks
    assert blocks == (Block("Before."), Block(kind=BlockKind.TIMELINE), Block("After."))


def test_marks_inside_code_are_code() -> None:
    text = "```\n## no heading\n<!-- timeline -->\n```"
    assert read_section(text, SUMMARY).section.blocks == (Block(text),)


def test_line_ends_do_not_matter() -> None:
    assert read_section("a\r\n\r\nb\rc", SUMMARY).section.blocks == (Block("a"), Block("b\nc"))


def test_the_digest_tells_title_and_text_apart() -> None:
    same = msgspec.structs.replace(SUMMARY)
    assert section_digest(same) == section_digest(SUMMARY)
    digests = {
        section_digest(each)
        for each in (
            SUMMARY,
            Section("summary", "Summary", SUMMARY.blocks),
            Section("summary", "Overview", SUMMARY.blocks[1:]),
        )
    }
    assert len(digests) == 3


def test_handles_are_unique_and_say_what_the_section_is() -> None:
    document = _document(
        Section("impact", "Impact"), Section("", "What  we saw!"), Section("impact", "More"),
        Section("", ""), Section("", "What we saw"), Section("", "Ärger"),
    )  # fmt: skip
    assert handles(document) == (
        "impact", "what-we-saw", "impact-2", "section", "what-we-saw-2", "ärger",
    )  # fmt: skip


def test_a_removed_section_stays_away_until_it_is_added_again() -> None:
    whole = _document(SUMMARY, Section("impact", "Impact", (Block("Much."),)))
    less = without_section(whole, 0)
    assert less.dropped == tuple(
        sorted(("section:summary", WINDOW.drafted, NOTICED.drafted, OPEN.drafted))
    )
    assert redraft(less, whole, ()).sections == less.sections
    assert with_section(less, SUMMARY, 0) == whole
