"""What is seen in a document while it is typed: findings at the lines that people see."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from hansei.checks.service import Backing, check
from hansei.domain.claims import Standing
from hansei.domain.coverage import Acceptance
from hansei.domain.document import Block, BlockKind, Document, Milestone, Section, drafted
from hansei.domain.errors import UsageError
from hansei.domain.findings import Level
from hansei.domain.section_text import section_text
from hansei.domain.writing import handles
from hansei.editing.look import Noted, look
from hansei.editing.placed import placed
from hansei.outputs.markdown.read import read_own
from hansei.outputs.markdown.render import render_markdown
from tests.store.samples import events, mark
from tests.strategies.documents import documents

DOCUMENT = Document(
    title="Checkout is slow",
    sections=(
        Section("summary", "Overview", (drafted("summary.window", "It began at 12:00 [e1]."),)),
        Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE), Block("Facts only."))),
        Section("factors", "Contributing factors", (Block("- The pool was too small [e2]."),)),
        Section("actions", "Corrective actions"),
    ),
    events=events(4),
    milestones={
        Milestone.IMPACT_START: mark(0, "e1"),
        Milestone.DETECTED: mark(4, "e4"),
        Milestone.RECOVERED: mark(64, "e3"),
    },
)


def _found(text: str, rule: str, *, handle: str = "summary", **fields: object) -> Noted:
    findings = look(DOCUMENT, {handle: text}, **fields).findings  # type: ignore[arg-type]
    return next(each for each in findings if each.rule == rule)


@settings(deadline=None)
@given(documents())
def test_lines_are_those_of_the_file(document: Document) -> None:
    own = read_own(render_markdown(document))
    found = placed(document)
    assert found.manuscript.block_lines == own.block_lines
    assert found.manuscript.event_lines == own.event_lines
    for at, line in found.manuscript.heading_lines.items():
        assert found.spot(line).section == handles(document)[at]
    for at, section in enumerate(document.sections):
        lines = section_text(section).split("\n")
        for number, block in enumerate(section.blocks):
            spot = found.spot(found.manuscript.block_lines[at, number])
            assert spot.section == handles(document)[at]
            if block.kind is BlockKind.TEXT:
                assert lines[spot.line - 1] == block.text.split("\n")[0]


@settings(deadline=None)
@given(documents())
def test_it_finds_what_the_check_of_the_file_finds(document: Document) -> None:
    own = check(read_own(render_markdown(document)), trusted=True)
    seen = [(each.rule, each.message) for each in look(document).findings]
    assert seen == [(each.rule, each.message) for each in own]


def test_a_finding_stands_at_the_line_that_is_typed() -> None:
    text = "It began at 12:00 [e1].\n\n\n\nOf course the pool was small\nand nobody saw it [e2]."
    found = _found(text, "blame/hindsight")
    assert (found.section, found.line, found.column, found.end_column) == ("summary", 5, 1, 10)
    assert found.level is Level.WARNING


def test_a_contradiction_shows_both_sides() -> None:
    found = _found("Recovery came 3 hours after impact start [e1].", "consistency/duration")
    assert (found.line, found.says, found.against_section) == (1, "3 hours", "timeline")
    assert "1 h" in found.against


def test_a_finding_in_the_timeline_names_its_event() -> None:
    lines = (*events(1), *(each for each in events(2) if each.id == "e2"))
    leaking = Document(
        title="T",
        sections=(Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),)),),
        events=(lines[0], type(lines[1])(id="e2", at=lines[1].at, text="key AKIAIOSFODNN7EXAMPLF")),
    )
    found = next(each for each in look(leaking).findings if each.rule == "leak/secret")
    assert (found.section, found.event, found.drawn, found.change) == ("timeline", "e2", True, None)


def test_words_that_say_nothing_go_with_one_click() -> None:
    found = _found("x\n\nOf course the pool was small [e2].", "blame/hindsight")
    assert found.change is not None
    assert (found.change.line, found.change.column, found.change.insert) == (3, 1, "T")
    assert not found.change.wording


def test_a_rewording_keeps_what_the_sentence_cites() -> None:
    found = _found("The engineer should have checked the pool. [e2]", "blame/counterfactual")
    assert found.change is not None
    assert found.change.wording
    assert found.change.insert.startswith("The pool was not checked")
    assert found.change.insert.endswith("[e2].")
    assert (found.change.column, found.change.end_column) == (1, 48)


def test_a_rewording_that_would_lose_a_number_is_not_offered() -> None:
    text = "At 12:03 the engineer should have checked the pool, and 40 requests failed."
    assert _found(text, "blame/counterfactual").change is None


def test_a_secret_is_masked_with_one_click_and_never_quoted() -> None:
    found = _found("The key AKIAIOSFODNN7EXAMPLF was in it [e1].", "leak/secret")
    assert found.change is not None
    assert found.change.insert == "[secret removed]"
    findings = look(DOCUMENT, {"summary": "The key AKIAIOSFODNN7EXAMPLF was in it."}).findings
    assert not [each for each in findings if "EXAMPLF" in each.says + each.message]


def test_claims_marks_and_factors_are_counted() -> None:
    text = "It began [e1].\n\n**Assumption:** it was slow before.\n\n**Unknown:** who saw?\nLater."
    seen = look(DOCUMENT, {"summary": text})
    assert (seen.claims.cited, seen.claims.total, seen.claims.marked) == (2, 3, 2)
    assert [(each.section, each.line, each.standing) for each in seen.marks] == [
        ("summary", 3, Standing.ASSUMPTION), ("summary", 5, Standing.UNKNOWN),
    ]  # fmt: skip
    assert (seen.factors.covered, seen.factors.total) == (0, 1)
    answered = look(DOCUMENT, {"actions": "- Make the pool larger (owner: A, due 2026-04-01)"})
    assert (answered.factors.covered, answered.factors.total) == (1, 1)


def test_an_accepted_risk_answers_a_factor() -> None:
    signed = Acceptance(key="F1", factor="The pool was too small [e2].", until=date(2026, 4, 1))
    for today, covered in ((date(2026, 3, 1), 1), (date(2026, 5, 1), 0)):
        backing = Backing(acceptances=(signed,), today=today)
        assert look(DOCUMENT, backing=backing).factors.covered == covered


def test_a_citation_of_nothing_is_found_unless_the_store_knows_it() -> None:
    rules = {each.rule for each in look(DOCUMENT, {"summary": "It began [e77]."}).findings}
    known = Backing(events=frozenset({"e77"}))
    less = {
        each.rule for each in look(DOCUMENT, {"summary": "It began [e77]."}, backing=known).findings
    }
    assert rules - less == {"consistency/unknown-event"}


def test_sections_that_are_no_more_are_left_out() -> None:
    assert look(DOCUMENT, {"gone": "Of course."}) == look(DOCUMENT)


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError):
        look(Document(title="T", zone="Mars/Olympus"))


def test_a_text_that_is_too_long_is_said_to_be_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hansei.editing.look.MOST_CHECKED", 100)
    seen = look(DOCUMENT, {"summary": "Of course it was slow [e2]."})
    assert (seen.unchecked, seen.findings, seen.claims.cited) == (True, (), 2)
    assert not look(Document(title="T")).unchecked
