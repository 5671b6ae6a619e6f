"""What is kept until the next change, and is never what no longer stands."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import Actor, system
from hansei.accounts.roles import Role
from hansei.accounts.selectors import team_names
from hansei.accounts.services.manage_team import create_team, remove_team, rename_team
from hansei.audit import standing as kept
from hansei.audit.services import record_change
from hansei.audit.standing import standing
from hansei.domain.document import Block, Section
from hansei.domain.incident import IncidentFacts
from hansei.organisation import selectors as organisation
from hansei.organisation.services.settings import set_policy, undo_setting
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.action_filter import ActionFilter, own
from hansei.postmortem.selectors.actions import board
from hansei.postmortem.services.actions_move import start_action
from hansei.postmortem.services.restrict import restrict
from hansei.postmortem.services.save_draft import save_draft
from hansei.project.transactions import writing
from hansei.search.selectors.incidents import service_names as services_of_incidents
from hansei.search.selectors.views import saved_views
from hansei.search.services.views import change_view, save_view
from hansei.timeline.selectors import service_names
from hansei.timeline.services.create_incident import create_incident
from hansei.timeline.services.keep_service import (
    ServiceFields,
    add_service,
    archive_service,
)
from tests.accounts.people import somebody
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db(transaction=True)
HOST = system("test")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept.forget()


def _change() -> None:
    with writing():
        record_change(actor=HOST, verb="look", object_type="test", object_id=1, changes={})


class Source:
    """Something to read, that tells how often it was read."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self) -> int:
        self.read += 1
        return self.read


def test_it_is_read_once_until_something_changes() -> None:
    source = Source()
    _change()
    assert [standing("a", source) for _ in range(3)] == [1, 1, 1]
    _change()
    assert [standing("a", source) for _ in range(3)] == [2, 2, 2]


def test_before_the_first_entry_nothing_is_kept() -> None:
    source = Source()
    assert [standing("a", source) for _ in range(2)] == [1, 2]


def test_what_may_not_come_to_stand_is_not_kept() -> None:
    source = Source()
    _change()
    with transaction.atomic():
        _change()
        assert standing("a", source) == 1
        assert standing("a", source) == 2
        transaction.set_rollback(True)
    assert standing("a", source) == 3


def test_what_changes_while_it_is_read_is_read_again() -> None:
    read = []

    def slow() -> int:
        read.append(1)
        if len(read) == 1:
            _change()
        return len(read)

    _change()
    assert standing("a", slow) == 1
    assert standing("a", slow) == 2
    assert standing("a", slow) == 2


def test_a_request_asks_once_what_the_last_entry_is() -> None:
    _change()
    standing("a", Source())
    request_started.send(sender=None)
    try:
        with CaptureQueriesContext(connection) as queries:
            standing("a", Source())
            standing("a", Source())
        assert len(queries) == 1
        source = Source()
        _change()
        assert standing("a", source) == 1
    finally:
        request_finished.send(sender=None)


def test_what_is_asked_for_least_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    _change()
    first, second = Source(), Source()
    standing("first", first), standing("second", second)
    standing("first", first), standing("third", Source())
    assert standing("first", first) == 1
    assert standing("second", second) == 2


def _both(read: Callable[[], object], change: Callable[[], object]) -> tuple[object, object]:
    before = read()
    assert read() is before, "it is kept"
    change()
    return before, read()


def test_teams_are_those_that_stand() -> None:
    def teams() -> object:
        return team_names(actor=HOST)

    team = create_team(actor=HOST, name="Payments")
    renamed = _both(
        teams,
        lambda: rename_team(actor=HOST, team_id=team.pk, name="Checkout", version=team.version),
    )
    assert renamed == ([(team.pk, "Payments")], [(team.pk, "Checkout")])
    assert _both(teams, lambda: remove_team(actor=HOST, team_id=team.pk))[1] == []


