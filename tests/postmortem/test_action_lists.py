"""The board and the list: filters, pages, counts, and what a stranger never sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hansei.accounts.actor import Actor, system
from hansei.accounts.models import Team
from hansei.accounts.roles import Role
from hansei.domain.actions import Stage
from hansei.domain.document import ActionClass
from hansei.domain.errors import NotFound, UsageError
from hansei.postmortem.models import Action, Grant, PostMortem
from hansei.postmortem.selectors.action_filter import LIVE, ActionFilter
from hansei.postmortem.selectors.action_pages import (
    ActionPage,
    Group,
    Sort,
    action_page,
)
from hansei.postmortem.selectors.action_view import action_view
from hansei.postmortem.selectors.actions import ActionLine, board, overdue_count
from hansei.postmortem.services.save_draft import save_draft
from tests.postmortem.test_actions import person
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def _post_mortem(source: str, **fields: object) -> PostMortem:
    draft = sample_draft(services=(f"service of {source}",))
    made = save_draft(actor=system("test"), draft=draft, source=source)
    PostMortem.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


def _action(post_mortem: PostMortem | None, text: str, **fields: object) -> Action:
    return Action.objects.create(
        post_mortem=post_mortem, source="PM-9", position=0, text=text, revision=1, **fields
    )


@pytest.fixture
def member() -> Actor:
    return person("support-lead", Role.VIEWER)


@pytest.fixture
def actions(member: Actor) -> Mapping[str, Action]:
    team = Team.objects.create(name="Payments")
    first, second = _post_mortem("/1", team=team), _post_mortem("/2")
    hidden = _post_mortem("/3", restricted=True)
    late, soon = TODAY - timedelta(days=3), TODAY + timedelta(days=3)
    now = timezone.now()
    done = {"status": "completed", "completed": now, "due": late}
    return {
        "late": _action(first, "Alert on the queue", due=late, owner="On-call engineer",
                        answers="F1 F12", action_class="detect"),
        "soon": _action(first, "Limit the pool", due=soon, status="in progress",
                        owner_user_id=member.user_id, owner="Support lead"),
        "undated": _action(second, "Rehearse 100% of it", owner="@support-lead", answers="F2"),
        "done": _action(second, "Write the runbook", **done),
        "verified": _action(second, "Page the owner", verified=now, **done),
        "effective": _action(first, "Drop the cache", verified=now, effect="effective", **done),
        "useless": _action(first, "Add a retry", verified=now, effect="not effective", **done),
        "cancelled": _action(first, "Rewrite it", status="cancelled", due=late),
        "hidden": _action(hidden, "Alert the auditors", due=late, owner="@support-lead",
                          owner_user_id=member.user_id),
    }  # fmt: skip


OPEN_ONES = "late soon undated done verified effective useless cancelled"


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (lambda _: ActionFilter(), OPEN_ONES),
        (lambda _: ActionFilter(stages=LIVE), "late soon undated done"),
        (lambda _: ActionFilter(stages=(Stage.VERIFIED, Stage.NOT_EFFECTIVE)), "verified useless"),
        (lambda _: ActionFilter(mine=True), "soon undated"),
        (lambda _: ActionFilter(owner="on-CALL"), "late"),
        (lambda _: ActionFilter(team=Team.objects.get().pk, overdue=True), "late"),
        (lambda _: ActionFilter(service="service of /2", stages=LIVE), "undated done"),
        (lambda _: ActionFilter(action_class=ActionClass.DETECT), "late"),
        (lambda _: ActionFilter(overdue=True), "late"),
        (lambda _: ActionFilter(unverified=True), "done"),
        (lambda _: ActionFilter(no_due=True), "undated"),
        (lambda _: ActionFilter(no_owner=True, stages=LIVE), "done"),
        (lambda _: ActionFilter(factor="f1"), "late"),
        (lambda _: ActionFilter(factor="F2"), "undated"),
        (lambda rows: ActionFilter(post_mortem=rows["undated"].post_mortem.reference, stages=LIVE),
         "undated done"),
        (lambda rows: ActionFilter(post_mortem=str(rows["hidden"].post_mortem.number)), ""),
        (lambda _: ActionFilter(text="the AL"), "late"),
        (lambda _: ActionFilter(text="100%"), "undated"),
        (lambda _: ActionFilter(text="auditors"), ""),
        (lambda _: ActionFilter(text="\0 \ud800"), ""),
        (lambda _: ActionFilter(post_mortem="PM-" + "9" * 15), ""),
    ],
)  # fmt: skip
def test_what_is_asked_for(
    actions: Mapping[str, Action], member: Actor,
    wanted: Callable[[Mapping[str, Action]], ActionFilter], names: str,
) -> None:  # fmt: skip
    found = action_page(actor=member, wanted=wanted(actions)).lines
    assert {each.pk for each in found} == {actions[name].pk for name in names.split()}


def test_the_board_has_each_action_in_its_column(
    actions: Mapping[str, Action], member: Actor
) -> None:
    columns = board(actor=member, wanted=ActionFilter())
    texts = [[each.text for each in column.lines] for column in columns]
    assert texts == [
        ["Alert on the queue", "Rehearse 100% of it"], ["Limit the pool"], ["Write the runbook"],
        ["Page the owner"], ["Add a retry", "Drop the cache"],
    ]  # fmt: skip
    assert [each.count for each in columns] == [2, 1, 1, 1, 2]
    late = columns[0].lines[0]
    assert (late.overdue_days, late.answers, late.team) == (3, ("F1", "F12"), "Payments")
    assert not columns[2].lines[0].is_overdue


def test_a_restricted_ones_actions_are_for_those_it_names(
    actions: Mapping[str, Action], member: Actor
) -> None:
    hidden = actions["hidden"]
    assert (overdue_count(actor=member), overdue_count(actor=member, mine=True)) == (1, 0)
    assert hidden.pk not in {each.pk for each in _mine(member)}
    with pytest.raises(NotFound):
        action_view(actor=member, pk=hidden.pk)
    Grant.objects.create(post_mortem=hidden.post_mortem, user_id=member.user_id, role=Role.VIEWER)
    assert (overdue_count(actor=member), overdue_count(actor=member, mine=True)) == (2, 1)
    assert action_view(actor=member, pk=hidden.pk).line.restricted
    assert [each.text for each in _mine(member)] == [
        "Alert the auditors", "Limit the pool", "Rehearse 100% of it",
    ]  # fmt: skip
    guest = person("guest")
    assert board(actor=guest, wanted=ActionFilter())[0].count == 0


def _mine(actor: Actor) -> tuple[ActionLine, ...]:
    return action_page(actor=actor, wanted=ActionFilter(mine=True, stages=LIVE)).lines


@pytest.mark.parametrize("group", list(Group))
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_show_each_line_once_forward_and_back(
    actions: Mapping[str, Action], member: Actor, sort: Sort, group: Group
) -> None:
    whole = action_page(actor=member, wanted=ActionFilter(), sort=sort, group=group).lines

    def page(**where: object) -> ActionPage:
        return action_page(
            actor=member, wanted=ActionFilter(), sort=sort, group=group, limit=3, **where
        )

    pages = [page()]
    assert pages[0].before is None
    while pages[-1].after is not None:
        pages.append(page(after=pages[-1].after))
    assert [line for each in pages for line in each.lines] == list(whole)
    assert [len(each.lines) for each in pages] == [3, 3, 2]
    last = pages[-1]
    for each in reversed(pages[:-1]):
        assert last.before is not None
        last = page(before=last.before)
        assert last.lines == each.lines
    assert last.before is None
    assert last.after == pages[0].after


@pytest.mark.parametrize(
    "key", [(), (1,), ("x", 1), ("2026-01-01", -1), ("2026-01-01", "1"), (7, 1)]
)
def test_a_page_that_never_was_is_refused(member: Actor, key: tuple[object, ...]) -> None:
    with pytest.raises(UsageError):
        action_page(actor=member, wanted=ActionFilter(), after=key)


def test_more_actions_cost_no_more_queries(actions: Mapping[str, Action], member: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            board(actor=member, wanted=ActionFilter(mine=True))
            action_page(actor=member, wanted=ActionFilter(), group=Group.POST_MORTEM)
        return len(queries)

    before = asked()
    for number in range(30):
        _action(_post_mortem(f"/more/{number}"), f"Another {number}", due=date(2030, 1, 1))
    assert asked() == before
