"""The chart: bounded, true to time, and readable without colour."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outputs import extremes
from tests.outputs.dossiers import dossier

from hansei.outputs.html.render import render
from hansei.outputs.html.scale import scale
from hansei.outputs.html.ticks import changes, midnights, ticks
from hansei.outputs.moments import Moments

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2025, 3, 29, 20, 0, tzinfo=UTC)
INSTANTS = st.lists(
    st.integers(0, 90 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds)),
    min_size=1, max_size=40,
)  # fmt: skip


def drawings(source: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", source, re.DOTALL)


def test_ten_thousand_events_stay_small() -> None:
    found = drawings(render(extremes.many()).decode())
    assert len(found) == 2
    assert sum(len(each.encode()) for each in found) < 300_000
    assert sum(map(int, re.findall(r'class="count"> (\d+)', found[0].replace(",", "")))) == 10_000


def test_rare_sources_share_a_lane() -> None:
    wide = drawings(render(extremes.many()).decode())[0]
    assert wide.count('class="lane"') == 8
    assert "5 other sources" in wide


def test_machines_and_people_differ_by_shape() -> None:
    wide = drawings(render(dossier()).decode())[0]
    assert re.search(r'<circle [^>]*class="human"', wide)
    assert re.search(r'<rect [^>]*class="system"', wide)
    assert not re.search(r'<circle [^>]*class="system"', wide)


def test_it_has_a_name_and_every_wide_mark_a_title() -> None:
    wide, narrow = drawings(render(dossier()).decode())
    assert 'role="img" aria-label="Timeline of 69 events from 4 sources.' in wide
    assert "Recovery confirmed 15:41" in wide
    marks = len(re.findall(r"<g(?: class=\"minor\")?><title>", wide))
    assert marks == len(re.findall(r"<g(?: class=\"minor\")?>", wide))
    assert "<title>" not in narrow


def test_quiet_stretches_are_cut_and_said() -> None:
    wide = drawings(render(extremes.silent()).decode())[0]
    assert wide.count("zigzag") == 3
    assert ">3 d</text>" in wide


def test_the_change_of_the_clocks_is_marked() -> None:
    wide = drawings(render(extremes.night()).decode())[0]
    assert "clocks +1 h" in wide
    assert ">30 Mar</text>" in wide
    assert "02:00" not in wide


def test_nothing_to_draw_is_no_drawing() -> None:
    assert drawings(render(extremes.empty()).decode()) == []


@given(INSTANTS, st.sampled_from([384, 800]))
def test_the_axis_keeps_the_order_and_its_edges(instants: list[datetime], room: int) -> None:
    axis = scale(instants, 100, 100 + room)
    places = [axis.x(each) for each in sorted(instants)]
    assert places == sorted(places)
    assert 100 <= places[0] <= places[-1] <= 100 + room
    assert axis.stretches[-1].right == pytest.approx(100 + room)
    assert all(each.right - each.left > 0.07 * room for each in axis.stretches)
    widest = sum(each.right - each.left for each in axis.stretches)
    assert widest > room / 2


@given(INSTANTS)
def test_ticks_are_few_in_order_and_round(instants: list[datetime]) -> None:
    axis, moments = scale(instants, 100, 900), Moments(BERLIN, "Europe/Berlin")
    found = ticks(axis, moments)
    assert 1 <= len(found) <= 16
    assert [each.x for each in found] == sorted(each.x for each in found)
    assert all(moments.local(each).hour == 0 for each in midnights(axis, moments))


def test_clock_changes_to_the_second() -> None:
    found = changes(START, START + timedelta(days=230), BERLIN)
    assert [(each.at.isoformat(), each.minutes) for each in found] == [
        ("2025-03-30T01:00:00+00:00", 60),
        ("2025-10-26T01:00:00+00:00", -60),
    ]


def test_the_repeated_hour_has_its_ticks_twice() -> None:
    start = datetime(2025, 10, 25, 23, 0, tzinfo=UTC)
    instants = [start + timedelta(minutes=20 * n) for n in range(12)]
    axis = scale(instants, 0, 900)
    labels = [each.label for each in ticks(axis, Moments(BERLIN, "Europe/Berlin"))]
    assert labels.count("02:00") == 2
