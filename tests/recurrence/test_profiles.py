"""What incidents are compared by."""

from __future__ import annotations

import msgspec
import pytest

from hansei.accounts.actor import system
from hansei.domain.document import Block, Section, drafted
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.save_draft import save_draft
from hansei.recurrence.profiles import made
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
ASKED = drafted("root_cause.whys", "1. **Question:** Why did nothing stop it?")
CHANGED = msgspec.structs.replace(ASKED, text="1. The breaker was disabled by a migration.")


def _saved(*blocks: Block) -> PostMortem:
    draft = sample_draft(sections=(Section("root_cause", "Root cause", blocks),))
    return save_draft(actor=system("test"), draft=draft, source="/a")


def test_what_drafting_asks_everybody_is_no_likeness() -> None:
    saved = _saved(ASKED)
    assert "question" in document_of(saved).sections[0].text.lower()
    (profile,) = made([saved.incidents.get().pk]).values()
    assert "question" not in profile.words
    assert "checkout" in profile.words


def test_what_people_wrote_or_changed_is() -> None:
    saved = _saved(CHANGED, Block("The importer held every connection."))
    (profile,) = made([saved.incidents.get().pk]).values()
    assert {"breaker", "importer"} <= {*profile.words, *profile.spelt.values()}
