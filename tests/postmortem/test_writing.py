"""Writing a stored post-mortem section by section."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.document import Block, BlockKind, Section, drafted
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.section_text import section_digest, section_text
from hansei.postmortem.models import Grant, PostMortem, Revision
from hansei.postmortem.selectors import document_of, previous_draft
from hansei.postmortem.services.edit_section import MOST_TEXT, edit_section
from hansei.postmortem.services.save_draft import save_draft
from hansei.postmortem.services.save_point import STRETCH, TOGETHER, save_point
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
WRITER = Actor(ActorKind.USER, "writer", 101, frozenset({Role.CONTRIBUTOR}))
OTHER = Actor(ActorKind.USER, "other", 102, frozenset({Role.LEAD}))
SECTIONS = (
    Section("impact", "Impact", (drafted("impact.text", "Slow for an hour. [e1]"),)),
    Section("timeline", "Timeline", (Block(kind=BlockKind.TIMELINE),)),
    Section("actions", "Corrective actions"),
)


@pytest.fixture
def saved() -> PostMortem:
    draft = sample_draft(count=9, sections=SECTIONS)
    return save_draft(actor=system("test"), draft=draft, source="/incidents/1")


def _digest(saved: PostMortem, at: int = 0) -> str:
    saved.refresh_from_db()
    return section_digest(document_of(saved).sections[at])


def _write(saved: PostMortem, text: str, *, at: int = 0, actor: Actor = WRITER) -> PostMortem:
    handle = ("impact", "timeline", "actions")[at]
    return edit_section(
        actor=actor, number_or_id=saved.number, handle=handle, text=text, base=_digest(saved, at)
    ).post_mortem


def _age(by: timedelta) -> None:
    """Lets time pass since the newest revision."""
    newest = Revision.objects.order_by("-number").first()
    assert newest is not None
    Revision.objects.filter(pk=newest.pk).update(at=timezone.now() - by)


def test_a_section_is_written_and_its_digest_told(saved: PostMortem) -> None:
    base = _digest(saved)
    done = edit_section(
        actor=WRITER, number_or_id="PM-1", handle="impact", text="Slow for two hours.", base=base
    )
    assert (done.version, done.digest) == (2, _digest(saved))
    assert section_text(document_of(saved).sections[0]) == "Slow for two hours."
    assert done.digest != base
    entry = Entry.objects.get(seq=2)
    assert (entry.actor, entry.verb, entry.object_id) == ("user:writer", "write section", "1")
    assert '"section":"impact"' in entry.changes


def test_the_same_again_changes_nothing(saved: PostMortem) -> None:
    base = _digest(saved)
    for _ in range(2):  # the second as if the first answer had been lost
        done = edit_section(actor=WRITER, number_or_id=1, handle="impact", text="Slow.", base=base)
        assert (done.version, done.digest) == (2, _digest(saved))
    assert Entry.objects.count() == 2


def test_a_section_that_reads_otherwise_by_now_is_never_overwritten(saved: PostMortem) -> None:
    base = _digest(saved)
    _write(saved, "Written first.", actor=OTHER)
    with pytest.raises(Conflict):
        edit_section(actor=WRITER, number_or_id=1, handle="impact", text="Second.", base=base)
    assert section_text(document_of(PostMortem.objects.get()).sections[0]) == "Written first."


def test_a_section_that_is_gone_is_a_conflict(saved: PostMortem) -> None:
    with pytest.raises(Conflict):
        edit_section(actor=WRITER, number_or_id=1, handle="nowhere", text="x", base="0" * 16)


def test_two_people_in_two_sections_do_not_meet(saved: PostMortem) -> None:
    bases = [_digest(saved, at) for at in (0, 2)]
    edit_section(actor=WRITER, number_or_id=1, handle="impact", text="Slow.", base=bases[0])
    edit_section(actor=OTHER, number_or_id=1, handle="actions", text="- Do it", base=bases[1])
    sections = document_of(PostMortem.objects.get()).sections
    assert [section_text(sections[at]) for at in (0, 2)] == ["Slow.", "- Do it"]


def test_who_may_write(saved: PostMortem) -> None:
    for role in (Role.VIEWER, Role.AUDITOR):
        reader = Actor(ActorKind.USER, "reader", 103, frozenset({role}))
        with pytest.raises(NotFound):
            _write(saved, "Mine.", actor=reader)
    PostMortem.objects.update(restricted=True)
    with pytest.raises(NotFound):
        _write(saved, "Mine.")
    assert not Grant.objects.exists()
    assert saved.version == 1


def test_a_text_that_is_too_long_is_refused(saved: PostMortem) -> None:
    with pytest.raises(InputError, match="500,000"):
        _write(saved, "x" * (MOST_TEXT + 1))


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "## Heading\n\n```\nopen", "\u202eevil"])
def test_whatever_is_typed_is_kept_in_one_section(saved: PostMortem, text: str) -> None:
    _write(saved, text)
    document = document_of(PostMortem.objects.get())
    assert [each.title for each in document.sections] == [each.title for each in SECTIONS]
    assert section_text(document.sections[0])


def test_cited_events_join_the_timeline_of_the_document(saved: PostMortem) -> None:
    assert [each.id for each in document_of(saved).events] == ["e1", "e2", "e3"]
    _write(saved, "Nobody looked until then [E7, e2], nor later [e99].")
    document = document_of(PostMortem.objects.get())
    assert [each.id for each in document.events] == ["e1", "e2", "e3", "e7"]


def test_drafting_again_leaves_what_people_wrote(saved: PostMortem) -> None:
    _write(saved, "Slow for an hour, for everybody. [e1]")
    before = previous_draft(actor=WRITER, source="/incidents/1")
    assert before is not None
    block = before.document.sections[0].blocks[0]
    assert (block.drafted, block.edited) == ("impact.text", True)
    _write(saved, "")
    assert document_of(PostMortem.objects.get()).dropped == ("impact.text",)
    _write(saved, "Slow for an hour. [e1]")
    assert document_of(PostMortem.objects.get()).sections == SECTIONS


def test_a_stretch_of_writing_is_one_revision(saved: PostMortem) -> None:
    _age(TOGETHER)
    for text in ("S", "Sl", "Slow", "Slow for two hours."):
        _write(saved, text)
    assert list(Revision.objects.values_list("number", "author")) == [
        (1, "system:test"), (2, "user:writer"),
    ]  # fmt: skip
    _age(STRETCH)
    _write(saved, "Slow for three hours.")
    kept = Revision.objects.get(number=5)
    assert (kept.author, '"text":"Slow for two hours."' in kept.document) == ("user:writer", True)
    assert Revision.objects.count() == 3


def test_somebody_else_begins_a_new_stretch(saved: PostMortem) -> None:
    _age(TOGETHER)
    _write(saved, "One.")
    _write(saved, "One. Two.")
    _age(TOGETHER)
    _write(saved, "One. Two. Three.", actor=OTHER)
    assert list(Revision.objects.values_list("number", "author")) == [
        (1, "system:test"), (2, "user:writer"), (3, "user:writer"), (4, "user:other"),
    ]  # fmt: skip
    _write(saved, "One. Two. Three. Four.")
    assert Revision.objects.count() == 4  # they write together


def test_a_point_is_kept_on_demand_and_once(saved: PostMortem) -> None:
    _write(saved, "One.")
    _write(saved, "One. Two.")
    kept = save_point(actor=OTHER, number_or_id=1, note="before the review")
    assert (kept.number, kept.author, kept.note) == (3, "user:writer", "before the review")
    entries = Entry.objects.count()
    assert save_point(actor=OTHER, number_or_id=1).pk == kept.pk
    assert Entry.objects.count() == entries


def test_a_draft_over_writing_keeps_the_writing(saved: PostMortem) -> None:
    _write(saved, "Written by hand.")
    before = previous_draft(actor=WRITER, source="/incidents/1")
    assert before is not None
    draft = sample_draft(count=12, sections=SECTIONS, title="Checkout was slow")
    save_draft(actor=system("test"), draft=draft, source="/incidents/1", version=before.version)
    assert list(Revision.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert "Written by hand." in Revision.objects.get(number=2).document


def test_an_action_stays_itself_while_it_is_typed(saved: PostMortem) -> None:
    whole = "- Alert on pool exhaustion before requests queue"
    for length in range(5, len(whole) + 1, 6):
        _write(saved, whole[:length], at=2)
    _write(saved, whole, at=2)
    action = saved.actions.get()
    assert (action.text, action.in_document) == (whole[2:], True)
    _write(saved, f"- Write a runbook for the checkout pool\n{whole} and time out", at=2)
    texts = saved.actions.order_by("position").values_list("pk", "text")
    assert list(texts)[1] == (action.pk, f"{whole[2:]} and time out")
    assert saved.actions.count() == 2


def test_what_was_done_to_an_action_elsewhere_survives_writing(saved: PostMortem) -> None:
    _write(saved, "- [ ] Alert on pool exhaustion (owner: Platform team)", at=2)
    action = saved.actions.get()
    assert action.status == "planned"
    saved.actions.update(status="in progress", link="https://tracker.example/7")
    _write(saved, "- [ ] Alert on pool exhaustion soon (owner: Platform team)", at=2)
    action.refresh_from_db()
    assert (action.status, "soon" in action.text) == ("in progress", True)
    _write(saved, "- [x] Alert on pool exhaustion soon (owner: Platform team)", at=2)
    action.refresh_from_db()
    assert action.status == "completed"
    _write(saved, "", at=2)
    action.refresh_from_db()
    assert not action.in_document
