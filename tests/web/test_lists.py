"""The lists and the search: what they show to whom, and that nothing grows with the data."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import system
from hansei.audit.models import Entry
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Incident
from tests.store.samples import sample_draft
from tests.web.people import STRANGER, Person

LISTS = ("/incidents/", "/postmortems/", "/search/?q=checkout", "/search/suggest?q=checkout")


def _draft(title: str, source: str) -> PostMortem:
    return save_draft(actor=system("test"), draft=sample_draft(title=title), source=source)


def _page(person: Person, address: str) -> str:
    answer = person.client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_what_one_may_read(people: Mapping[str, Person], address: str) -> None:
    _draft("Checkout open to all", "/open")
    secret = _draft("Checkout behind doors", "/secret")
    PostMortem.objects.filter(pk=secret.pk).update(restricted=True)
    Grant.objects.create(post_mortem=secret, user=people["contributor"].user, role="lead")
    assert "open to all" in _page(people["viewer"], address).replace("</mark>", "")
    assert "behind doors" not in _page(people["viewer"], address)
    assert "behind doors" not in _page(people["administrator"], address)
    assert "behind doors" in _page(people["contributor"], address).replace("</mark>", "")
    assert "open to all" not in _page(people[STRANGER], address)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_often_for_many_as_for_few(
    people: Mapping[str, Person], address: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(people["viewer"], address)
        return len(queries)

    for number in range(3):
        _draft(f"Checkout {number}", f"/{number}")
    few = asked()
    for number in range(3, 12):
        _draft(f"Checkout {number}", f"/{number}")
    assert asked() <= few


def test_filters_live_in_the_address(people: Mapping[str, Person]) -> None:
    _draft("Checkout is slow", "/a")
    viewer = people["viewer"]
    assert "is slow" in _page(viewer, "/incidents/?severity=SEV2&service=checkout&post_mortem=any")
    assert "is slow" not in _page(viewer, "/incidents/?post_mortem=no")
    assert "is slow" not in _page(viewer, "/incidents/?until=2020-01-01")
    assert "is slow" in _page(viewer, "/incidents/?until=nonsense&team=x&sort=?&post_mortem=zzz")
    assert "is slow" not in _page(viewer, "/postmortems/?status=published")


def test_hostile_words_are_shown_as_words(people: Mapping[str, Person]) -> None:
    evil = '"><script>alert(1)</script>'
    _draft(f"Checkout {evil}", "/evil")
    for address in ("/incidents/", "/incidents/?q=" + evil, "/search/?q=" + evil, "/postmortems/"):
        assert "<script>alert" not in _page(people["viewer"], address)


def test_pages_follow_each_other_without_a_gap(people: Mapping[str, Person]) -> None:
    Incident.objects.bulk_create(Incident(title=f"Number {n:03}") for n in range(120))
    seen: list[str] = []
    address = "/incidents/"
    while address:
        page = _page(people["viewer"], address)
        seen += [part.split("<")[0] for part in page.split(">Number ")[1:]]
        _, found, rest = page.partition('rel="next"')
        before = page[: page.index('rel="next"')] if found else ""
        address = before.rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
        assert rest or not found
    assert sorted(seen) == [f"{n:03}" for n in range(120)]


def test_an_incident_is_written_down_and_what_is_wrong_comes_back(
    people: Mapping[str, Person],
) -> None:
    client = people["contributor"].client
    typed = {"title": "Mail is late", "services": "mail, queue", "zone": "Europe/Nowhere",
             "started": "2026-03-01T10:00:00", "summary": "As told by support."}  # fmt: skip
    refused = client.post("/incidents/new/", typed)
    assert refused.status_code == 400
    assert "As told by support." in refused.content.decode()
    assert not Incident.objects.exists()
    made = client.post("/incidents/new/", {**typed, "zone": "Europe/London"})
    found = Incident.objects.get()
    assert (made.status_code, made["Location"]) == (303, f"/incidents/{found.pk}/")
    assert found.started is not None
    assert found.started.isoformat() == "2026-03-01T10:00:00+00:00"
    assert set(found.services.values_list("name", flat=True)) == {"mail", "queue"}


def test_a_change_over_an_older_version_asks_first(people: Mapping[str, Person]) -> None:
    incident = _draft("Checkout is slow", "/a").incidents.get()
    client = people["contributor"].client
    told = {"title": "Mine", "zone": "UTC", "version": str(incident.version)}
    Incident.objects.filter(pk=incident.pk).update(title="Theirs", version=incident.version + 1)
    answer = client.post(f"/incidents/{incident.pk}/edit/", told)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.content.decode()
    incident.refresh_from_db()
    assert incident.title == "Theirs"


def test_what_is_decided_can_be_taken_back(people: Mapping[str, Person]) -> None:
    made = _draft("Checkout is slow", "/a")
    incident = made.incidents.get()
    lead = people["lead"].client
    base = f"/incidents/{incident.pk}"
    for there, back, field, value in (
        ("archive/", "restore/", "status", "archived"),
        ("waiver/", "waiver/removal/", "waived", "it was a drill"),
    ):
        before = getattr(incident, field)
        lead.post(f"{base}/{there}", {"reason": "it was a drill"})
        incident.refresh_from_db()
        assert getattr(incident, field) == value
        lead.post(f"{base}/{back}")
        incident.refresh_from_db()
        assert getattr(incident, field) == before


def test_a_viewer_decides_nothing(people: Mapping[str, Person]) -> None:
    incident = _draft("Checkout is slow", "/a").incidents.get()
    entries = Entry.objects.count()
    for there in ("archive/", "waiver/", "edit/", "postmortems/"):
        answer = people["viewer"].client.post(f"/incidents/{incident.pk}/{there}", {"reason": "x"})
        assert answer.status_code == 404, there
    assert people["viewer"].client.get("/incidents/new/").status_code == 404
    assert Entry.objects.count() == entries


def test_one_post_mortem_is_about_several_incidents(people: Mapping[str, Person]) -> None:
    made = _draft("Checkout is slow", "/a")
    other = Incident.objects.create(title="Search is slow")
    lead = people["lead"].client
    lead.post(f"/incidents/{other.pk}/postmortems/", {"number": made.reference})
    assert set(made.incidents.values_list("title", flat=True)) >= {"Search is slow"}
    lead.post(f"/incidents/{other.pk}/postmortems/{made.number}/removal/")
    assert other.pk not in made.incidents.values_list("pk", flat=True)
