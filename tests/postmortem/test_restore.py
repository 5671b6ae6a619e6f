"""Restoring an older revision makes a new one, and is taken back the same way."""

from __future__ import annotations

import msgspec
import pytest

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.document import Section, drafted
from hansei.domain.errors import Conflict, NotFound
from hansei.domain.section_text import section_digest
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_section import edit_section
from hansei.postmortem.services.restore import restore
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
WRITER = Actor(ActorKind.USER, "writer", 101, frozenset({Role.CONTRIBUTOR}))
AUDITOR = Actor(ActorKind.USER, "auditor", 103, frozenset({Role.AUDITOR}))
SECTIONS = (Section("impact", "Impact", (drafted("impact.text", "Slow for an hour."),)),)


@pytest.fixture
def saved() -> PostMortem:
    made = save_draft(actor=system("test"), draft=sample_draft(sections=SECTIONS), source="/1")
    base = section_digest(document_of(made).sections[0])
    edit_section(actor=WRITER, number_or_id=1, handle="impact", text="Slow, rewritten.", base=base)
    made.refresh_from_db()
    return made


def _text(saved: PostMortem) -> str:
    saved.refresh_from_db()
    return document_of(saved).sections[0].text


def test_an_older_text_comes_back_as_a_new_revision(saved: PostMortem) -> None:
    before = saved.version
    done = restore(actor=WRITER, number_or_id=1, revision=1, version=before)
    assert _text(saved) == "Slow for an hour."
    newest = saved.revisions.order_by("-number").first()
    assert newest is not None
    assert (newest.number, newest.note) == (done.version, "Restored from revision 1")
    restore(actor=WRITER, number_or_id=1, revision=before, version=done.version)
    assert _text(saved) == "Slow, rewritten."
    assert Entry.objects.filter(verb="restore revision").count() == 2


def test_status_and_owner_stay_as_they_are(saved: PostMortem) -> None:
    now = msgspec.structs.replace(document_of(saved), status="published", owner="The lead")
    PostMortem.objects.update(document=msgspec.json.encode(now).decode())
    restore(actor=WRITER, number_or_id=1, revision=1, version=saved.version)
    saved.refresh_from_db()
    document = document_of(saved)
    assert (document.status, document.owner) == ("published", "The lead")
    assert (saved.status, saved.owner) == ("published", "The lead")


def test_restoring_what_stands_changes_nothing(saved: PostMortem) -> None:
    done = restore(actor=WRITER, number_or_id=1, revision=1, version=saved.version)
    count = saved.revisions.count()
    again = restore(actor=WRITER, number_or_id=1, revision=1, version=done.version)
    assert again.version == done.version
    assert saved.revisions.count() == count


def test_a_change_meanwhile_is_told_and_strangers_learn_nothing(saved: PostMortem) -> None:
    with pytest.raises(Conflict):
        restore(actor=WRITER, number_or_id=1, revision=1, version=saved.version - 1)
    with pytest.raises(NotFound):
        restore(actor=WRITER, number_or_id=1, revision=99, version=saved.version)
    with pytest.raises(NotFound):
        restore(actor=AUDITOR, number_or_id=1, revision=1, version=saved.version)
    assert _text(saved) == "Slow, rewritten."
