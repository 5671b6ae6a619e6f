"""The page of a check-in: a stranger beside who closes it; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape

from django.contrib.messages import get_messages

from hansei.postmortem.models import CheckIn
from tests.recurrence.things import action, incident, published
from tests.web.people import Person

People = Mapping[str, Person]


def _page(who: Person, path: str) -> str:
    answer = who.client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_from_due_to_closed_and_open_again(people: People) -> None:
    lead, found = people["lead"], published(people["contributor"])
    done = action(found, done_days=9)
    incident(days=100)
    path = f"/postmortems/{found.number}/check-ins/1/"
    assert path in _page(lead, "/check-ins/")
    assert path in _page(lead, f"/postmortems/{found.number}/status/")
    page = _page(lead, path)
    assert "Were the short-term fixes done" in page
    assert "days late" in page
    assert "0 of 1" not in page
    assert "1 of 1" in page
    given = {f"verdict-{done.pk}": "worked", f"shown-{done.pk}": "Quiet since", "note": "All well"}
    answer = lead.client.post(path, given)
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    page = _page(people["viewer"], path)
    assert "It worked" in page
    assert "Quiet since" in page
    assert "All well" in page
    assert "Closed by The lead" in page
    undo = list(get_messages(answer.wsgi_request))[-1].extra_tags  # type: ignore[attr-defined]
    assert lead.client.post(undo).status_code == 303
    assert CheckIn.objects.get(post_mortem=found, number=1).closed is None
    assert 'value="Quiet since"' in _page(lead, path)


def test_what_was_typed_for_a_refused_one_stands_there_again(people: People) -> None:
    lead, found = people["lead"], published(people["contributor"])
    first, second = action(found, done_days=9), action(found, done_days=9)
    given = {f"verdict-{first.pk}": "worked", f"shown-{second.pk}": "So quiet", "note": "All well"}
    answer = lead.client.post(f"/postmortems/{found.number}/check-ins/1/", given)
    assert answer.status_code == 400
    page = unescape(answer.content.decode())
    assert "2 actions need a word from you" in page
    assert "say what shows it" in page
    assert "say of this action whether it worked" in page
    assert 'value="So quiet"' in page
    assert "All well</textarea>" in page
    assert f'name="verdict-{first.pk}" value="worked" checked' in page


def test_who_may_not_change_it_reads_it_alone(people: People) -> None:
    found = published(people["contributor"])
    action(found)
    path = f"/postmortems/{found.number}/check-ins/1/"
    assert "Close this check-in" in _page(people["contributor"], path)
    for who in ("viewer", "auditor"):
        assert "Close this check-in" not in _page(people[who], path)
        assert people[who].client.post(path, {"note": "x"}).status_code == 404
        assert people[who].client.post(f"{path}opening/").status_code == 404
    assert people["stranger"].client.get(path).status_code == 404
    assert not CheckIn.objects.exclude(closed=None).exists()


def test_a_restricted_one_is_in_no_list_of_others(people: People) -> None:
    hidden = published(people["contributor"], restricted=True)
    path = f"/postmortems/{hidden.number}/check-ins/1/"
    assert people["lead"].client.get(path).status_code == 404
    assert path not in _page(people["lead"], "/check-ins/")
    assert path in _page(people["auditor"], "/check-ins/")


def test_without_services_nothing_is_pretended(people: People) -> None:
    found = published(people["contributor"])
    found.incidents.get().services.clear()
    page = _page(people["lead"], f"/postmortems/{found.number}/check-ins/3/")
    assert "names no service" in page
    assert "none since" not in page
