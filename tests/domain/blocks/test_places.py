"""Blocks in a document: found, put, taken out, and the drafted prompts that they answer."""

from __future__ import annotations

from hansei.domain.blocks.forms import (
    CAUSES,
    COMMUNICATION,
    COMPLIANCE,
    COST,
    EVIDENCE_LOG,
    FORMS,
    IMPACT,
    WHYS,
)
from hansei.domain.blocks.grid import grid_of
from hansei.domain.blocks.places import block_digest, placed_at, placed_in, put
from hansei.domain.blocks.settle import settled
from hansei.domain.blocks.suggest import (
    notification_rows,
    still_suggested,
    suggested,
    without_untouched,
)
from hansei.domain.document import Block, BlockKind, Document, Milestone, Section, drafted
from hansei.domain.event import Event, Signal
from hansei.domain.evidence import EvidenceKind, EvidenceNote
from tests.domain.blocks.test_forms_know import AWARE, MARKS

ROWS = [{"measure": "Users affected", "value": "1,200", "evidence": "e1"}]


def _document(*blocks: Block, key: str = "impact") -> Document:
    return Document(title="Checkout is slow", sections=(Section(key, "A title", blocks),))


def test_a_block_is_put_behind_the_text_and_then_replaced_where_it_stands() -> None:
    first = put(_document(Block("It hurt.")), 0, grid_of(IMPACT, ROWS))
    last = _with(first, Block("And it went on."))
    changed = put(last, 0, grid_of(IMPACT, [{**ROWS[0], "value": "1,300"}]))
    texts = [each.text for each in changed.sections[0].blocks]
    assert texts[0] == "It hurt."
    assert "1,300" in texts[1]
    assert texts[2] == "And it went on."
    assert block_digest(first, 0, IMPACT) != block_digest(changed, 0, IMPACT)
    assert block_digest(_document(), 0, IMPACT) == ""


def _with(document: Document, block: Block) -> Document:
    section = document.sections[0]
    return Document(
        title=document.title,
        sections=(Section(section.key, section.title, (*section.blocks, block)),),
    )


def test_a_block_without_rows_is_taken_out_for_good() -> None:
    text = "1. **Question:** Why did this happen?"
    document = _document(drafted("root_cause.whys", text), key="root_cause")
    emptied = put(document, 0, grid_of(WHYS, []))
    assert emptied.sections[0].blocks == ()
    assert emptied.dropped == ("root_cause.whys",)


def test_a_drafted_block_that_a_form_edits_counts_as_edited() -> None:
    text = "1. **Question:** Why did this happen?"
    document = _document(drafted("root_cause.whys", text), key="root_cause")
    rows = [{"why": "Why did this happen?", "because": "The pool was full."}]
    (block,) = put(document, 0, grid_of(WHYS, rows)).sections[0].blocks
    assert block.drafted == "root_cause.whys"
    assert block.edited


def test_all_blocks_of_a_document_are_found_each_of_one_form() -> None:
    causes = "| Factor | Type |\n| --- | --- |\n| No limit | condition |"
    edges = "| From | To |\n| --- | --- |\n| F1 | impact |"
    document = _document(
        Block(causes), Block("Text."), Block(edges), Block(kind=BlockKind.MILESTONES),
        key="root_cause",
    )  # fmt: skip
    assert [(each.form, each.block) for each in placed_in(document)] == [("causes", 0), ("map", 2)]
    assert placed_at(document, 0, CAUSES)
    assert placed_in(_document(Block(causes), key="impact")) == ()


def test_a_filled_form_answers_the_drafted_unknowns() -> None:
    draft = _drafted_impact()
    grid = grid_of(IMPACT, [*ROWS, {"measure": "SLO violated", "value": "no"}])
    text = settled(draft, 0, grid).sections[0].text
    assert "how many users" not in text
    assert "SLA or SLO" not in text
    assert "how many requests" in text


def _drafted_impact() -> Document:
    lines = (
        "- **Unknown:** how many users were affected, as a number or a share.\n"
        "- **Unknown:** how many requests or transactions failed.\n"
        "- **Unknown:** whether an SLA or SLO was breached, and by how much."
    )
    return _document(drafted("impact.unknown", lines))


def test_what_a_person_edited_is_not_settled() -> None:
    block = _drafted_impact().sections[0].blocks[0]
    edited = Block(f"{block.text} We asked.", drafted=block.drafted, digest=block.digest)
    document = _document(edited)
    assert settled(document, 0, grid_of(IMPACT, ROWS)) == document


