"""What is kept of dashboards: for whom, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, Thread

import pytest

from hansei.accounts.actor import Actor, system
from hansei.accounts.roles import Role
from hansei.learning.access import sight
from hansei.learning.selectors.kept import MOST_KEPT, forget, kept
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.services.actions_edit import ActionFields, add_action
from hansei.postmortem.services.actions_move import complete_action
from hansei.postmortem.services.grant import grant_role
from hansei.postmortem.services.restrict import restrict
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import Person, person

People = Mapping[str, Person]
pytestmark = pytest.mark.django_db
ACTOR = system("test")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget()


def _save(number: int) -> PostMortem:
    return save_draft(actor=ACTOR, draft=sample_draft(detected=5), source=f"/{number}")


def _page(who: Person, address: str = "/learning/?period=2026") -> str:
    return str(who.client.get(address).content.decode())


class _Counted:
    """How often something was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_what_changes_shows_at_once(people: People) -> None:
    reader = people["viewer"]
    _save(1)
    assert "· 1 incident<" in _page(reader)
    one = _save(2)
    assert "· 2 incidents<" in _page(reader)
    action = add_action(
        actor=ACTOR, number_or_id=one.number, fields=ActionFields(text="Raise the limit")
    )  # fmt: skip
    assert 'class="chart-flag"' not in _page(reader, "/learning/?period=all")
    complete_action(actor=ACTOR, pk=action.pk, version=action.version)
    assert 'class="chart-flag"' in _page(reader, "/learning/?period=all")


def test_people_share_what_they_read_alike(people: People) -> None:
    _save(1)
    made = _Counted()

    def asked(actor: Actor) -> int:
        return kept(actor=actor, asked="a chart", make=made)

    viewer, contributor = people["viewer"].actor, people["contributor"].actor
    assert asked(viewer) == asked(contributor) == asked(viewer) == 1
    assert asked(people["auditor"].actor) == 2
    assert asked(people["stranger"].actor) == 3
    assert kept(actor=viewer, asked="another chart", make=made) == 4
    assert kept(actor=viewer, asked="a chart", make=made, until="tomorrow") == 5


def test_a_restricted_incident_is_told_to_nobody_else(people: People) -> None:
    reader, other = people["viewer"], people["contributor"]
    hidden = _save(1)
    _save(2)
    assert "· 2 incidents<" in _page(reader)
    named = person("viewer", name="named")
    grant_role(actor=ACTOR, number_or_id=hidden.number, user_id=named.actor.user_id or 0,
               role=Role.LEAD)  # fmt: skip
    restrict(actor=ACTOR, number_or_id=hidden.number)
    assert "· 2 incidents<" in _page(named)
    assert "· 1 incident<" in _page(reader)
    assert "· 1 incident<" in _page(other)
    assert "· 2 incidents<" in _page(people["auditor"])
    assert sight(named.actor) != sight(reader.actor) == sight(other.actor)


def test_who_owns_an_orphaned_action_reads_more_than_others(people: People) -> None:
    reader = people["viewer"]
    before = sight(reader.actor)
    Action.objects.create(source="PM-9", position=0, text="Left over", revision=1,
                          owner_user=reader.user)  # fmt: skip
    assert sight(reader.actor) != before == sight(people["contributor"].actor)


def test_one_makes_it_while_others_wait(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    # Threads have connections of their own, which do not see this test's transaction.
    monkeypatch.setattr("hansei.learning.selectors.kept._stands", lambda _until: "as it is")
    actor = people["auditor"].actor
    begun, go = Event(), Event()
    made = _Counted()

    def slowly() -> int:
        begun.set()
        assert go.wait(10)
        return made()

    found: list[int] = []
    threads = [
        Thread(target=lambda: found.append(kept(actor=actor, asked="slow", make=slowly)))
        for _ in range(3)
    ]
    for each in threads:
        each.start()
    assert begun.wait(10)
    go.set()
    for each in threads:
        each.join(10)
    assert found == [1, 1, 1]


def test_what_fails_is_not_kept_and_memory_has_a_bound(people: People) -> None:
    actor = people["viewer"].actor
    made = _Counted()

    def fails() -> int:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        kept(actor=actor, asked="once", make=fails)
    assert kept(actor=actor, asked="once", make=made) == 1
    for number in range(MOST_KEPT):
        kept(actor=actor, asked=number, make=lambda: 0)
    assert kept(actor=actor, asked="once", make=made) == 2
