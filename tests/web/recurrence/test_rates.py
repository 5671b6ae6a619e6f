"""How often the same comes again, as far as somebody may read it."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

from hansei.recurrence.models import Pair
from hansei.recurrence.selectors.rates import recurrence_rates
from hansei.recurrence.services.judge_pair import confirm_recurrence, refuse_recurrence
from tests.recurrence.things import incident, published
from tests.web.people import Person

People = Mapping[str, Person]
POOL = "The connection pool of the primary was exhausted by the importer"


def test_rates_by_service_and_by_likeness(people: People) -> None:
    lead = people["lead"].actor
    first = incident(days=200, title="Pool exhausted", summary=POOL)
    again = incident(days=150, title="Pool exhausted", summary=POOL)
    other = incident(days=140, title="Certificate expired", service="mail")
    incident(days=10, title="Disk full", service="mail")
    incident(days=5, title="Near", service="mail", near_miss=True)
    found = recurrence_rates(actor=lead)
    assert {key: (each.n, each.repeated) for key, each in found.services.items()} == {
        "checkout": (2, 1), "mail": (2, 0),
    }  # fmt: skip
    assert (found.total.n, found.total.repeated, found.alike.repeated) == (4, 1, 1)
    assert recurrence_rates(actor=lead, window_days=None).total.repeated == 2
    assert recurrence_rates(actor=lead, window_days=40).alike.repeated == 0
    assert recurrence_rates(actor=lead, days=100).total.n == 1
    refuse_recurrence(actor=lead, incident=again.pk, other=first.pk)
    assert recurrence_rates(actor=lead).alike.repeated == 0
    confirm_recurrence(actor=lead, incident=other.pk, other=again.pk)
    assert recurrence_rates(actor=lead).alike.repeated == 1
    assert Pair.objects.count() == 2


def test_the_page_keeps_what_was_asked_and_hides_what_is_restricted(people: People) -> None:
    published(people["contributor"], days=50)
    published(people["contributor"], days=20, restricted=True)
    for who, n in (("viewer", 1), ("lead", 1), ("auditor", 2)):
        answer = people[who].client.get("/recurrence/?window=60&days=300")
        assert answer.status_code == 200
        page = unescape(answer.content.decode())
        assert f"of {n} incidents" in page
        assert 'value="60"' in page
    assert (
        "No incident in that time" in people["stranger"].client.get("/recurrence/").content.decode()
    )
    wrong = people["viewer"].client.get("/recurrence/?window=soon")
    assert wrong.status_code == 400
    assert 'value="soon"' in wrong.content.decode()
    assert people["viewer"].client.get("/recurrence/?window=").status_code == 200
