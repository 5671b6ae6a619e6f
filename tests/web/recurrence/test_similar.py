"""The pages of similar incidents: a stranger beside who says whether it is the same again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import unescape

from django.contrib.messages import get_messages
from django.utils import timezone

from hansei.recurrence.models import Pair
from tests.recurrence.things import action, incident, published
from tests.web.people import Person

People = Mapping[str, Person]
POOL = "The connection pool of the primary was exhausted by the importer"


def _page(who: Person, path: str, **headers: str) -> str:
    answer = who.client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_from_the_incident_to_a_verdict_and_back(people: People) -> None:
    first = published(people["contributor"], days=100, sections=())
    first.incidents.update(title="Checkout fails: pool exhausted", summary=POOL)
    done = action(first, done_days=50)
    late = action(first, text="Bound it", due=timezone.localdate() - timedelta(days=40))
    again = incident(days=2, title="Payments fail: pool exhausted", summary=POOL)
    lead, earlier = people["lead"], first.incidents.get().pk
    path = f"/incidents/{again.pk}/similar/"
    assert f'hx-get="{path}"' in _page(lead, f"/incidents/{again.pk}/")
    part = _page(lead, path, HX_Request="true")
    assert "<html" not in part
    assert "Is it the same again?" in part
    assert f"{path}{earlier}/" in part
    assert "Nobody has judged a pair yet" in _page(lead, path)
    page = _page(lead, f"{path}{earlier}/")
    assert f'value="{done.pk}:{done.version}" checked' in page
    given = {"verdict": "same", "reopen": f"{done.pk}:{done.version}"}
    answer = lead.client.post(f"{path}{earlier}/", given)
    assert answer.status_code == 303
    done.refresh_from_db()
    assert done.status == "planned"
    part = _page(people["viewer"], path, HX_Request="true")
    assert "This was foreseen:" in part
    assert f"action 2 of {first.reference} is 40 days overdue" in part
    assert f"/actions/{late.pk}/" in part
    undo = list(get_messages(answer.wsgi_request))[-1].extra_tags  # type: ignore[attr-defined]
    assert lead.client.post(undo).status_code == 303
    done.refresh_from_db()
    assert done.status == "completed"
    assert not Pair.objects.exists()


def test_readers_look_and_say_nothing(people: People) -> None:
    first, again = incident(days=100, summary=POOL), incident(days=2, summary=POOL)
    path = f"/incidents/{again.pk}/similar/{first.pk}/"
    assert "Yes, it is the same again" in _page(people["contributor"], path)
    for who in ("viewer", "auditor"):
        assert "Yes, it is the same again" not in _page(people[who], path)
        assert people[who].client.post(path, {"verdict": "same"}).status_code == 404
    assert people["stranger"].client.get(path).status_code == 404
    assert not Pair.objects.exists()


def test_one_that_somebody_remembers_is_put_beside_it(people: People) -> None:
    first, again = incident(days=100, title="Roses"), incident(days=2, title="Tulips")
    path = f"/incidents/{again.pk}/similar/"
    answer = people["lead"].client.get(f"{path}?other={first.pk}")
    assert answer.headers["Location"] == f"{path}{first.pk}/"
    refused = people["lead"].client.get(f"{path}?other=the+one+in+May")
    assert refused.status_code == 400
    assert 'value="the one in May"' in unescape(refused.content.decode())
    refused = people["lead"].client.post(f"{path}{first.pk}/", {"verdict": "same", "reopen": "x:y"})
    assert refused.status_code == 303
    assert not Pair.objects.exists()
