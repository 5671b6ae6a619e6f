"""The pages of people, teams and of those named in a post-mortem; the stranger beside the owner."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Role, Scope
from hansei.accounts.services.create_token import create_token
from hansei.accounts.tokens import verified
from hansei.postmortem.models import Grant, PostMortem
from tests.accounts.people import PASSWORD, Somebody, somebody
from tests.web.access.conftest import browser

pytestmark = pytest.mark.django_db


def _undo(page: str) -> str:
    """The address that the newest toast of a page takes it back by."""
    found = re.findall(r'class="toast">.*?action="([^"]+)"', page, re.DOTALL)
    return str(found[-1]).replace("&amp;", "&")


def _roles(person: Somebody) -> set[str]:
    return set(Membership.objects.filter(user=person.user).values_list("role", flat=True))


def test_a_role_is_given_withdrawn_and_each_is_taken_back(administrator: Somebody) -> None:
    person, client = somebody("on-call"), browser(administrator)
    page = client.post(f"/people/{person.id}/roles/", {"role": "lead"}, follow=True)
    assert _roles(person) == {"lead"}
    client.post(_undo(page.content.decode()))
    assert _roles(person) == set()
    client.post(f"/people/{person.id}/roles/", {"role": "lead"})
    page = client.post(f"/people/{person.id}/roles/withdrawal/", {"role": "lead"}, follow=True)
    assert _roles(person) == set()
    client.post(_undo(page.content.decode()))
    assert _roles(person) == {"lead"}


@pytest.mark.parametrize("role", ["", "owner", "admin\0"])
def test_a_role_that_there_is_not_is_refused_in_words(administrator: Somebody, role: str) -> None:
    person = somebody("on-call")
    answer = browser(administrator).post(f"/people/{person.id}/roles/", {"role": role}, follow=True)
    assert "Choose a role" in answer.content.decode()
    assert _roles(person) == set()


def test_the_last_administrator_is_told_why_not(administrator: Somebody) -> None:
    client = browser(administrator)
    for path, data in (
        (f"/people/{administrator.id}/roles/withdrawal/", {"role": "administrator"}),
        (f"/people/{administrator.id}/closure/", {}),
    ):
        page = client.post(path, data, follow=True).content.decode()
        assert "last administrator" in page
    assert administrator.actor.is_administrator


def test_closing_an_account_is_taken_back(administrator: Somebody) -> None:
    person, client = somebody("on-call", Role.CONTRIBUTOR), browser(administrator)
    theirs = browser(person)
    page = client.post(f"/people/{person.id}/closure/", follow=True).content.decode()
    assert theirs.get("/people/").status_code == 302
    assert "This account is closed" in page
    client.post(_undo(page))
    assert theirs.get("/people/").status_code == 302
    again = User.objects.get(pk=person.id)
    assert browser(Somebody(again)).get("/people/").status_code == 200


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.LEAD, Role.AUDITOR, None])
def test_who_does_not_administer_sees_no_buttons_and_pushes_none(
    administrator: Somebody, role: Role | None
) -> None:
    client = browser(somebody("stranger", *([role] if role else [])))
    target = somebody("on-call", Role.CONTRIBUTOR, email="on-call@example.org")
    team = Team.objects.create(name="payments")
    if role is None:
        assert client.get("/people/").status_code == client.get("/people/teams/").status_code == 404
        assert client.get(f"/people/{target.id}/").status_code == 404
    else:
        page = client.get(f"/people/{target.id}/").content.decode()
        assert "Withdraw" not in page
        assert "on-call@example.org" not in page + client.get("/people/").content.decode()
    for path in (
        "roles/", "roles/withdrawal/", "closure/", "reopening/", "password-link/",
        "factors/removal/", "tokens/1/revocation/",
    ):  # fmt: skip
        assert (
            client.post(f"/people/{target.id}/{path}", {"role": "contributor"}).status_code == 404
        )
    for path in ("", f"{team.pk}/", f"{team.pk}/people/", f"{team.pk}/removal/"):
        data = {"name": "new", "person": target.id, "role": "lead", "version": 1}
        assert client.post(f"/people/teams/{path}", data).status_code == 404
    assert client.get("/people/invitations/").status_code == 404
    assert _roles(target) == {"contributor"}
    assert User.objects.get(pk=target.id).is_active
    assert Team.objects.get().name == "payments"


def test_a_lead_runs_the_own_team(administrator: Somebody) -> None:
    team = Team.objects.create(name="payments")
    client = browser(somebody("lead", Role.LEAD, team=team))
    person = somebody("on-call")
    page = client.get(f"/people/teams/{team.pk}/").content.decode()
    assert f'value="{person.id}"' in page
    data = {"person": person.id, "role": "contributor"}
    page = client.post(f"/people/teams/{team.pk}/people/", data, follow=True).content.decode()
    assert _roles(person) == {"contributor"}
    client.post(_undo(page))
    assert _roles(person) == set()
    assert client.post(f"/people/teams/{team.pk}/removal/").status_code == 404


def test_a_team_is_made_renamed_removed_and_brought_back(administrator: Somebody) -> None:
    client = browser(administrator)
    client.post("/people/teams/", {"name": "payments"})
    team = Team.objects.get()
    refused = client.post("/people/teams/", {"name": "Payments"})
    assert refused.status_code == 422
    assert 'value="Payments"' in refused.content.decode()
    path = f"/people/teams/{team.pk}/"
    assert client.post(path, {"name": "checkout", "version": 1}).status_code == 303
    late = client.post(path, {"name": "too late", "version": 1})
    assert 'value="too late"' in late.content.decode()
    assert "meanwhile" in late.content.decode()
    page = client.post(f"{path}removal/", follow=True).content.decode()
    assert client.get(path).status_code == 404
    client.post(_undo(page))
    assert "checkout" in client.get(path).content.decode()


def test_filters_live_in_the_address(administrator: Somebody) -> None:
    team = Team.objects.create(name="payments")
    somebody("on-call", Role.CONTRIBUTOR, team=team, name="On-call engineer")
    somebody("support", Role.VIEWER, name="Support lead")
    client = browser(administrator)

    def shown(query: str) -> set[str]:
        page = client.get(f"/people/{query}").content.decode()
        return {each for each in ("On-call engineer", "Support lead") if each in page}

    assert shown("") == {"On-call engineer", "Support lead"}
    assert shown("?text=ON-CALL") == shown(f"?team={team.pk}") == {"On-call engineer"}
    assert shown("?role=viewer") == {"Support lead"}
    assert shown("?closed=1") == shown("?text=nobody") == set()
    assert shown("?role=nonsense&team=x") == {"On-call engineer", "Support lead"}


def test_the_number_of_queries_does_not_grow_with_people(
    administrator: Somebody, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browser(administrator)
    counts = []
    for batch in range(2):
        for number in range(5):
            somebody(f"person-{batch}-{number}", Role.VIEWER)
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 15


def test_an_administrator_helps_with_a_lost_password(administrator: Somebody) -> None:
    person = somebody("on-call", Role.CONTRIBUTOR)
    answer = browser(administrator).post(f"/people/{person.id}/password-link/")
    assert answer["Cache-Control"] == "no-store"
    found = re.search(r'value="http://testserver(/account/password/reset/key/[^"]+)"',
                      answer.content.decode())  # fmt: skip
    assert found
    client = Client()
    form = client.get(found[1], follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another horse 42", "password2": "another horse 42"})
    assert User.objects.get(pk=person.id).check_password("another horse 42")


def test_an_administrator_ends_a_persons_token(administrator: Somebody) -> None:
    person = somebody("on-call", Role.CONTRIBUTOR)
    made = create_token(actor=person.actor, name="Deploy job", scopes=(Scope.READ,))
    client = browser(administrator)
    assert "Deploy job" in client.get(f"/people/{person.id}/").content.decode()
    client.post(f"/people/{person.id}/tokens/{made.token.pk}/revocation/")
    assert verified(made.secret) is None


def test_a_name_is_text_wherever_it_is_shown(administrator: Somebody) -> None:
    hostile = '"><script>alert(1)</script>'
    team = Team.objects.create(name=hostile)
    person = somebody("on-call", Role.LEAD, team=team, name=hostile)
    client = browser(administrator)
    for path in ("", f"{person.id}/", "teams/", f"teams/{team.pk}/", f"?text={hostile}"):
        assert "<script>alert" not in client.get(f"/people/{path}").content.decode()
    assert "<script>alert" not in browser(person).get("/profile/").content.decode()


def test_a_post_mortem_is_kept_for_named_people_and_opened_again(
    administrator: Somebody, post_mortem: PostMortem
) -> None:
    lead, viewer = somebody("lead", Role.LEAD), somebody("viewer", Role.VIEWER)
    path = f"/postmortems/{post_mortem.number}/people/"
    mine, theirs = browser(lead), browser(viewer)
    assert "Keep it for named people" not in theirs.get(path).content.decode()
    assert theirs.post(f"{path}restriction/").status_code == 404
    page = mine.post(f"{path}restriction/", follow=True).content.decode()
    assert "For named people only" in page
    assert theirs.get(path).status_code == browser(administrator).get(path).status_code == 404
    granted = mine.post(f"{path}grant/", {"person": viewer.id, "role": "viewer"}, follow=True)
    assert theirs.get(path).status_code == 200
    mine.post(_undo(granted.content.decode()))
    assert theirs.get(path).status_code == 404
    refused = mine.post(f"{path}withdrawal/", {"person": lead.id}, follow=True).content.decode()
    assert "needs a lead" in refused
    mine.post(f"{path}restriction/lifting/")
    assert theirs.get(path).status_code == 200


def test_changing_a_grant_is_taken_back(post_mortem: PostMortem) -> None:
    lead, person = somebody("lead", Role.LEAD), somebody("on-call")
    path, client = f"/postmortems/{post_mortem.number}/people/", browser(lead)
    client.post(f"{path}grant/", {"person": person.id, "role": "viewer"})
    page = client.post(f"{path}grant/", {"person": person.id, "role": "lead"}, follow=True)
    client.post(_undo(page.content.decode()))
    assert Grant.objects.get().role == "viewer"
    page = client.post(f"{path}withdrawal/", {"person": person.id}, follow=True)
    client.post(_undo(page.content.decode()))
    assert Grant.objects.get().role == "viewer"


def test_who_takes_the_own_name_off_is_led_away(post_mortem: PostMortem) -> None:
    first, second = (somebody(name, Role.LEAD) for name in ("first", "second"))
    path, client = f"/postmortems/{post_mortem.number}/people/", browser(first)
    client.post(f"{path}restriction/")
    client.post(f"{path}grant/", {"person": second.id, "role": "lead"})
    assert client.post(f"{path}withdrawal/", {"person": first.id})["Location"] == "/people/"
    assert client.get(path).status_code == 404


def test_every_form_of_ours_refuses_another_site(
    administrator: Somebody, post_mortem: PostMortem
) -> None:
    client = browser(administrator, csrf=True)
    assert PASSWORD
    for path in (
        "/people/1/roles/", "/people/1/roles/withdrawal/", "/people/1/closure/",
        "/people/1/reopening/", "/people/1/password-link/", "/people/1/factors/removal/",
        "/people/1/tokens/1/revocation/", "/people/teams/", "/people/teams/1/",
        "/people/teams/1/people/", "/people/teams/1/removal/", "/people/teams/1/restoration/",
        "/people/invitations/", "/people/invitations/1/revocation/",
        "/people/invitations/1/renewal/", "/invitations/x/", "/profile/", "/profile/tokens/",
        "/profile/tokens/1/revocation/", "/postmortems/1/people/grant/",
        "/postmortems/1/people/withdrawal/", "/postmortems/1/people/restriction/",
        "/postmortems/1/people/restriction/lifting/", "/account/login/", "/account/logout/",
        "/account/password/change/", "/account/2fa/totp/activate/", "/account/sessions/",
    ):  # fmt: skip
        assert client.post(path).status_code == 403, path
