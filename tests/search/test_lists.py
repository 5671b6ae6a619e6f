"""The lists of incidents and post-mortems: filters, orders, pages, and who sees what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hansei.accounts.models import Team
from hansei.domain.errors import UsageError
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.change_incident import archive_incident, waive_post_mortem
from hansei.search.selectors.incidents import (
    IncidentFilter,
    Sort,
    Stage,
    Wanted,
    incident_amount,
    incident_page,
    service_names,
)
from hansei.search.selectors.post_mortems import (
    Order,
    PostMortemFilter,
    post_mortem_amount,
    post_mortem_page,
)
from hansei.timeline.models import Incident, Service
from tests.search.things import HOST, NOON, told, written
from tests.web.people import person

pytestmark = pytest.mark.django_db


def listed(**wanted: Any) -> list[str]:
    found = incident_page(actor=HOST, wanted=IncidentFilter(**wanted))
    assert incident_amount(actor=HOST, wanted=IncidentFilter(**wanted)).number == len(found.rows)
    return [row.incident.title for row in found.rows]


@pytest.fixture
def six() -> None:
    told("a", hour=0, services=("checkout", "cart"), severity="Sev-1")
    told("b", hour=1, services=("checkout",), severity="SEV2")
    told("c", hour=2, severity="P3", near_miss=True)
    told("d", hour=24, severity="odd", status="closed")
    told("e", started=None, ended=None)
    archive_incident(actor=HOST, incident=told("f", hour=3, services=("cart",)).pk)


@pytest.mark.usefixtures("six")
@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({}, "edcba"),
        ({"sort": Sort.OLDEST}, "abcde"),
        ({"sort": Sort.SEVERITY}, "abcde"),
        ({"sort": Sort.DUE}, "abced"),
        ({"services": ("checkout",)}, "ba"),
        ({"services": ("cart", "absent")}, "a"),
        ({"severities": ("Sev-2",)}, "b"),
        ({"severities": ("Sev-3", "odd")}, "dc"),
        ({"statuses": ("closed",)}, "d"),
        ({"statuses": ("archived",)}, "f"),
        ({"near_miss": True}, "c"),
        ({"near_miss": False, "since": date(2026, 3, 1)}, "dba"),
        ({"since": date(2026, 3, 2)}, "d"),
        ({"until": date(2026, 3, 1)}, "cba"),
        ({"since": date.min, "until": date.max}, "dcba"),
        ({"q": "b"}, "b"),
        ({"q": "checkout -cart"}, "b"),
        ({"q": "???"}, ""),
        ({"post_mortem": Wanted.NEEDED}, "cba"),
        ({"post_mortem": Wanted.NO}, "edcba"),
        ({"post_mortem": Wanted.ANY}, ""),
    ],
)
def test_filters_and_orders(wanted: dict[str, Any], titles: str) -> None:
    assert listed(**wanted) == list(titles)


def test_what_a_row_says_of_the_post_mortem() -> None:
    told("none", severity="Sev-4")
    told("needed", severity="Sev-1")
    waive_post_mortem(actor=HOST, incident=told("waived", severity="Sev-1").pk, reason="A drill")
    written("started")
    written("done", source="/2", status="published")
    rows = incident_page(actor=HOST, wanted=IncidentFilter()).rows
    assert {row.incident.title: (row.stage, row.late) for row in rows} == {
        "none": (Stage.NONE, False),
        "needed": (Stage.NEEDED, True),
        "waived": (Stage.WAIVED, False),
        "started": (Stage.STARTED, True),
        "done": (Stage.DONE, False),
    }
    for wanted in (Wanted.NEEDED, Wanted.WAIVED, Wanted.STARTED, Wanted.DONE):
        assert listed(post_mortem=wanted) == [wanted.value]
    assert set(listed(post_mortem=Wanted.OVERDUE)) == {"needed", "started"}
    PostMortem.objects.get(title="started").reviews.update(held=timezone.now())
    assert listed(post_mortem=Wanted.OVERDUE) == ["needed"]


def test_a_team_sees_the_incidents_of_its_services_and_post_mortems() -> None:
    team = Team.objects.create(name="Payments")
    told("of the service", services=("ledger",))
    told("of nobody", services=("cart",))
    Service.objects.filter(name="ledger").update(team=team)
    written("of the post-mortem", team=team)
    assert set(listed(team=team.pk)) == {"of the service", "of the post-mortem"}
    wanted = PostMortemFilter(team=team.pk)
    (row,) = post_mortem_page(actor=HOST, wanted=wanted).rows
    assert row.post_mortem.title == "of the post-mortem"
    assert row.services == ("checkout",)


def _walk(turn: Callable[[str], Any], name: Callable[[Any], str]) -> list[str]:
    """All pages forth and back again; the same rows, none twice."""
    pages, cursor = [], ""
    while True:
        found = turn(cursor)
        pages.append([name(row) for row in found.rows])
        if not found.next:
            break
        cursor = found.next
    back = [pages[-1]]
    while found.previous:
        found = turn(found.previous)
        back.append([name(row) for row in found.rows])
    assert back[::-1] == pages
    return [each for part in pages for each in part]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_meet_without_gap_or_overlap(sort: Sort, size: int) -> None:
    for number in range(4):
        told(f"same time {number}", severity=("Sev-2", "SEV2", "", "odd")[number])
    for number in range(2):
        told(f"no time {number}", started=None, ended=None)
    told("later", hour=5)
    wanted = IncidentFilter(sort=sort)
    whole = [row.incident.title for row in incident_page(actor=HOST, wanted=wanted).rows]
    assert len(set(whole)) == 7

    def turn(cursor: str) -> Any:
        return incident_page(actor=HOST, wanted=wanted, cursor=cursor, size=size)

    assert _walk(turn, lambda row: str(row.incident.title)) == whole


@pytest.mark.parametrize("sort", Order)
def test_pages_of_post_mortems_meet_too(sort: Order) -> None:
    for number in range(5):
        due = date(2026, 4, 1) + timedelta(days=number // 2) if number else None
        written(f"pm {number}", source=f"/{number}", due=due)
    wanted = PostMortemFilter(sort=sort)

    def turn(cursor: str) -> Any:
        return post_mortem_page(actor=HOST, wanted=wanted, cursor=cursor, size=2)

    assert len(set(_walk(turn, lambda row: str(row.post_mortem.title)))) == 5


def test_a_page_stays_where_it_was_while_others_add_to_the_list() -> None:
    for number in range(4):
        told(str(number), hour=number)
    first = incident_page(actor=HOST, wanted=IncidentFilter(), size=2)
    told("newer", hour=9)
    second = incident_page(actor=HOST, wanted=IncidentFilter(), cursor=first.next, size=2)
    assert [row.incident.title for row in second.rows] == ["1", "0"]


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!!", "W10", "WzksbnVsbCwxLGZhbHNlXQ", "WzEsImFiYyIsMSxmYWxzZV0", "a" * 5000,
     "WzEsNSwxLGZhbHNlXQ", "WzAsbnVsbCw5OTk5OTk5OTk5OTk5OTk5OTk5OSxmYWxzZV0"],
)  # fmt: skip
def test_a_cursor_that_somebody_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(UsageError):
        incident_page(actor=HOST, wanted=IncidentFilter(), cursor=cursor)


def test_counting_ends_early() -> None:
    for number in range(5):
        told(str(number))
    found = incident_amount(actor=HOST, wanted=IncidentFilter(), most=3)
    assert (found.number, found.more) == (3, True)
    assert post_mortem_amount(actor=HOST, wanted=PostMortemFilter()) == (0, False)


def test_what_is_restricted_is_in_no_list_count_or_choice() -> None:
    told("open", services=("cart",))
    hidden = written("hidden", restricted=True)
    viewer, stranger = person("viewer").actor, person("stranger").actor
    for wanted in (IncidentFilter(), IncidentFilter(services=("checkout", "cart")),
                   IncidentFilter(q="open OR hidden"), IncidentFilter(q="hidden")):  # fmt: skip
        rows = incident_page(actor=viewer, wanted=wanted).rows
        assert "hidden" not in [row.incident.title for row in rows]
        assert incident_amount(actor=viewer, wanted=wanted).number == len(rows)
        assert incident_page(actor=stranger, wanted=wanted).rows == []
    assert service_names(actor=viewer) == ["cart"]
    assert service_names(actor=HOST) == ["cart", "checkout"]
    assert service_names(actor=stranger) == []
    assert post_mortem_page(actor=viewer, wanted=PostMortemFilter()).rows == []
    hidden.grants.create(user=person("viewer", name="named").user, role="viewer")
    named = hidden.grants.get().user
    from hansei.accounts.actor import signed_in

    assert len(incident_page(actor=signed_in(named), wanted=IncidentFilter()).rows) == 2


def _queries(turn: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        turn()
    return len(found)


def test_queries_do_not_grow_with_the_list() -> None:
    viewer = person("viewer").actor
    incidents = lambda: incident_page(actor=viewer, wanted=IncidentFilter(q="c"))  # noqa: E731
    post_mortems = lambda: post_mortem_page(actor=viewer, wanted=PostMortemFilter())  # noqa: E731

    def add(numbers: Iterable[int]) -> None:
        for number in numbers:
            told(f"c {number}", started=None if number % 2 else NOON, ended=None, services=("x",))
            written(f"c {number}", source=f"/{number}")

    add(range(2))
    before = _queries(incidents), _queries(post_mortems)
    add(range(2, 8))
    assert (_queries(incidents), _queries(post_mortems)) == before
    assert Incident.objects.count() == 16
    assert max(before) <= 9
