"""Saving a form writes its Markdown, compares the block alone, and loses nothing."""

from __future__ import annotations

from typing import Any

import pytest

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.blocks.forms import FORMS
from hansei.domain.blocks.places import block_digest
from hansei.domain.document import Block, Document, Section, drafted
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.section_text import section_digest
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_block import LONGEST_CELL, MOST_ROWS, edit_block
from hansei.postmortem.services.edit_section import edit_section
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
WRITER = Actor(ActorKind.USER, "writer", 101, frozenset({Role.CONTRIBUTOR}))
VIEWER = Actor(ActorKind.USER, "viewer", 102, frozenset({Role.VIEWER}))
UNKNOWN = "- **Unknown:** how many users were affected, as a number or a share."
SECTIONS = (
    Section("impact", "Impact", (Block("It was slow."), drafted("impact.unknown", UNKNOWN))),
    Section("actions", "Corrective actions"),
    Section("compliance", "Compliance"),
)
USERS = {"measure": "Users affected", "value": "1,200", "evidence": "e9"}


@pytest.fixture
def saved() -> PostMortem:
    draft = sample_draft(count=9, sections=SECTIONS)
    return save_draft(actor=system("test"), draft=draft, source="/incidents/1")


def _document(saved: PostMortem) -> Document:
    saved.refresh_from_db()
    return document_of(saved)


def _save(saved: PostMortem, rows: list[dict[str, str]], **changed: Any) -> PostMortem:
    values: dict[str, Any] = {
        "actor": WRITER, "number_or_id": saved.number, "handle": "impact", "form": "impact",
    }  # fmt: skip
    values.update(changed)
    at = ("impact", "actions", "compliance").index(values["handle"])
    digest = block_digest(_document(saved), at, FORMS[values["form"]])
    return edit_block(**{"digest": digest, **values, "rows": rows}).post_mortem


def test_a_form_writes_a_table_and_what_it_cites_joins_the_timeline(saved: PostMortem) -> None:
    _save(saved, [USERS, {"measure": "Failed requests", "value": ""}])
    document = _document(saved)
    assert [block.text for block in document.sections[0].blocks] == [
        "It was slow.",
        "| Measure | Value | Evidence |\n| --- | --- | --- |\n| Users affected | 1,200 | [e9] |",
    ]
    assert "e9" in [each.id for each in document.events]
    assert "impact.unknown" in document.dropped
    entry = Entry.objects.order_by("-seq").first()
    assert entry is not None
    assert (entry.actor, entry.verb) == ("user:writer", "edit block")
    assert '"form":"impact"' in entry.changes


def test_the_same_again_changes_nothing(saved: PostMortem) -> None:
    first = _save(saved, [USERS])
    for digest in ("", "of long ago"):
        again = edit_block(
            actor=WRITER, number_or_id=1, handle="impact", form="impact", rows=[USERS],
            digest=digest,
        )  # fmt: skip
        assert again.version == first.version
    assert Entry.objects.count() == 2


def test_a_block_that_reads_otherwise_by_now_is_never_overwritten(saved: PostMortem) -> None:
    _save(saved, [USERS])
    with pytest.raises(Conflict, match="Impact was changed"):
        _save(saved, [{**USERS, "value": "2"}], digest="")
    assert "1,200" in _document(saved).sections[0].text


def test_what_others_write_beside_the_block_meanwhile_stays(saved: PostMortem) -> None:
    _save(saved, [USERS])
    digest = block_digest(_document(saved), 0, FORMS["impact"])
    base = section_digest(_document(saved).sections[0])
    text = f"It was very slow.\n\n{_document(saved).sections[0].blocks[1].text}"
    edit_section(actor=WRITER, number_or_id=1, handle="impact", text=text, base=base)
    _save(saved, [{**USERS, "value": "1,300"}], digest=digest)
    text = _document(saved).sections[0].text
    assert "It was very slow." in text
    assert "1,300" in text
    with pytest.raises(Conflict):
        _save(saved, [USERS], digest=block_digest(_document(saved), 0, FORMS["impact"]), version=1)


def test_an_emptied_form_takes_its_table_out(saved: PostMortem) -> None:
    _save(saved, [USERS])
    _save(saved, [])
    assert [block.text for block in _document(saved).sections[0].blocks] == ["It was slow."]


def test_actions_of_a_form_are_followed_up(saved: PostMortem) -> None:
    row = {"text": "Bound the pool", "owner": "Platform lead", "due": "2026-04-01",
           "status": "in progress", "class": "prevent", "answers": "F1"}  # fmt: skip
    _save(saved, [row], handle="actions", form="actions")
    (action,) = saved.actions.all()
    assert (action.text, action.owner, action.status) == (
        "Bound the pool", "Platform lead", "in progress",
    )  # fmt: skip
    assert (str(action.due), action.answers, action.action_class) == ("2026-04-01", "F1", "prevent")


def test_due_times_are_filled_in_and_move_with_what_they_count_from(saved: PostMortem) -> None:
    def due() -> list[str]:
        return [line.split(" | ")[4] for line in _document(saved).sections[2].text.split("\n")[2:]]

    place = {"handle": "compliance", "form": "compliance"}
    rule = {"rule": "GDPR", "step": "authority", "from": "2026-03-01 12:00"}
    _save(saved, [rule, {"rule": "Contract", "step": "call"}], **place)
    assert due() == ["2026-03-04 12:00", ""]
    moved = {**rule, "from": "2026-03-01 13:00", "due": "2026-03-04 12:00"}
    _save(saved, [moved], **place)
    assert due() == ["2026-03-04 13:00"]
    _save(saved, [{**moved, "due": "2026-03-02 09:00"}], **place)
    assert due() == ["2026-03-02 09:00"]


def test_who_may_not_write_and_what_is_not_there(saved: PostMortem) -> None:
    with pytest.raises(NotFound):
        _save(saved, [USERS], actor=VIEWER)
    for handle, form in (("actions", "cost"), ("impact", "nothing"), ("nowhere", "impact")):
        with pytest.raises(NotFound):
            edit_block(
                actor=WRITER, number_or_id=1, handle=handle, form=form, rows=[USERS], digest=""
            )
    with pytest.raises(NotFound):
        _save(saved, [USERS], number_or_id=99)


def test_what_is_too_much_is_refused_with_its_place(saved: PostMortem) -> None:
    with pytest.raises(InputError, match=f"up to {MOST_ROWS} rows"):
        _save(saved, [USERS] * (MOST_ROWS + 1))
    with pytest.raises(InputError, match="row 2"):
        _save(saved, [USERS, {"measure": "x" * (LONGEST_CELL + 1)}])
    assert len(_document(saved).sections[0].blocks) == 2
