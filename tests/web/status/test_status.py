"""The panel and its steps, through the pages: the stranger beside the owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hansei.domain.document import Block, Section
from hansei.postmortem.models import CheckIn, PostMortem, Review
from tests.publishing.conftest import asks_for_approval, made
from tests.web.people import WHO, Person, person

People = Mapping[str, Person]


@pytest.fixture
def owned(people: People) -> PostMortem:
    return made(people["contributor"].actor)


def _address(found: PostMortem, rest: str) -> str:
    return f"/postmortems/{found.number}/{rest}"


def _post(who: Person, found: PostMortem, rest: str, **data: Any) -> HttpResponse:
    found.refresh_from_db()
    given = {"version": found.version, **data}
    return who.client.post(_address(found, rest), given)  # type: ignore[return-value]


def _undo(response: HttpResponse) -> str:
    """The address that the toast posts to."""
    return str(_messages(response)[-1].extra_tags)


def _messages(response: HttpResponse) -> list[Any]:
    return list(get_messages(response.wsgi_request))  # type: ignore[attr-defined]


def _status(found: PostMortem) -> str:
    found.refresh_from_db()
    return found.status


def test_who_sees_the_panel(owned: PostMortem, people: People) -> None:
    seen = {who: people[who].client.get(_address(owned, "status/")).status_code for who in WHO}
    assert seen.pop("anonymous") == 302
    assert seen.pop("stranger") == 404
    assert set(seen.values()) == {200}


def test_the_other_pages_are_one_press_away(owned: PostMortem, people: People) -> None:
    page, edit = _address(owned, "status/"), f'<a href="{_address(owned, "edit/")}"'
    seen = people["contributor"].client.get(page).content.decode()
    assert f'href="{page}" aria-current="page"' in seen
    assert edit in seen
    assert edit not in people["viewer"].client.get(page).content.decode()
    refused = _post(people["contributor"], owned, "ownership/", owner="x" * 900, due="")
    assert f'href="{page}" aria-current="page"' in refused.content.decode()


def test_what_each_role_is_offered(owned: PostMortem, people: People) -> None:
    def offered(who: str) -> set[str]:
        page = people[who].client.get(_address(owned, "status/")).content.decode()
        steps = ("submit", "publish", "approve", "return", "withdraw")
        return {step for step in steps if f"/status/{step}/" in page}

    assert offered("viewer") == offered("auditor") == set()
    assert offered("contributor") == {"submit"}
    assert offered("lead") == {"submit", "publish"}


@pytest.mark.parametrize(
    ("steps", "statuses"),
    [
        (("submit", "return"), ("in review", "working draft")),
        (("publish", "withdraw"), ("published", "working draft")),
        (("submit", "approve", "withdraw-approval"), ("in review", "approved", "in review")),
    ],
)
def test_each_step_is_taken_back_by_its_toast(
    steps: tuple[str, ...], statuses: tuple[str, ...], owned: PostMortem, people: People
) -> None:
    lead = people["lead"]
    before = "working draft"
    for step, status in zip(steps, statuses, strict=True):
        response = _post(lead, owned, f"status/{step}/")
        assert response.status_code == 303
        assert _status(owned) == status
        back = lead.client.post(_undo(response))
        assert back.status_code == 303
        assert _status(owned) == before
        again = lead.client.post(_undo(back))  # type: ignore[arg-type]
        assert again.status_code == 303
        assert _status(owned) == status
        before = status


def test_what_is_in_the_way_is_told_before_the_button(people: People) -> None:
    asks_for_approval()
    wrong = Section("detection", "Detection", (
        Block("It was resolved 20 minutes after it was detected."),
    ))  # fmt: skip
    found = made(people["contributor"].actor, sections=(wrong,), owner="")
    page = people["lead"].client.get(_address(found, "status/")).content.decode()
    for reason in ("nobody owns it", "1 contradiction at error level", "by a second person"):
        assert reason in page
    assert "20 minutes" in page
    response = _post(people["lead"], found, "status/publish/")
    assert response.status_code == 303
    assert _status(found) == "working draft"
    assert "second person" in str(_messages(response)[-1])


def test_a_note_that_was_typed_is_there_again(owned: PostMortem, people: People) -> None:
    asks_for_approval()
    _post(people["contributor"], owned, "status/submit/")
    response = _post(people["lead"], owned, "status/approve/", note="Read it twice", version=1)
    assert response.status_code == 400
    page = response.content.decode()
    assert 'value="Read it twice"' in page
    assert "changed meanwhile" in page


@pytest.mark.parametrize("rest", ["status/submit/", "ownership/", "reviews/", "publication/",
                                  "publication/words/"])  # fmt: skip
def test_strangers_and_readers_change_nothing(rest: str, owned: PostMortem, people: People) -> None:
    given = {"owner": "x", "start": "2026-03-09T10:00", "minutes": "60", "why": "x"}
    for who in ("anonymous", "stranger", "viewer", "auditor"):
        response = _post(people[who], owned, rest, **given)
        assert response.status_code == (302 if who == "anonymous" else 404), who
    assert owned.version == PostMortem.objects.get(pk=owned.pk).version
    assert people["lead"].client.get(_address(owned, rest)).status_code in (200, 405)


def test_a_restricted_one_is_not_there_for_others(people: People) -> None:
    hidden = made(people["contributor"].actor, restricted=True)
    pk = hidden.reviews.get().pk
    for rest in ("status/", "publication/", f"reviews/{pk}.ics"):
        assert people["administrator"].client.get(_address(hidden, rest)).status_code == 404


def test_unknown_steps_and_numbers_are_not_there(owned: PostMortem, people: People) -> None:
    assert _post(people["lead"], owned, "status/explode/").status_code == 404
    assert people["lead"].client.get("/postmortems/999/status/").status_code == 404
    assert _post(people["lead"], owned, "status/submit/", version="x").status_code == 303
    assert _status(owned) == "working draft"


def test_the_form_leads_back_to_the_page_it_stood_on_and_to_no_other_site(
    owned: PostMortem, people: People
) -> None:
    address, lead = _address(owned, "status/submit/"), people["lead"].client
    came = {
        "http://testserver/postmortems/?status=draft": "/postmortems/?status=draft",
        "http://evil.example/postmortems/": _address(owned, "status/"),
        "http://testserver//evil.example/": _address(owned, "status/"),
        "": _address(owned, "status/"),
    }
    for referer, leads_to in came.items():
        response = lead.post(address, {"version": 0}, headers={"referer": referer})
        assert response.headers["Location"] == leads_to


def test_owner_and_due_day_are_set_and_taken_back(owned: PostMortem, people: People) -> None:
    lead = people["lead"]
    response = _post(lead, owned, "ownership/", owner="The lead", due="2026-04-01")
    owned.refresh_from_db()
    assert (owned.owner_user, str(owned.due)) == (lead.user, "2026-04-01")
    lead.client.post(_undo(response))
    owned.refresh_from_db()
    assert (owned.owner, owned.due) == ("The contributor", None)
    refused = _post(lead, owned, "ownership/", owner="Somebody", due="soon")
    assert refused.status_code == 400
    page = refused.content.decode()
    assert 'value="Somebody"' in page
    assert "2026-03-31" in page


def test_a_meeting_is_planned_moved_held_and_taken_back(owned: PostMortem, people: People) -> None:
    lead = people["lead"]
    Review.objects.all().delete()
    planned = _post(lead, owned, "reviews/", start="2026-06-09T10:00", minutes="60")
    review = Review.objects.get()
    assert f"{review.start:%H:%M %Z}" == "09:00 UTC"  # ten in London's summer
    moved = _post(lead, owned, f"reviews/{review.pk}/", start="2026-06-10T15:00", minutes="90")
    lead.client.post(_undo(moved))
    review.refresh_from_db()
    assert (f"{review.start:%d %H:%M}", review.minutes) == ("09 09:00", 60)
    gone = _post(lead, owned, f"reviews/{review.pk}/cancellation/")
    assert not Review.objects.exists()
    lead.client.post(_undo(gone))
    again = Review.objects.get()
    assert again.start == review.start
    held = _post(lead, owned, f"reviews/{again.pk}/held/")
    again.refresh_from_db()
    assert again.held
    lead.client.post(_undo(held))
    again.refresh_from_db()
    assert again.held is None
    assert planned.status_code == 303


def test_a_time_that_cannot_be_read_is_shown_again(owned: PostMortem, people: People) -> None:
    for start, minutes in (("tomorrow", "60"), ("2026-06-09T10:00", "45")):
        response = _post(people["lead"], owned, "reviews/", start=start, minutes=minutes)
        assert response.status_code == 400
        assert f'value="{start}"' in response.content.decode()


def test_the_calendar_file_keeps_the_meeting_the_same(owned: PostMortem, people: People) -> None:
    review = owned.reviews.get()

    def lines() -> dict[str, str]:
        response = people["viewer"].client.get(_address(owned, f"reviews/{review.pk}.ics"))
        assert response.headers["Content-Type"].startswith("text/calendar")
        found = response.content.decode().replace("\r\n ", "").split("\r\n")
        return dict(line.split(":", 1) for line in found if ":" in line)

    before = lines()
    _post(people["lead"], owned, f"reviews/{review.pk}/", start="2026-06-09T10:00", minutes="90")
    after = lines()
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert people["viewer"].client.get(_address(owned, "reviews/0.ics")).status_code == 404


def test_the_panel_costs_a_constant_number_of_queries(people: People) -> None:
    def cost(found: PostMortem) -> int:
        with CaptureQueriesContext(connection) as queries:
            people["lead"].client.get(_address(found, "status/"))
        return len(queries)

    asks_for_approval()
    few = made(people["contributor"].actor, "/few")
    _post(people["contributor"], few, "status/submit/")
    _post(people["lead"], few, "status/approve/")
    many = made(people["contributor"].actor, "/many")
    _post(people["contributor"], many, "status/submit/")
    for number in range(12):
        _post(person("lead", name=f"lead-{number}"), many, "status/approve/")
        Review.objects.create(post_mortem=many, start=timezone.now(), minutes=60)
        CheckIn.objects.create(post_mortem=many, number=10 + number, day=timezone.now().date())
    cost(few)
    assert cost(many) == cost(few) <= 30
