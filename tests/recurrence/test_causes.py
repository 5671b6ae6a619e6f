"""Causes in other words: what is suggested, what people say of them, and what is counted then."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

import pytest

from hansei.audit.models import Entry
from hansei.domain.document import Block, Section
from hansei.domain.errors import InputError, NotFound
from hansei.domain.learning.causes import Wording, roots, suggested
from hansei.recurrence.models import SameCause
from hansei.recurrence.selectors.causes import causes
from hansei.recurrence.selectors.rates import recurrence_rates
from hansei.recurrence.services.judge_cause import count_apart, count_as
from tests.recurrence.things import published
from tests.web.people import Person

pytestmark = pytest.mark.django_db
People = Mapping[str, Person]
NOISE, DROWNED, DISK = (
    "Too much noise in our alert channel", "Alerts drowned in the noise of the channel",
    "The disk was full",
)  # fmt: skip


def _told(people: People, days: int, factor: str, *, restricted: bool = False) -> None:
    section = Section("factors", "Contributing factors", (Block(f"- {factor}"),))
    published(people["contributor"], days=days, sections=(section,), restricted=restricted)


@pytest.fixture
def told(people: People) -> People:
    """Two wordings of one cause thirty days apart, and another cause."""
    for days, factor in ((60, NOISE), (30, DROWNED), (20, DISK)):
        _told(people, days, factor)
    return people


def _names(people: People, who: str = "lead") -> dict[str, str]:
    return {each.says: each.name for each in causes(actor=people[who].actor).causes}


def test_two_wordings_are_suggested_and_counted_as_one_once_somebody_says_so(told: People) -> None:
    lead = told["lead"].actor
    before = causes(actor=lead)
    (pair,) = before.suggested
    assert {pair.one.says, pair.other.says} == {NOISE, DROWNED}
    assert {"noise", "channel"} <= set(pair.shared)
    assert all(each.repeated == 0 for each in recurrence_rates(actor=lead).factors.values())
    made = count_as(actor=lead, wording=pair.one.name, counts_as=pair.other.name)
    (rate,) = recurrence_rates(actor=lead).factors.values()
    assert (rate.n, rate.repeated) == (2, 1)
    after = causes(actor=lead)
    assert (after.suggested, len(after.causes)) == ((), 2)
    assert [(each.incidents, len(each.wordings)) for each in after.causes] == [(2, 2), (1, 1)]
    assert Entry.objects.filter(verb="put causes together").count() == 1
    with pytest.raises(InputError, match="already"):
        count_as(actor=lead, wording=pair.other.name, counts_as=pair.one.name)
    count_apart(actor=lead, said=made.pk)
    assert recurrence_rates(actor=lead).factors == {}
    assert not SameCause.objects.exists()


def test_whole_causes_are_put_together_and_a_part_is_taken_out(told: People) -> None:
    lead, name = told["lead"].actor, _names(told)
    first = count_as(actor=lead, wording=name[NOISE], counts_as=name[DROWNED])
    count_as(actor=lead, wording=name[NOISE], counts_as=name[DISK])
    (whole,) = causes(actor=lead).causes
    assert (whole.says, whole.incidents, len(whole.wordings)) == (DISK, 3, 3)
    count_apart(actor=lead, said=first.pk)
    assert [each.says for each in causes(actor=lead).causes] == [DISK, NOISE]


def test_who_may_not_change_or_read_can_say_nothing(told: People) -> None:
    name = _names(told)
    _told(told, 10, "A secret cause of noise in the channel", restricted=True)
    secret = next(
        each for says, each in _names(told, "auditor").items() if says.startswith("A secret")
    )
    assert secret not in _names(told).values()
    lead, viewer = told["lead"], told["viewer"]
    for actor, wording in ((viewer.actor, name[NOISE]), (lead.actor, secret)):
        with pytest.raises(NotFound):
            count_as(actor=actor, wording=wording, counts_as=name[DISK])
    page = unescape(viewer.client.get("/recurrence/causes/").content.decode())
    assert NOISE in page
    assert "secret cause" not in page
    assert "Put together" not in page
    assert not SameCause.objects.exists()


def test_a_person_puts_together_and_undoes_it_on_the_page(told: People) -> None:
    client, name = told["lead"].client, _names(told)
    page = unescape(client.get("/recurrence/causes/").content.decode())
    assert "These may be the same" in page
    sent = {"wording": name[NOISE], "counts_as": name[DROWNED]}
    assert client.post("/recurrence/causes/", sent).status_code == 303
    page = unescape(client.get("/recurrence/causes/").content.decode())
    assert "Count apart" in page
    assert "These may be the same" not in page
    again = client.post("/recurrence/causes/", sent)
    assert again.status_code == 400
    assert "count as one cause already" in again.content.decode()
    made = SameCause.objects.get()
    assert client.post(f"/recurrence/causes/{made.pk}/apart/").status_code == 303
    assert client.post(f"/recurrence/causes/{made.pk}/apart/").status_code == 404


def test_a_ring_of_sayings_ends() -> None:
    assert roots("abc", {"a": "b", "b": "c"}) == dict.fromkeys("abc", "c")
    ring = roots("ab", {"a": "b", "b": "a"})
    assert set(ring.values()) <= {"a", "b"}


def test_one_shared_word_suggests_nothing() -> None:
    some = [
        Wording(name=each, says=each, incidents=frozenset({place}))
        for place, each in enumerate(("pool exhaust", "pool leak", "pool exhaust primari"))
    ]
    of = {each.name: each.name for each in some}
    (found,) = suggested(some, apart=of)
    assert {found.one.name, found.other.name} == {"pool exhaust", "pool exhaust primari"}