def test_the_last_unknown_takes_its_block_with_it() -> None:
    ask = "- **Unknown:** how many users were affected, as a number or a share."
    found = settled(_document(drafted("impact.unknown", ask)), 0, grid_of(IMPACT, ROWS))
    assert found.sections[0].blocks == ()
    assert found.dropped == ("impact.unknown",)


def test_a_primary_cause_and_a_cost_answer_their_prompts() -> None:
    unknown = drafted("root_cause.unknown", "**Unknown:** the primary cause.")
    rows = [{"text": "No limit", "type": "primary cause"}]
    found = settled(_document(unknown, key="root_cause"), 0, grid_of(CAUSES, rows))
    assert found.sections[0].blocks == ()
    asked = drafted("cost.prompts", "- **Question:** What did it cost?")
    cost = grid_of(COST, [{"item": "Refunds", "amount": "4 EUR"}])
    assert settled(_document(asked, key="cost"), 0, cost).sections[0].blocks == ()
    assert settled(_document(asked, key="cost"), 0, grid_of(COST, [])).sections[0].blocks


def test_a_drafted_log_goes_once_the_form_cites_all_of_it() -> None:
    log = drafted("communication.log", "- 10:10: “We look.” [e1]\n- 10:20: “Fixed.” [e2]")
    document = _document(log, key="communication")
    one = {"time": "2026-03-06 10:10", "audience": "customers", "evidence": "e1"}
    part = settled(document, 0, grid_of(COMMUNICATION, [one]))
    whole = settled(document, 0, grid_of(COMMUNICATION, [one, {**one, "evidence": "e2"}]))
    assert part == document
    assert whole.sections[0].blocks == ()


def test_an_offered_row_that_was_left_alone_is_none() -> None:
    rows = [
        {"measure": "Users affected", "value": " "},
        {"measure": "Degraded for", "value": "1 h"},
    ]
    assert without_untouched(IMPACT, rows, None) == rows[1:]
    standing = grid_of(IMPACT, rows)
    assert without_untouched(IMPACT, rows, standing) == rows
    own = [{"measure": "Parcels delayed", "value": ""}]
    assert without_untouched(IMPACT, own, None) == own


def test_what_the_facts_tell_is_offered() -> None:
    marks = {**MARKS, Milestone.RECOVERED: MARKS[Milestone.DETECTED]}
    told = Event(id="e9", at=AWARE, text="We look", signal=Signal.STATUS_UPDATE,
                 source="statuspage")  # fmt: skip
    document = Document(title="A", zone="UTC", milestones=marks, events=(told,))
    lasted = next(each for each in suggested(IMPACT, document) if len(each) > 1)
    assert lasted == {"measure": "Degraded for", "value": "10 min", "evidence": "e1, e2"}
    assert suggested(COMMUNICATION, document) == [
        {"time": "2026-03-06 10:00", "audience": "customers", "channel": "status page",
         "text": "We look", "evidence": "e9"}
    ]  # fmt: skip
    assert suggested(COMPLIANCE, document) == []
    assert notification_rows("GDPR", document) == [
        {"rule": "GDPR", "step": "authority", "from": "2026-03-06 10:00", "evidence": "e2"}
    ]
    note = EvidenceNote(number=1, kind=EvidenceKind.FILE, title="A graph", where="graph.png")
    assert suggested(EVIDENCE_LOG, document, [note])[0]["id"] == "ev1"


def test_what_does_not_stand_yet_is_still_suggested() -> None:
    document = Document(title="A")
    rest = still_suggested(IMPACT, document, [{"measure": "users affected"}])
    assert list(rest)[:2] == ["Degraded for", "Failed requests"]
    assert "Users affected" not in rest
    notes = [EvidenceNote(number=at, kind=EvidenceKind.FILE, title="A graph", where="a.png")
             for at in (1, 2)]  # fmt: skip
    later = still_suggested(EVIDENCE_LOG, document, [{"id": "[ev1], e4"}], notes)
    assert list(later) == ["ev2"]
    assert still_suggested(WHYS, document, [{"why": "Why did this happen?"}]) == {}


def test_every_form_offers_rows_of_its_own_columns() -> None:
    for form in FORMS.values():
        for row in suggested(form, Document(title="A")):
            assert set(row) <= set(form.keys)
