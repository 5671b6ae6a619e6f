"""Lists cost the same however long they are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import system
from hansei.accounts.models import Team, User
from hansei.accounts.roles import Role
from hansei.accounts.services.give_role import give_role
from hansei.postmortem.services.actions_edit import ActionFields, add_action
from hansei.postmortem.services.save_draft import save_draft
from tests.api.callers import Caller, caller
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db

LISTS = (
    "/incidents", "/incidents?q=checkout", "/incidents?sort=severity", "/postmortems",
    "/postmortems?late=true", "/actions", "/actions?mine=true", "/people", "/teams", "/tokens",
    "/services", "/audit", "/templates", "/search?q=checkout", "/suggestions?q=ch", "/invitations",
    "/incidents/{incident}/events", "/incidents/{incident}/events?key=true",
    "/postmortems/1/revisions", "/postmortems/1/evidence", "/postmortems/1/sections",
    "/postmortems/1/checks",
)  # fmt: skip


def _grow(first: int, count: int) -> int:
    """More of everything; the key of the first incident."""
    incident = 0
    for number in range(first, first + count):
        draft = save_draft(
            actor=system("test"),
            draft=sample_draft(title=f"Checkout is slow ({number})", count=5),
            source=f"/{number}",
        )
        incident = incident or draft.incidents.get().pk
        fields = ActionFields(text=f"Set limit {number}")
        add_action(actor=system("test"), number_or_id=draft.number, fields=fields)
        user = User.objects.create(username=f"person-{number}")
        give_role(actor=system("test"), user_id=user.pk, role=Role.VIEWER)
        Team.objects.create(name=f"Team {number}")
    return incident


def _queries(who: Caller, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = who.get(address)
    assert answer.status_code == 200, answer.content
    return len(captured)


@pytest.mark.parametrize("role", ["administrator", "viewer"])
def test_queries_do_not_grow_with_the_data(role: str) -> None:
    who = caller(role)
    incident = _grow(0, 2)
    addresses = [each.format(incident=incident) for each in LISTS]
    if role == "viewer":
        addresses.remove("/audit")
    for each in addresses:
        who.get(each)  # whatever is remembered for the process
    before = {each: _queries(who, each) for each in addresses}
    _grow(2, 6)
    after = {each: _queries(who, each) for each in addresses}
    grown = {each: (before[each], after[each]) for each in addresses if after[each] > before[each]}
    assert not grown
    assert max(after.values()) < 25
