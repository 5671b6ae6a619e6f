"""Who reaches which post-mortem. The stranger stands beside the owner in every test."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import Actor, command_line, signed_in, system
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Need, Role
from hansei.domain.errors import NotFound
from hansei.learning.selectors.figures import figures_table
from hansei.postmortem.access import (
    access_incident,
    access_post_mortem,
    hidden_incidents,
    visible,
    visible_incidents,
)
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.selectors import post_mortems, previous_draft, timeline_of
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Incident
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db


def _user(name: str, *roles: tuple[Role, Team | None]) -> User:
    user = User.objects.create(username=name)
    for role, team in roles:
        Membership.objects.create(user=user, team=team, role=role)
    return user


def _person(name: str, *roles: tuple[Role, Team | None]) -> Actor:
    return signed_in(_user(name, *roles))


def _post_mortem(source: str = "/1", **fields: object) -> PostMortem:
    made = save_draft(actor=system("test"), draft=sample_draft(), source=source)
    PostMortem.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


def _reaches(actor: Actor, reference: int, need: Need = Need.READ) -> bool:
    try:
        access_post_mortem(actor, reference, need)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        (Role.VIEWER, {Need.READ}),
        (Role.CONTRIBUTOR, {Need.READ, Need.CHANGE}),
        (Role.LEAD, set(Need)),
        (Role.ADMINISTRATOR, set(Need)),
        (Role.AUDITOR, {Need.READ}),
    ],
)
def test_what_a_role_allows(role: Role, needs: set[Need]) -> None:
    number = _post_mortem().number
    actor = _person("somebody", (role, None))
    assert {need for need in Need if _reaches(actor, number, need)} == needs


def test_a_role_in_a_team_changes_only_what_is_the_teams() -> None:
    mine, other = (Team.objects.create(name=name) for name in ("payments", "search"))
    actor = _person("somebody", (Role.LEAD, mine))
    ours = _post_mortem("/1", team=mine)
    theirs = _post_mortem("/2", team=other)
    nobodys = _post_mortem("/3")
    assert _reaches(actor, ours.number, Need.LEAD)
    assert not _reaches(actor, theirs.number, Need.CHANGE)
    assert _reaches(actor, theirs.number)
    assert _reaches(actor, nobodys.number, Need.CHANGE)


def test_absent_and_forbidden_look_the_same() -> None:
    number = _post_mortem(restricted=True).number
    stranger = _person("stranger", (Role.VIEWER, None))
    with pytest.raises(NotFound) as forbidden:
        access_post_mortem(stranger, number)
    PostMortem.objects.all().delete()
    with pytest.raises(NotFound) as absent:
        access_post_mortem(stranger, number)
    assert str(forbidden.value) == str(absent.value)


def test_a_restricted_one_is_for_named_people_auditors_and_the_host() -> None:
    hidden = _post_mortem(restricted=True)
    named = _user("named", (Role.VIEWER, None))
    Grant.objects.create(post_mortem=hidden, user=named, role=Role.CONTRIBUTOR)
    assert _reaches(signed_in(named), hidden.number, Need.CHANGE)
    assert not _reaches(signed_in(named), hidden.number, Need.LEAD)
    auditor = _person("auditor", (Role.AUDITOR, None))
    assert _reaches(auditor, hidden.number)
    assert not _reaches(auditor, hidden.number, Need.CHANGE)
    assert _reaches(command_line(), hidden.number, Need.LEAD)
    for role in (Role.VIEWER, Role.CONTRIBUTOR, Role.LEAD, Role.ADMINISTRATOR):
        assert not _reaches(_person(role, (role, None)), hidden.number)


def test_people_without_a_role_see_only_what_names_them() -> None:
    first, second = _post_mortem("/1"), _post_mortem("/2")
    guest = _user("guest")
    Grant.objects.create(post_mortem=second, user=guest, role=Role.VIEWER)
    actor = signed_in(guest)
    assert list(visible(actor, PostMortem.objects.all())) == [second]
    assert not _reaches(actor, first.number)
    assert not _reaches(actor, second.number, Need.CHANGE)


def test_inactive_accounts_hold_no_role() -> None:
    number = _post_mortem().number
    user = _user("somebody", (Role.ADMINISTRATOR, None))
    user.is_active = False
    assert not _reaches(signed_in(user), number)


def test_no_second_path_leads_to_a_restricted_one() -> None:
    hidden = _post_mortem(restricted=True)
    stranger = _person("stranger", (Role.ADMINISTRATOR, None))
    incident = hidden.incidents.get()
    assert not post_mortems(actor=stranger)
    assert previous_draft(actor=stranger, source="/1") is None
    assert previous_draft(actor=stranger, source="", document_id=hidden.document_id) is None
    assert figures_table(actor=stranger) == []
    assert not visible_incidents(stranger, Incident.objects.all())
    for refused in (
        lambda: timeline_of(actor=stranger, number_or_id=hidden.number),
        lambda: access_incident(stranger, incident.pk),
        lambda: save_draft(
            actor=stranger, draft=sample_draft(title="x"), source="/1", version=hidden.version
        ),
    ):
        with pytest.raises(NotFound):
            refused()
    hidden.refresh_from_db()
    assert hidden.version == 1


def test_what_is_hidden_is_what_is_not_visible() -> None:
    _post_mortem()
    restricted = _post_mortem("/2", restricted=True)
    granted = _post_mortem("/3", restricted=True)
    Incident.objects.create(title="Not written up yet")
    member = _person("member", (Role.VIEWER, None))
    Grant.objects.create(post_mortem=granted, user_id=member.user_id, role=Role.VIEWER)
    both = granted.incidents.get()
    restricted.incidents.add(both)  # one of its post-mortems is for others
    every = set(Incident.objects.values_list("pk", flat=True))
    seen = set(visible_incidents(member, Incident.objects.all()).values_list("pk", flat=True))
    assert hidden_incidents(member) == every - seen
    assert both.pk not in seen


def test_incidents_of_open_post_mortems_are_seen_by_members_only() -> None:
    incident = _post_mortem().incidents.get()
    bare = Incident.objects.create(title="Not written up yet")
    member = _person("member", (Role.VIEWER, None))
    assert set(visible_incidents(member, Incident.objects.all())) == {incident, bare}
    guest = _person("guest")
    assert not visible_incidents(guest, Incident.objects.all())
    with pytest.raises(NotFound):
        access_incident(guest, bare.pk)


def test_an_incident_with_one_hidden_post_mortem_is_hidden() -> None:
    open_one, hidden = _post_mortem("/1"), _post_mortem("/2", restricted=True)
    incident = open_one.incidents.get()
    hidden.incidents.add(incident)
    member = _person("member", (Role.VIEWER, None))
    assert incident not in visible_incidents(member, Incident.objects.all())
