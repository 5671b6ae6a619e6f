"""The pages of the settings: administrators change them, members read them, strangers see none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest

from hansei.accounts.models import Team
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.organisation.selectors import general, policy, scale, versions
from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Incident, Service
from tests.web.people import ANONYMOUS, STRANGER, Person

PAGES = ("", "general/", "severities/", "policy/", "services/", "templates/")
GENERAL = {"name": "Example  Ltd", "zone": "Europe/London", "variant": "one-pager", "version": "0"}
POLICY = {
    "due_rank": "1", "approval_rank": "2", "review_from_h": "24", "review_until_h": "48",
    "quick_h": "0", "publish_days": "10", "check_in_days": "30 60", "triggers": ["breach"],
    "version": "0",
}  # fmt: skip
SCALE = {
    "name-0": "Red", "words-0": "P1, fire", "major-0": "1", "place-0": "2",
    "name-1": "Black", "place-1": "1", "name-2": "", "place-2": "3", "version": "0",
}  # fmt: skip
FORMS = {"general/": GENERAL, "policy/": POLICY, "severities/": SCALE,
         "services/new/": {"name": "search", "slo_days": "30"}}  # fmt: skip


@pytest.fixture
def admin(people: Mapping[str, Person]) -> Person:
    return people[Role.ADMINISTRATOR]


def _page(who: Person, path: str) -> str:
    answer = who.client.get(f"/settings/{path}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def _posted(who: Person, path: str, form: Mapping[str, object]) -> tuple[int, str]:
    answer = who.client.post(f"/settings/{path}", dict(form))
    return answer.status_code, unescape(answer.content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_members_read_and_strangers_do_not(people: Mapping[str, Person], path: str) -> None:
    for role in Role:
        page = _page(people[role], path)
        assert ("Administrators change this" in page) == (
            role is not Role.ADMINISTRATOR and path not in ("", "services/")
        )
        assert (">Save</button>" in page) == (
            role is Role.ADMINISTRATOR and path in ("general/", "severities/", "policy/")
        )
    assert people[STRANGER].client.get(f"/settings/{path}").status_code == 404
    assert people[ANONYMOUS].client.get(f"/settings/{path}").status_code == 302


def test_only_administrators_change_anything(people: Mapping[str, Person]) -> None:
    made = Service.objects.create(name="checkout")
    posts = {
        **FORMS, "policy/application/": {}, "undo/policy/?version=1": {},
        f"services/{made.pk}/": {"name": "x", "slo_days": "1", "version": "1"},
        f"services/{made.pk}/archive/": {}, f"services/{made.pk}/restoration/": {},
        f"services/{made.pk}/undo/?version=1": {},
    }  # fmt: skip
    for who in (*(role.value for role in Role if role is not Role.ADMINISTRATOR), STRANGER):
        for path, form in posts.items():
            assert _posted(people[who], path, form)[0] == 404, (who, path)
    assert versions() == (0, 0, 0, 0)
    assert list(Service.objects.values_list("name", flat=True)) == ["checkout"]
    assert not Entry.objects.exists()


def test_general_settings_are_set_and_taken_back(admin: Person) -> None:
    assert _posted(admin, "general/", GENERAL)[0] == 303
    assert (general().name, general().zone, general().variant) == (
        "Example Ltd", "Europe/London", "one-pager",
    )  # fmt: skip
    undo = re.search(r'action="(/settings/undo/general/[^"]+)"', _page(admin, "general/"))
    assert undo
    assert admin.client.post(undo[1]).status_code == 303
    assert general().name == ""


def test_a_scale_is_put_in_the_order_of_its_places(admin: Person) -> None:
    assert _posted(admin, "severities/", SCALE)[0] == 303
    assert scale().names == ("Black", "Red")
    assert scale().rank("fire") == 2
    assert scale().is_major("P1")
    page = _page(admin, "severities/")
    assert "Put the usual scale back" in page
    assert _posted(admin, "severities/", {"usual": "1", "version": "1"})[0] == 303
    assert len(scale().levels) == 5


def test_a_policy_is_set_with_what_it_means(admin: Person, post_mortem: PostMortem) -> None:
    assert "1 of the last 1 incident would be due" in _told(_page(admin, "policy/"))
    query = "due_rank=1&approval_rank=0&review_from_h=24&review_until_h=72&quick_h=1&publish_days=1"
    answer = admin.client.get(f"/settings/policy/preview/?{query}")
    assert "0 of the last 1 incident would be due" in _told(unescape(answer.content.decode()))
    assert policy().due_rank == 2
    assert _posted(admin, "policy/", POLICY)[0] == 303
    assert (policy().due_rank, policy().check_in_days, policy().triggers) == (
        1, (30, 60), ("breach",),
    )  # fmt: skip
    assert Incident.objects.get().due_reason
    assert admin.client.post("/settings/policy/application/").status_code == 303
    assert not Incident.objects.get().due_reason


def test_a_preview_counts_no_hidden_incident(
    people: Mapping[str, Person], post_mortem: PostMortem
) -> None:
    PostMortem.objects.update(restricted=True)
    for role in (Role.ADMINISTRATOR, Role.VIEWER):
        page = _told(_page(people[role], "policy/"))
        assert "no incident yet" in page
        assert post_mortem.title not in page


def _told(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("path", "wrong", "reason"),
    [
        ("general/", {"zone": "Mars/Olympus"}, "IANA"),
        ("general/", {"variant": "none-such"}, "no variant"),
        ("severities/", {"name-1": "red"}, "already stands for red"),
        ("severities/", {"name-1": "", "name-0": "Only"}, "2 to 5"),
        ("policy/", {"review_until_h": "12"}, "later than the beginning"),
        ("policy/", {"quick_h": "soon"}, "whole number"),
        ("policy/", {"check_in_days": "a month"}, "Numbers of days"),
        ("policy/", {"due_rank": "9"}, "5 levels"),
        ("services/new/", {"slo_target": "many"}, "as 99.9"),
        ("services/new/", {"slo_days": ""}, "whole number"),
        ("services/new/", {"name": " "}, "1 to 200"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    admin: Person, path: str, wrong: Mapping[str, str], reason: str
) -> None:
    status, page = _posted(admin, path, {**FORMS[path], **wrong})
    assert status == 400
    assert reason in page
    for value in wrong.values():
        assert not value.strip() or value in page
    assert versions() == (0, 0, 0, 0)


@pytest.mark.parametrize("path", ["general/", "severities/", "policy/"])
def test_whoever_comes_second_is_told_and_keeps_what_was_typed(admin: Person, path: str) -> None:
    assert _posted(admin, path, FORMS[path])[0] == 303
    other = {"name": "Second", "name-0": "Second", "publish_days": "77"}
    status, page = _posted(admin, path, {**FORMS[path], **other})
    assert status == 409
    assert "meanwhile" in page
    assert "Second" in page or "77" in page


def test_services_are_kept(admin: Person, people: Mapping[str, Person]) -> None:
    team = Team.objects.create(name="Payments")
    form = {"name": "checkout", "slo_target": "99,9 %", "slo_days": "30", "team": str(team.pk)}
    assert _posted(admin, "services/new/", form)[0] == 303
    made = Service.objects.get()
    page = _told(_page(people[Role.VIEWER], "services/"))
    assert "checkout Payments 99.9 % over 30 days 43 min 12 s 0" in page
    edit = {**form, "slo_target": "99.5", "version": "1"}
    assert _posted(admin, f"services/{made.pk}/", edit)[0] == 303
    status, page = _posted(admin, f"services/{made.pk}/", {**edit, "slo_target": "90"})
    assert (status, "meanwhile" in page, 'value="90"' in page) == (409, True, True)
    assert _posted(admin, f"services/{made.pk}/undo/?version=2", {})[0] == 303
    assert str(Service.objects.get().slo_target.normalize()) == "99.9"  # type: ignore[union-attr]
    assert _posted(admin, f"services/{made.pk}/archive/", {})[0] == 303
    assert "No services yet" in _page(admin, "services/")
    assert "checkout" in _page(admin, "services/?archived=1")
    assert _posted(admin, f"services/{made.pk}/restoration/", {})[0] == 303
    assert "No service of that name" in _page(admin, "services/?q=nothing")
