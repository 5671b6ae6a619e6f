"""A timeline is shown: as a page without scripts, as data, and event by event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from hansei.domain.event import Signal
from hansei.timeline.models import Event
from tests.strategies.records import record
from tests.timeline.case import Case
from tests.timeline.conftest import drafted
from tests.web.people import Person
from tests.web.timeline.conftest import SCRIPT

pytestmark = pytest.mark.django_db
_PATHS = ("", "data.json", "e1/", "e1/records/1/", "history/", "clocks/", "milestones/detected/")


def _get(people: Mapping[str, Person], path: str, who: str = "viewer", **headers: str) -> Any:
    return people[who].client.get(path, headers=headers)


def _text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_every_event_is_on_a_page_of_the_table(case: Case, people: Mapping[str, Person]) -> None:
    page = _text(_get(people, f"/incidents/{case.pk}/timeline/?noise=1"))
    for name in case.events():
        assert f'id="{name}"' in page
    assert 'class="chart"' in page
    assert "style=" not in page


def test_filters_live_in_the_address(case: Case, people: Mapping[str, Person]) -> None:
    def shown(query: str) -> set[str]:
        page = _text(_get(people, f"/incidents/{case.pk}/timeline/?{query}"))
        return {name for name in case.events() if f'id="{name}"' in page}

    events = case.events().values()
    assert shown("") == {each.id for each in events if not each.noise}
    assert shown("q=rolled+back") == {each.id for each in events if "rolled back" in each.text}
    assert shown("source=uptimerobot") == {
        each.id for each in events if "uptimerobot" in (each.source, *each.sources)
    }
    assert shown("kind=human") == {
        each.id for each in events if each.kind == "human" and not each.noise
    }
    assert shown("key=1") == {each.id for each in events if each.key}
    assert shown("kind=x&page=x&source=&noise=yes") == shown("")
    assert shown("page=9999") == set()


def test_long_timelines_have_pages(people: Mapping[str, Person]) -> None:
    records = [record("slack", f"m{n}", n, f"line {n}", signal=Signal.MESSAGE) for n in range(60)]
    case = Case(drafted(records, source="/long"))
    first = _text(_get(people, f"/incidents/{case.pk}/timeline/"))
    assert "line 49" in first
    assert "line 55" not in first.partition("print-only")[0].partition("<tbody>")[2]
    assert "?page=2" in first
    assert 'id="e60"' in _text(_get(people, f"/incidents/{case.pk}/timeline/?page=2"))


def test_data_is_one_answer_with_a_tag(case: Case, people: Mapping[str, Person]) -> None:
    address = f"/incidents/{case.pk}/timeline/data.json"
    answer = _get(people, address)
    found = json.loads(answer.content)
    assert len(found["events"]) == len(case.events())
    assert [row[1] for row in found["events"]] == sorted(row[1] for row in found["events"])
    assert found["version"] == case.incident.version
    assert {each["name"] for each in found["milestones"]} >= {"detected", "resolved"}
    assert len(found["figures"]) == 5
    assert not found["change"]
    tag = answer.headers["ETag"]
    again = _get(people, address, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert json.loads(_get(people, address, "contributor").content)["change"]
    from hansei.domain.timeline_edits import Star

    case.do(Star((case.named("joined the channel"),)))
    assert _get(people, address, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["", "data.json", "e1/", "history/", "milestones/detected/"])
def test_queries_do_not_grow_with_the_events(people: Mapping[str, Person], path: str) -> None:
    counts = []
    for number in (20, 200):
        records = [record("slack", f"m{n}", n, f"line {n} of {number}") for n in range(number)]
        case = Case(drafted(records, source=f"/{number}"))
        _get(people, f"/incidents/{case.pk}/timeline/{path}")
        with CaptureQueriesContext(connection) as asked:
            assert _get(people, f"/incidents/{case.pk}/timeline/{path}").status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1] <= 16


def test_an_event_shows_what_is_behind_it(case: Case, people: Mapping[str, Person]) -> None:
    name = case.named("High error rate")
    page = _text(_get(people, f"/incidents/{case.pk}/timeline/{name}/"))
    assert page.count('class="record"') == 2
    assert "&#34;key&#34;: &#34;p1&#34;" in page
    assert "Datadog" in page
    part = _text(_get(people, f"/incidents/{case.pk}/timeline/{name}/", **{"HX-Request": "true"}))
    assert "<html" not in part
    assert 'class="record"' in part
    raw = _get(people, f"/incidents/{case.pk}/timeline/{name}/records/1/")
    assert raw.headers["Content-Type"].startswith("application/json")
    assert raw.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(raw.content)["key"] in ("a1", "p1")
    assert _get(people, f"/incidents/{case.pk}/timeline/{name}/records/9/").status_code == 404


def test_what_was_recorded_never_becomes_markup(case: Case, people: Mapping[str, Person]) -> None:
    name = case.named("It fails")
    for path in ("", f"{name}/", f"{name}/edit/", "history/", "clocks/", "?q=" + SCRIPT):
        page = _text(_get(people, f"/incidents/{case.pk}/timeline/{path}", "contributor"))
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert "javascript:" not in page.lower().replace("javascript:alert(3)&#34;", ""), path
    assert SCRIPT in json.loads(
        _get(people, f"/incidents/{case.pk}/timeline/data.json").content
    )["events"][[*case.events()].index(name)][3]  # fmt: skip


def test_a_restricted_timeline_is_absent_for_strangers(
    restricted: Case, people: Mapping[str, Person]
) -> None:
    for path in _PATHS:
        address = f"/incidents/{restricted.pk}/timeline/{path}"
        assert _get(people, address, "viewer").status_code == 200, path
        for who in ("stranger", "contributor", "lead", "administrator"):
            assert _get(people, address, who).status_code == 404, (who, path)
        hidden = _get(people, address, "lead", **{"If-None-Match": "*"})
        assert hidden.status_code == 404


def test_unknown_things_are_not_found(case: Case, people: Mapping[str, Person]) -> None:
    for path in ("e9999/", "x/", "e1/records/0/", "milestones/lunch/", "e9999/edit/"):
        address = f"/incidents/{case.pk}/timeline/{path}"
        assert _get(people, address, "contributor").status_code == 404, path
    assert _get(people, "/incidents/99999/timeline/").status_code == 404


def test_who_may_not_change_sees_no_forms(case: Case, people: Mapping[str, Person]) -> None:
    for path in ("", "e1/", "milestones/detected/", "history/"):
        page = _text(_get(people, f"/incidents/{case.pk}/timeline/{path}")).partition("<main")[2]
        assert 'method="post"' not in page, path
        assert 'type="checkbox" name="events"' not in page, path
    for path in ("new/", "e1/edit/"):
        assert _get(people, f"/incidents/{case.pk}/timeline/{path}").status_code == 404


def test_an_empty_timeline_teaches(people: Mapping[str, Person]) -> None:
    from hansei.timeline.models import Incident

    bare = Incident.objects.create(title="Queue is full")
    page = _text(_get(people, f"/incidents/{bare.pk}/timeline/", "contributor"))
    assert "No events yet" in page
    assert f"/incidents/{bare.pk}/timeline/new/" in page
    assert Event.objects.filter(incident=bare).count() == 0


def test_a_clock_is_shown_with_what_shows_it(people: Mapping[str, Person]) -> None:
    pairs = []
    for number in range(8):
        ref = f"dedup:{number}"
        pairs += [
            record("pagerduty", f"p{number}", number * 7, f"Alert {number} fired on checkout",
                   signal=Signal.ALERT_FIRED, refs=(ref,)),
            record("deploylog", f"d{number}", number * 7 + 0.5, f"Alert {number} fired on checkout",
                   signal=Signal.ALERT_FIRED, refs=(ref,)),
        ]  # fmt: skip
    case = Case(drafted(pairs, source="/clocks"))
    page = _text(_get(people, f"/incidents/{case.pk}/timeline/clocks/"))
    assert "ran 30 s late" in page
    assert "+30 s" in page
    shifted = next(each for each in case.events().values() if each.source == "deploylog"
                   or "deploylog" in each.sources)  # fmt: skip
    assert shifted.id in page
