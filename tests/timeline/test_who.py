"""Who may change a timeline. The stranger stands beside the one who may."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Role
from hansei.domain.document import Milestone
from hansei.domain.errors import NotFound
from hansei.domain.event import Record
from hansei.domain.timeline_edits import Rewrite, Star
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.services.move_milestone import move_milestone
from hansei.postmortem.services.undo_timeline_change import undo_timeline_change
from hansei.timeline.models import TimelineChange
from tests.strategies.records import record
from tests.timeline.case import ACTOR, Case
from tests.timeline.conftest import drafted

pytestmark = pytest.mark.django_db


def _person(name: str, role: Role | None, team: Team | None = None) -> Actor:
    user = User.objects.create(username=name)
    if role is not None:
        Membership.objects.create(user=user, team=team, role=role)
    return signed_in(user)


def test_strangers_viewers_and_auditors_change_nothing(case: Case) -> None:
    name = case.named("Acknowledged")
    before = case.state()
    for who in (
        _person("stranger", None),
        _person("viewer", Role.VIEWER),
        _person("auditor", Role.AUDITOR),
    ):
        with pytest.raises(NotFound):
            case.do(Rewrite(name, text="Seen"), actor=who)
        with pytest.raises(NotFound):
            move_milestone(actor=who, incident=case.pk, version=None, milestone=Milestone.DETECTED)
    done = case.do(Star((name,), key=False), actor=_person("writer", Role.CONTRIBUTOR))
    assert done.change is not None
    with pytest.raises(NotFound):
        undo_timeline_change(actor=_person("other", None), incident=case.pk, change=done.change.pk)
    case.undo(done)
    assert case.state() == before


def test_a_restricted_timeline_is_for_the_people_named(case: Case) -> None:
    name = case.named("Acknowledged")
    PostMortem.objects.filter(number=case.number).update(restricted=True)
    with pytest.raises(NotFound):
        case.do(Star((name,), key=False), actor=_person("lead", Role.LEAD))
    guest = _person("guest", None)
    Grant.objects.create(
        post_mortem=PostMortem.objects.get(number=case.number),
        user_id=guest.user_id, role=Role.CONTRIBUTOR,
    )  # fmt: skip
    assert case.do(Star((name,), key=False), actor=guest).change is not None


def test_a_teams_timeline_is_changed_by_the_team(case: Case) -> None:
    mine, other = (Team.objects.create(name=each) for each in ("payments", "search"))
    PostMortem.objects.filter(number=case.number).update(team=mine)
    name = case.named("Acknowledged")
    with pytest.raises(NotFound):
        case.do(Star((name,), key=False), actor=_person("elsewhere", Role.LEAD, other))
    assert case.do(Star((name,), key=False), actor=_person("here", Role.LEAD, mine)).change


def test_changes_of_another_timeline_are_not_found(case: Case) -> None:
    records: list[Record] = [record("slack", "x1", 1, "Something else happened")]
    other = Case(drafted(records, source="/incidents/2"))
    done = case.do(Star((case.named("joined"),)))
    assert done.change is not None
    with pytest.raises(NotFound):
        undo_timeline_change(actor=ACTOR, incident=other.pk, change=done.change.pk)
    assert TimelineChange.objects.get().undone is None
