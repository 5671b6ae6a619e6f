"""Charts: well-formed, escaped, and drawn from what they were given."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from hansei.dashboards.charts.budget import Left, burn_down
from hansei.dashboards.charts.calendar import calendar, step_of
from hansei.dashboards.charts.stacks import Stack, stacks
from hansei.dashboards.charts.strips import Strip, strips
from hansei.dashboards.charts.svg import (
    Scale,
    count_ticks,
    duration_steps,
    duration_ticks,
    round_ticks,
    short_duration,
)
from hansei.dashboards.charts.trend import Marker, Point, trend

EVIL = "<script>alert(1)</script>\"'&"
_MONTHS = {number: f"m{number}" for number in range(1, 13)}


def _trend(points: list[Point]) -> str:
    return str(trend(points, label=EVIL, shown=short_duration, durations=True,
                     markers=[Marker("a", EVIL)], goal=60))  # fmt: skip


CHARTS = {
    "trend": _trend([Point("a", 60, 30, 90, 7), Point(EVIL, None), Point("c", 90, n=2)]),
    "empty trend": _trend([]),
    "strips": str(strips([Strip(EVIL, [0, 1, 60, 9000], 30, 900, 60, 30, 90)], label=EVIL)),
    "no strips": str(strips([], label="none")),
    "calendar": str(calendar({date(2026, 3, 1): 3}, first=date(2025, 4, 1), last=date(2026, 3, 31),
                             label=EVIL, months=_MONTHS)),
    "budget": str(burn_down([Left(0.2, 0.5, EVIL), Left(0.9, -0.3)], label=EVIL, first=EVIL,
                            last="b", even="c")),
    "stacks": str(stacks([Stack(EVIL, [1, 0]), Stack("b", [3, 4])], parts=["x", EVIL], label=EVIL)),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_well_formed_twice_and_runs_nothing(name: str) -> None:
    drawn = ElementTree.fromstring(f"<div>{CHARTS[name]}</div>")
    assert [each.get("class") for each in drawn] == ["chart-wide", "chart-narrow"]
    assert all(each.get("aria-label") for each in drawn)
    assert "<script" not in CHARTS[name]
    assert not re.search(r"\sstyle=", CHARTS[name])
    assert "nan" not in CHARTS[name]


def test_a_line_never_leaps_over_a_period_without_a_value() -> None:
    points = [Point("a", 1.0), Point("b", 2.0), Point("c", None), Point("d", 3.0)]
    wide = trend(points, label="x", shown=str).split("</svg>")[0]
    assert wide.count("chart-line") == 2


def test_a_band_never_covers_a_period_without_bounds() -> None:
    points = [Point("a", 1, 0.5, 2), Point("b", 1, 0.5, 2), Point("c", 1), Point("d", 1, 0.5, 2)]
    wide = trend(points, label="x", shown=str).split("</svg>")[0]
    assert wide.count("chart-band") == 1
    assert wide.count("chart-whisker") == 3


def test_a_long_duration_leaves_room_for_the_short_ones() -> None:
    points = [Point("a", 60.0, 30, 90), Point("b", 2_000_000.0)]
    wide = str(trend(points, label="x", shown=short_duration, durations=True)).split("</svg>")[0]
    places = [float(each) for each in re.findall(r'<circle [^>]*cy="([0-9.]+)"', wide)]
    assert places[0] > places[1]
    assert places[0] < 240 - 40


@pytest.mark.parametrize(("high", "ticks"), [(0, [0, 1]), (9, [0, 2, 4, 6, 8, 10]),
                                             (1, [0, 0.2, 0.4, 0.6, 0.8, 1.0])])  # fmt: skip
def test_ticks_are_round(high: float, ticks: list[float]) -> None:
    assert round_ticks(high) == pytest.approx(ticks)


@pytest.mark.parametrize(("high", "ticks"), [(0, [0, 1]), (1, [0, 1]), (7, [0, 2, 4, 6, 8]),
                                             (12, [0, 5, 10, 15])])  # fmt: skip
def test_nothing_is_counted_in_parts(high: float, ticks: list[float]) -> None:
    assert count_ticks(high) == ticks


def test_durations_are_counted_as_people_do() -> None:
    assert duration_ticks(4000) == [0, 900, 1800, 2700, 3600, 4500]
    assert [short_duration(each) for each in (45, 90, 5400, 200_000)] == [
        "45 s", "1.5 min", "1.5 h", "2.31 d",
    ]  # fmt: skip
    assert duration_steps(40, 9000) == [30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000][::2]


def test_a_scale_keeps_values_inside() -> None:
    scale = Scale(1, 100, 0, 10, logarithmic=True)
    assert [scale(each) for each in (0, 1, 10, 100, 1000)] == [0, 0, 5, 10, 10]


def test_days_darken_by_steps() -> None:
    assert [step_of(each) for each in (0, 1, 3, 5, 80)] == [0, 1, 2, 3, 4]
