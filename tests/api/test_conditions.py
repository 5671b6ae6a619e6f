"""Versions, keys and pages: what HTTP itself promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hansei.accounts.models import Team
from hansei.api.keys import GIVEN_UP, KEPT
from hansei.api.models import KeyedAnswer
from hansei.audit.models import Entry
from hansei.timeline.models import Incident
from tests.api.callers import caller

pytestmark = pytest.mark.django_db
INCIDENT = {"title": "Checkout is slow"}


def test_what_the_caller_has_is_not_sent_again() -> None:
    who = caller("contributor")
    made = who("POST", "/incidents", INCIDENT)
    address = made.headers["Location"].removeprefix("/api/v1")
    first = who.get(address)
    assert first.headers["ETag"] == made.headers["ETag"]
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}'):
        again = who.get(address, If_None_Match=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert who.get(address, If_None_Match='"other"').status_code == 200


def test_a_change_names_the_version_that_it_saw() -> None:
    who = caller("contributor")
    made = who("POST", "/incidents", INCIDENT)
    address, tag = made.headers["Location"].removeprefix("/api/v1"), made.headers["ETag"]
    change = {"title": "Checkout fails"}
    bare = who("PATCH", address, change)
    assert (bare.status_code, bare.json()["code"]) == (428, "version-needed")
    for wrong in ("*", "1", '"99"', '"1.', f"{tag}, {tag}"):
        stale = who("PATCH", address, change, If_Match=wrong)
        assert (stale.status_code, stale.json()["code"]) == (412, "stale"), wrong
    done = who("PATCH", address, change, If_Match=f"W/{tag}")
    assert done.status_code == 200
    assert done.json()["title"] == "Checkout fails"
    assert done.headers["ETag"] == who.get(address).headers["ETag"] != tag
    late = who("PATCH", address, {"title": "It is slow"}, If_Match=tag)
    assert late.status_code == 412
    assert Incident.objects.get().title == "Checkout fails"


def test_a_key_does_once_what_is_sent_twice() -> None:
    who, other = caller("administrator"), caller("administrator", name="other")
    first = who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    again = who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Team.objects.count() == 1
    reused = who("POST", "/teams", {"name": "Search"}, Idempotency_Key="k1")
    assert (reused.status_code, reused.json()["code"]) == (422, "key-reused")
    assert other("POST", "/teams", {"name": "Search"}, Idempotency_Key="k1").status_code == 201


def test_what_was_refused_may_be_sent_again_with_its_key() -> None:
    who = caller("administrator")
    taken = who("POST", "/teams", {"name": "Payments"})
    assert taken.status_code == 201
    refused = who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/name")
    assert not KeyedAnswer.objects.exists()
    assert who("POST", "/teams", {"name": "Search"}, Idempotency_Key="k1").status_code == 201


def test_a_key_under_way_makes_the_second_wait() -> None:
    who = caller("administrator")
    who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    KeyedAnswer.objects.update(status=None)
    answer = who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.headers["Retry-After"] == "1"
    Team.objects.all().delete()
    KeyedAnswer.objects.update(began=timezone.now() - GIVEN_UP - timedelta(seconds=1))
    assert who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1").status_code == 201


def test_a_key_is_forgotten_after_a_day() -> None:
    who = caller("administrator")
    who("POST", "/teams", {"name": "Payments"}, Idempotency_Key="k1")
    KeyedAnswer.objects.update(began=timezone.now() - KEPT - timedelta(seconds=1))
    assert who("POST", "/teams", {"name": "Search"}, Idempotency_Key="k1").status_code == 201
    assert KeyedAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "ü"])
def test_keys_that_are_none(key: str) -> None:
    answer = caller("administrator")("POST", "/teams", {"name": "Payments"}, Idempotency_Key=key)
    assert answer.status_code == 400
    assert not Team.objects.exists()


def test_a_secret_is_kept_nowhere() -> None:
    who = caller("administrator")
    wanted = {"name": "pipeline", "scopes": ["read"]}
    answer = who("POST", "/tokens", wanted, Idempotency_Key="k1")
    assert answer.status_code == 400
    made = who("POST", "/tokens", wanted)
    assert made.json()["secret"].startswith("hns_")
    assert made.headers["Cache-Control"] == "private, no-store"
    assert not KeyedAnswer.objects.exists()
    assert made.json()["secret"] not in "".join(Entry.objects.values_list("changes", flat=True))


def test_pages_are_stable_while_others_add_and_remove() -> None:
    who = caller("contributor")
    for number in range(7):
        who("POST", "/incidents", {"title": f"Incident {number}"})
    seen: list[str] = []
    address = "/incidents?limit=3&status=open"
    while address:
        answer = who.get(address)
        body = answer.json()
        seen += [each["title"] for each in body["items"]]
        if body["next"]:
            assert answer.headers["Link"] == f'<{body["next"]}>; rel="next"'
            assert "status=open" in body["next"]
        else:
            assert "Link" not in answer.headers
        address = (body["next"] or "").removeprefix("/api/v1")
        who("POST", "/incidents", {"title": "A newer one"})
    assert seen == [f"Incident {number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    "address",
    ["/incidents", "/postmortems", "/actions", "/people", "/audit", "/tokens", "/services"],
)
def test_a_cursor_is_opaque_and_of_one_list(address: str) -> None:
    who = caller("administrator")
    for cursor in ("1", "e30:1abc:xyz", "WzFd", "%00"):
        answer = who.get(f"{address}?cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (400, "usage")
    assert who.get(f"{address}?limit=201").status_code == 422
    assert who.get(f"{address}?limit=0").status_code == 422


def test_a_cursor_holds_for_its_filters_alone() -> None:
    who = caller("administrator")
    for number in range(3):
        who("POST", "/incidents", {"title": f"Incident {number}"})
    following = who.get("/incidents?limit=1").json()["next"].removeprefix("/api/v1")
    assert who.get(following).status_code == 200
    assert who.get(following.replace("limit=1", "limit=2")).status_code == 200
    assert who.get(following + "&status=closed").status_code == 400
