"""From draft to published and back, by whom, and what each step leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from hansei.accounts.actor import command_line
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.document import Block, Section
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict, HanseiError, NotFound, UsageError
from hansei.domain.timeline import Timeline
from hansei.postmortem.models import CheckIn, PostMortem, Review
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.standing import approvals_of, standing_of
from hansei.postmortem.services.approve import approve
from hansei.postmortem.services.return_to_draft import return_to_draft
from hansei.postmortem.services.save_draft import save_draft
from hansei.postmortem.services.submit import submit_for_review
from hansei.postmortem.services.withdraw import withdraw
from hansei.postmortem.services.withdraw_approval import withdraw_approval
from hansei.publishing.services.publish import publish
from tests.publishing.conftest import asks_for_approval, made
from tests.web.people import Person, person

People = Mapping[str, Person]
Step = Callable[..., PostMortem]
_STEPS: dict[str, Step] = {
    "submit": submit_for_review, "return": return_to_draft, "approve": approve,
    "take back": withdraw_approval, "publish": publish, "withdraw": withdraw,
}  # fmt: skip


def _do(step: str, who: Person, found: PostMortem, **more: Any) -> PostMortem:
    return _STEPS[step](
        actor=who.actor, number_or_id=found.number, version=more.pop("version", found.version),
        **more,
    )  # fmt: skip


def _write(found: PostMortem, text: str) -> PostMortem:
    """Another text, as an editor leaves it."""
    document = document_of(found)
    sections = (*document.sections, Section("lessons", "Lessons", (Block(text),)))
    changed = msgspec.structs.replace(document, sections=sections)
    found.document = msgspec.json.encode(changed).decode()
    found.version += 1
    found.save()
    return found


def _status(found: PostMortem) -> tuple[str, str]:
    found.refresh_from_db()
    return found.status, document_of(found).status


def test_the_whole_way_and_what_it_leaves(owned: PostMortem, people: People) -> None:
    now = owned
    for step, who, status in (
        ("submit", "contributor", "in review"),
        ("approve", "lead", "approved"),
        ("publish", "lead", "published"),
        ("withdraw", "lead", "approved"),
        ("take back", "lead", "in review"),
        ("return", "contributor", "working draft"),
    ):
        entries = Entry.objects.count()
        version = now.version
        now = _do(step, people[who], now)
        assert _status(now) == (status, status)
        assert now.version == version + 1
        assert Entry.objects.count() == entries + 1
        kept = now.revisions.get(number=now.version)
        assert kept.document == now.document
        assert kept.note


def test_a_small_incident_goes_straight_to_published(owned: PostMortem, people: People) -> None:
    published = _do("publish", people["lead"], owned)
    assert published.published is not None
    back = _do("withdraw", people["lead"], published)
    assert (back.status, back.published) == ("working draft", None)


@pytest.mark.parametrize("step", _STEPS)
def test_who_may_not_change_it_learns_nothing(step: str, owned: PostMortem, people: People) -> None:
    for who in (*people, "outside"):
        if who in ("anonymous", "contributor", "lead", "administrator"):
            continue
        actor = person("stranger", name="outside") if who == "outside" else people[who]
        with pytest.raises(NotFound):
            _do(step, actor, owned)
    if step in ("publish", "withdraw"):
        with pytest.raises(NotFound):
            _do(step, people["contributor"], owned)


@pytest.mark.parametrize("step", _STEPS)
def test_a_step_is_taken_over_what_was_seen(step: str, owned: PostMortem, people: People) -> None:
    with pytest.raises(Conflict):
        _do(step, people["lead"], owned, version=owned.version - 1)


def test_nothing_changes_where_a_step_is_refused(owned: PostMortem, people: People) -> None:
    PostMortem.objects.filter(pk=owned.pk).update(owner="")
    entries = Entry.objects.count()
    for step in ("submit", "publish", "withdraw", "return", "take back"):
        with pytest.raises(UsageError):
            _do(step, people["lead"], owned)
    assert _status(owned) == ("working draft", "working draft")
    assert Entry.objects.count() == entries


def test_contradictions_and_keys_keep_it_back(people: People) -> None:
    wrong = Section("detection", "Detection", (
        Block("It was resolved 20 minutes after it was detected."),
        Block("The key was AKIAIOSFODNN7EXAMPLF."),
    ))  # fmt: skip
    found = made(people["contributor"].actor, sections=(wrong,))
    with pytest.raises(UsageError, match=r"contradiction.*key or password"):
        _do("publish", people["lead"], found)


def test_nobody_approves_what_is_theirs(people: People) -> None:
    mine = made(people["lead"].actor, "/mine")
    mine = _do("submit", people["contributor"], mine)
    with pytest.raises(UsageError, match="second person"):
        _do("approve", people["lead"], mine)
    with pytest.raises(UsageError, match="account"):
        approve(actor=command_line(), number_or_id=mine.number, version=mine.version)
    assert _do("approve", people["contributor"], mine).status == "approved"


def test_who_began_it_does_not_approve_it(people: People) -> None:
    begun = made(people["contributor"].actor, created_by=str(people["lead"].actor))
    begun = _do("submit", people["contributor"], begun)
    with pytest.raises(UsageError, match="second person"):
        _do("approve", people["lead"], begun)


def test_asked_for_approval_cannot_be_gone_round(owned: PostMortem, people: People) -> None:
    asks_for_approval()
    with pytest.raises(UsageError, match="second person"):
        _do("publish", people["lead"], owned)
    now = _do("approve", people["lead"], _do("submit", people["contributor"], owned))
    assert _do("publish", people["administrator"], now).status == "published"


def test_small_incidents_are_spared_where_only_large_ones_need_approval(
    owned: PostMortem, people: People
) -> None:
    asks_for_approval(rank=1)
    assert _do("publish", people["lead"], owned).status == "published"


def test_an_approval_lapses_with_the_text_and_comes_back_with_it(
    owned: PostMortem, people: People
) -> None:
    asks_for_approval()
    now = _do("approve", people["lead"], _do("submit", people["contributor"], owned), note="fine")
    before = now.document
    now = _write(now, "Something else.")
    assert [each.holds for each in approvals_of(now)] == [False]
    assert standing_of(now, actor=people["lead"].actor).lapsed == ("The lead",)
    with pytest.raises(UsageError, match="changed since The lead approved"):
        _do("publish", people["lead"], now)
    again = _do("approve", people["lead"], now)
    assert [each.holds for each in approvals_of(again)] == [True]
    assert _do("publish", people["lead"], again).status == "published"
    now.document = before
    assert standing_of(now, actor=people["lead"].actor).approvals == ("The lead",)


def test_a_text_that_was_approved_is_approved_when_it_comes_back(
    owned: PostMortem, people: People
) -> None:
    now = _do("approve", people["lead"], _do("submit", people["contributor"], owned))
    now = _do("return", people["contributor"], now)
    assert _do("submit", people["contributor"], now).status == "approved"


def test_one_of_two_approvals_is_enough(owned: PostMortem, people: People) -> None:
    other = person(Role.CONTRIBUTOR, name="support-lead")
    now = _do("approve", people["lead"], _do("submit", people["contributor"], owned))
    now = _do("approve", other, now)
    with pytest.raises(UsageError, match="already"):
        _do("approve", other, now)
    assert _do("take back", people["lead"], now).status == "approved"
    assert _do("take back", other, now).status == "in review"


def test_publishing_adds_what_is_missing_of_the_dates(owned: PostMortem, people: People) -> None:
    Review.objects.all().delete()
    CheckIn.objects.all().delete()
    published = _do("publish", people["lead"], owned)
    assert published.published is not None
    day = published.published.date()
    days = [each.day for each in published.check_ins.order_by("number")]
    assert all(0 <= (at - day).days - n <= 2 for at, n in zip(days, (30, 60, 90), strict=True))
    assert all(each.weekday() < 5 for each in days)
    review = published.reviews.get()
    assert review.start >= published.published
    _do("publish", people["lead"], _do("withdraw", people["lead"], published))
    assert (Review.objects.count(), CheckIn.objects.count()) == (1, 3)


def test_what_was_planned_stays(owned: PostMortem, people: People) -> None:
    before = list(Review.objects.values()), list(CheckIn.objects.values())
    _do("publish", people["lead"], owned)
    assert (list(Review.objects.values()), list(CheckIn.objects.values())) == before


def test_a_restricted_one_is_for_named_people_only(people: People) -> None:
    hidden = made(people["contributor"].actor, restricted=True)
    for step in _STEPS:
        with pytest.raises(HanseiError) as refused:
            _do(step, people["administrator"], hidden)
        assert isinstance(refused.value, NotFound)


def test_a_draft_laid_over_it_moves_no_stage(owned: PostMortem, people: People) -> None:
    document = msgspec.structs.replace(
        document_of(owned), status="published", title="Another title"
    )
    saved = save_draft(
        actor=people["contributor"].actor, draft=Draft(document, Timeline()), source="/one",
        version=owned.version,
    )  # fmt: skip
    assert (saved.title, _status(saved)) == (
        "Another title", ("working draft", "working draft"),
    )  # fmt: skip
