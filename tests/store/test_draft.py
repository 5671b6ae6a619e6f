"""Saving drafts, and reading them back."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from hansei.accounts.actor import system
from hansei.audit.models import Entry
from hansei.domain.document import Block, Section
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import (
    document_of,
    post_mortem,
    post_mortems,
    previous_draft,
    timeline_of,
)
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Event, Incident
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
ACTOR = system("test")
ACTIONS = """| Action | Owner | Due | Status | Answers |
| --- | --- | --- | --- | --- |
| Add an alert for a full queue | platform team | 2026-04-01 | planned | F1 |
| Suggestion: set the clock right |  |  | planned |  |"""


def _save(draft: Draft, source: str = "/incidents/1", version: int | None = None) -> PostMortem:
    return save_draft(actor=ACTOR, draft=draft, source=source, version=version)


def _with_sections(draft: Draft, *sections: Section) -> Draft:
    document = msgspec.structs.replace(draft.document, sections=sections)
    return Draft(document, draft.timeline)


def test_draft_comes_back_as_it_went_in() -> None:
    draft = sample_draft(count=7)
    saved = _save(draft)
    assert document_of(saved) == msgspec.structs.replace(draft.document, id=saved.document_id)
    assert timeline_of(actor=ACTOR, number_or_id=saved.number) == draft.timeline
    assert (saved.number, saved.version, saved.reference) == (1, 1, "PM-1")
    incident = saved.incidents.get()
    assert [each.name for each in incident.services.all()] == ["checkout"]
    assert incident.started == draft.document.events[0].at


def test_it_is_found_by_number_reference_and_id() -> None:
    saved = _save(sample_draft())
    for name in (1, "1", "PM-1", "pm-1", saved.document_id):
        assert post_mortem(actor=ACTOR, number_or_id=name) == saved
    for name in (2, "PM-2", "", "PM-", "9" * 40, "\0", "\ud800"):
        with pytest.raises(NotFound):
            post_mortem(actor=ACTOR, number_or_id=name)


def test_its_review_and_check_ins_are_planned_with_it() -> None:
    saved = _save(sample_draft())
    assert saved.reviews.get().minutes == 60
    assert [str(each.day) for each in saved.check_ins.order_by("number")] == [
        "2026-04-02", "2026-05-02", "2026-06-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "extra",
    [{}, {"review": "soon", "check_ins": 3}, {"review": {"start": "soon"}, "check_ins": ["x"]}],
)
def test_unreadable_dates_in_front_matter_plan_nothing(extra: dict[str, object]) -> None:
    saved = _save(sample_draft(extra=extra))
    assert not saved.reviews.exists()
    assert not saved.check_ins.exists()


def test_same_draft_again_leaves_no_revision() -> None:
    saved = _save(sample_draft())
    before = previous_draft(actor=ACTOR, source="/incidents/1")
    assert before is not None
    again = _save(Draft(before.document, sample_draft().timeline), version=before.version)
    assert (again.pk, again.version) == (saved.pk, 1)
    assert saved.revisions.count() == Entry.objects.count() == 1


def test_equal_drafts_are_the_same_however_they_were_made() -> None:
    """A document that was read from a file holds equal strings, not the same ones."""
    extra = {"published": date(2026, 3, 9)}
    saved = _save(sample_draft(extra=extra))
    equal = "".join(["working", " draft"])
    draft = sample_draft(id=saved.document_id, status=equal, extra=extra)
    timeline = msgspec.structs.replace(
        draft.timeline,
        events=tuple(
            msgspec.structs.replace(each, shift_s=float("0")) for each in draft.timeline.events
        ),
    )
    assert _save(Draft(draft.document, timeline), version=1).version == 1


def test_second_draft_is_a_revision_of_the_first() -> None:
    saved = _save(sample_draft(count=5))
    again = _save(sample_draft(count=9, title="Checkout was slow"), version=saved.version)
    assert (again.pk, again.number, again.version) == (saved.pk, 1, 2)
    assert again.title == Incident.objects.get().title == "Checkout was slow"
    assert Event.objects.count() == 9
    assert [each.number for each in saved.revisions.order_by("number")] == [1, 2]
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("version", [None, 1, 3])
def test_draft_over_another_version_is_a_conflict(version: int | None) -> None:
    saved = _save(sample_draft())
    _save(sample_draft(title="Second"), version=saved.version)
    with pytest.raises(Conflict):
        _save(sample_draft(title="Third"), version=version)
    assert PostMortem.objects.get().title == "Second"
    assert saved.revisions.count() == Entry.objects.count() == 2


def test_document_id_counts_more_than_the_source() -> None:
    first = _save(sample_draft(id="abc"), source="/incidents/1")
    moved = _save(sample_draft(id="abc", title="Moved"), source="/elsewhere", version=1)
    assert moved.pk == first.pk
    assert previous_draft(actor=ACTOR, source="/incidents/1") is None
    assert previous_draft(actor=ACTOR, source="/elsewhere") is not None
    other = _save(sample_draft(id="def"), source="/elsewhere")
    assert other.number == 2
    found = previous_draft(actor=ACTOR, source="/elsewhere", document_id="abc")
    assert found is not None
    assert found.number == 1


@pytest.mark.parametrize("name", ["x" * 201, "a\nb", "a\0b", "\ud800"])
def test_unusable_document_ids_are_refused(name: str) -> None:
    with pytest.raises(InputError):
        _save(sample_draft(id=name))


def test_actions_follow_the_document_and_outlive_it() -> None:
    draft = sample_draft()
    saved = _save(_with_sections(draft, Section("actions", "Actions", (Block(ACTIONS),))))
    action = saved.actions.get()
    assert (action.owner, str(action.due), action.answers) == ("platform team", "2026-04-01", "F1")
    done = ACTIONS.replace("planned | F1", "completed | F1")
    _save(_with_sections(draft, Section("actions", "Actions", (Block(done),))), version=1)
    action.refresh_from_db()
    assert (action.status, action.revision, action.version) == ("completed", 2, 2)
    _save(_with_sections(draft), version=2)
    action.refresh_from_db()
    assert not action.in_document
    PostMortem.objects.all().delete()
    action.refresh_from_db()
    assert (action.post_mortem, action.source) == (None, "PM-1")


def test_lessons_leave_out_the_questions() -> None:
    text = "- Alerts need an owner.\n- **Question:** What surprised you?"
    saved = _save(_with_sections(sample_draft(), Section("lessons", "Lessons", (Block(text),))))
    assert [each.text for each in saved.lessons.all()] == ["Alerts need an owner."]


def test_lists_are_newest_first_and_filtered() -> None:
    _save(sample_draft(), source="/1")
    _save(sample_draft(services=("search", "checkout"), severity="SEV1"), source="/2")
    assert [each.number for each in post_mortems(actor=ACTOR)] == [2, 1]
    assert [each.number for each in post_mortems(actor=ACTOR, service="search")] == [2]
    assert [each.number for each in post_mortems(actor=ACTOR, severity="SEV2")] == [1]
    assert not post_mortems(actor=ACTOR, status="published")


def test_odd_text_is_stored_on_either_engine() -> None:
    draft = sample_draft(title="Nul \0 in a title", severity="\0", owner="\0", services=("\0",))
    saved = _save(draft, source="/odd\0path")
    assert document_of(saved).title == "Nul \0 in a title"
    assert previous_draft(actor=ACTOR, source="/odd\0path") is not None


def test_a_draft_without_events_is_stored() -> None:
    saved = _save(sample_draft(count=0, milestones={}))
    assert timeline_of(actor=ACTOR, number_or_id=saved.number).events == ()
