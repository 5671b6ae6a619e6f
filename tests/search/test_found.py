"""Searching everything at once, suggesting while somebody types, and who finds what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.accounts.actor import Actor, signed_in
from hansei.postmortem.models import Action
from hansei.postmortem.services.change_incident import archive_incident
from hansei.search import matching
from hansei.search.engine import AHEAD
from hansei.search.models import Kind
from hansei.search.selectors.found import MOST_FOUND, search, suggestions
from hansei.search.selectors.incidents import IncidentFilter, incident_amount, incident_page
from tests.search.things import HOST, titles, told, written
from tests.web.people import person

pytestmark = pytest.mark.django_db


def test_a_title_outranks_the_text() -> None:
    told("Ledger lags", summary="Nothing about it")
    told("Other", summary="the ledger, the ledger and again the ledger")
    told("Third", summary="the ledger")
    assert titles("ledger")[0] == "Ledger lags"
    assert len(titles("ledger")) == 3


def test_of_many_matches_titles_and_the_newest_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "FEW", 1)
    told("Ledger one")
    told("Other", summary="the ledger, the ledger and again the ledger")
    told("Ledgers two")
    assert titles("ledger") == ["Ledger one", "Other"]  # whole words are enough already
    told("Ledger three")
    assert titles("ledger") == ["Ledger three", "Ledger one", "Other"]
    assert titles("ledge") == ["Ledger three", "Ledgers two", "Ledger one", "Other"]
    wanted = IncidentFilter(q="ledge")
    rows = incident_page(actor=HOST, wanted=wanted).rows
    assert [row.incident.title for row in rows] == [
        "Ledger three", "Ledgers two", "Other", "Ledger one",
    ]  # fmt: skip
    assert incident_amount(actor=HOST, wanted=wanted).number == 4


@pytest.mark.parametrize("ahead", [(0,), (2, 0), (9, 0)])
def test_of_many_those_behind_hidden_ones_are_found(
    monkeypatch: pytest.MonkeyPatch, ahead: tuple[int, ...]
) -> None:
    monkeypatch.setattr(matching, "FEW", 1)
    monkeypatch.setattr(matching, "AHEAD", dict.fromkeys(AHEAD, ahead))
    for number in range(5):
        written(f"Harbour {number}", source=f"/{number}", restricted=number in (2, 4))
    viewer = person("viewer").actor
    for actor, numbers in ((HOST, (4, 3, 2, 1, 0)), (viewer, (3, 1, 0))):
        shown = [f"Harbour {number}" for number in numbers]
        assert titles("harbour", actor=actor, kind=Kind.POST_MORTEM) == shown


def test_words_are_found_by_their_beginning_and_phrases_whole() -> None:
    told("Timeouts at the gateway")
    told("The gate way was shut")
    assert titles("timeo gate") == ["Timeouts at the gateway"]
    assert titles('"gate way"') == ["The gate way was shut"]
    assert titles('"timeo"') == []
    assert titles("gate -timeouts") == ["The gate way was shut"]
    assert titles("GÄTEWAY") == ["Timeouts at the gateway"]


def test_hits_say_why_with_what_was_found_marked() -> None:
    written("Checkout is slow", text='The **pool** ran dry <script>alert("x")</script>. [e1]')
    (results,) = search(actor=HOST, text="pool checkout", kinds=[Kind.POST_MORTEM])
    (hit,) = results.hits
    assert [piece.text for piece in hit.title if piece.found] == ["Checkout"]
    assert [piece.text for piece in hit.snippet if piece.found] == ["pool"]
    assert hit.key == 1


def test_there_is_a_word_when_there_is_more() -> None:
    for number in range(MOST_FOUND + 1):
        told(f"Harbour {number}")
    incidents, post_mortems, actions = search(actor=HOST, text="harbour")
    assert (len(incidents.hits), incidents.more) == (MOST_FOUND, True)
    assert (post_mortems.hits, post_mortems.more, actions.hits) == ([], False, [])


def test_what_is_restricted_is_found_by_those_who_are_named(
    django_assert_max_num_queries: Callable[..., CaptureQueriesContext],
) -> None:
    hidden = written("Secret harbour", text="A secret harbour.", restricted=True)
    Action.objects.create(
        post_mortem=hidden, source="PM-1", position=0, text="Guard the harbour", revision=1
    )
    told("Open harbour")
    actors: dict[str, Actor] = {
        who: person(who).actor
        for who in ("stranger", "viewer", "contributor", "lead", "administrator", "auditor")
    }
    named = person("viewer", name="named")
    assert named.user is not None
    hidden.grants.create(user=named.user, role="viewer")
    actors["named"] = signed_in(named.user)
    for who, actor in actors.items():
        found = {
            "".join(piece.text for piece in hit.title)
            for results in search(actor=actor, text="harbour")
            for hit in results.hits
        }
        suggested = {each.title for each in suggestions(actor=actor, text="harbour")}
        mine = {"Open harbour"} if who != "stranger" else set()
        if who in ("named", "auditor"):
            mine |= {"Secret harbour", "Guard the harbour"}
        assert found == mine, who
        assert suggested == mine, who


def test_hidden_matches_do_not_push_open_ones_out() -> None:
    for number in range(3):
        written(f"Harbour {number}", source=f"/{number}", restricted=True)
    told("Harbour that is open")
    viewer = person("viewer").actor
    (results,) = search(actor=viewer, text="harbour", kinds=[Kind.INCIDENT], most=1)
    assert [hit.object.pk for hit in results.hits]
    assert not results.more


def test_archived_incidents_are_not_found() -> None:
    archive_incident(actor=HOST, incident=told("Harbour").pk)
    assert titles("harbour") == []
    assert suggestions(actor=HOST, text="harbour") == []


def test_suggestions_look_at_titles_and_mix_kinds() -> None:
    told("Harbour one", summary="lighthouse")
    told("Harbour two")
    written("Harbour report")
    found = suggestions(actor=HOST, text="harb")
    assert [each.kind for each in found] == [Kind.INCIDENT, Kind.POST_MORTEM, *[Kind.INCIDENT] * 2]
    assert suggestions(actor=HOST, text="lighthouse") == []
    assert suggestions(actor=HOST, text="h") == []
    assert suggestions(actor=HOST, text="-harb") == []


def test_queries_do_not_grow_with_what_is_found() -> None:
    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as searched:
            search(actor=viewer, text="slow")
        with CaptureQueriesContext(connection) as suggested:
            suggestions(actor=viewer, text="slow")
        return len(searched), len(suggested)

    viewer = person("viewer").actor
    written("Slow 0", source="/0")
    before = queries()
    for number in range(1, 7):
        written(f"Slow {number}", source=f"/{number}")
    assert queries() == before
    assert max(before) <= 14