@pytest.mark.parametrize("read", [service_names, services_of_incidents])
def test_services_are_those_that_stand(read: Callable[..., list[str]]) -> None:
    def names() -> object:
        return read(actor=HOST)

    _change()
    made = []
    fields = ServiceFields(name="checkout-api")
    assert _both(names, lambda: made.append(add_service(actor=HOST, fields=fields))) == (
        [], ["checkout-api"],
    )  # fmt: skip
    facts = IncidentFacts(title="Outage", services=("orders-db",))
    named = _both(names, lambda: create_incident(actor=HOST, facts=facts))[1]
    assert named == ["checkout-api", "orders-db"]
    assert _both(names, lambda: archive_service(actor=HOST, pk=made[0].pk))[1] == ["orders-db"]


def test_settings_are_those_that_stand() -> None:
    _change()
    policy = organisation.policy()
    longer = msgspec.structs.replace(policy, publish_days=policy.publish_days + 9)
    versions = []
    _both(
        organisation._settings,
        lambda: versions.append(set_policy(actor=HOST, policy=longer, version=0)),
    )
    assert organisation.policy() == longer
    undo_setting(actor=HOST, key="policy", version=versions[0])
    assert organisation.policy() == policy


def test_views_are_those_that_stand_for_whom_they_are() -> None:
    owner = somebody("owner", Role.CONTRIBUTOR).actor
    other = somebody("other", Role.CONTRIBUTOR).actor
    view = save_view(actor=owner, page="incidents", name="Mine", query="q=a")

    def names(actor: Actor) -> list[str]:
        return [each.name for each in saved_views(actor=actor, page="incidents")]

    assert (names(owner), names(other)) == (["Mine"], [])
    change_view(actor=owner, pk=view.pk, name="Ours", shared=True)
    assert (names(owner), names(other)) == (["Ours"], ["Ours"])


def test_the_board_is_the_one_that_stands_for_who_looks() -> None:
    doer, other = (somebody(each, Role.CONTRIBUTOR).actor for each in ("doer", "other"))
    lead = somebody("lead", Role.LEAD).actor
    found = _with_actions("| Alert on a full queue | | 2026-04-01 | planned |")

    def numbers(actor: Actor) -> list[int]:
        return [each.count for each in board(actor=actor, wanted=ActionFilter())]

    empty = [0] * len(numbers(doer))
    assert numbers(doer) == numbers(other) == [1, *empty[1:]]
    action = found.actions.get()
    start_action(actor=doer, pk=action.pk, version=action.version)
    assert numbers(doer) == numbers(other) == [0, 1, *empty[2:]]
    found = _with_actions("| Alert on a full queue | | 2026-04-01 | completed |", found)
    assert numbers(doer) == numbers(other) != [0, 1, *empty[2:]]
    restrict(actor=lead, number_or_id=found.number)
    assert numbers(doer) == numbers(other) == empty
    assert sum(numbers(lead)) == 1


def test_ones_own_actions_are_those_that_stand() -> None:
    doer = somebody("doer", Role.CONTRIBUTOR).actor
    found = _with_actions("| Alert on a full queue | | 2026-04-01 | planned |")
    assert own(actor=doer) == {"keys": []}
    found = _with_actions("| Alert on a full queue | doer | 2026-04-01 | planned |", found)
    assert own(actor=doer) == {"keys": [found.actions.get().pk]}


def _with_actions(row: str, found: PostMortem | None = None) -> PostMortem:
    """A post-mortem with an action, written by a person; the same one again where one is given."""
    table = f"| Action | Owner | Due | Status |\n| --- | --- | --- | --- |\n{row}"
    draft = sample_draft(sections=(Section("actions", "Corrective actions", (Block(table),)),))
    if found is None:
        return save_draft(actor=HOST, draft=draft, source="/1")
    found.refresh_from_db()
    return save_draft(actor=HOST, draft=draft, source="/1", version=found.version)
