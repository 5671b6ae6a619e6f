"""The review of a quarter without its drawings: as lines of text, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.dashboards.chart import Chart
from hansei.dashboards.quarter import Quarter


def as_text(found: Quarter) -> str:
    """Lines for a terminal: what is said of each chart, and the rows of those that are tables."""
    return "\n".join(_lines(found)) + "\n"


def as_fields(found: Quarter) -> dict[str, Any]:
    """What JSON holds of it. Durations are seconds, shares run from 0 to 1."""
    return {
        "quarter": found.name,
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "over": found.is_over,
        "incidents": found.totals.incidents,
        "near_misses": found.totals.near_misses,
        "compared": [
            {"text": each.text, "verdict": each.verdict.value, "behind": each.behind}
            for each in found.sayings
        ],
        "course": [chart_fields(each) for each in found.course],
        "charts": [chart_fields(each) for each in found.charts],
    }


def _lines(found: Quarter) -> Iterator[str]:
    over = "" if found.is_over else ", not over yet"
    incidents, near = found.totals.incidents, found.totals.near_misses
    yield (
        f"{found.name}, {found.first} to {found.last}{over}:"
        f" {incidents:,} incident{'' if incidents == 1 else 's'},"
        f" {near:,} near miss{'' if near == 1 else 'es'}"
    )
    for each in found.sayings:
        yield f"  {each.text} ({each.behind})"
    for chart in (*found.course, *found.charts):
        yield ""
        yield chart.title
        if chart.is_open:
            yield from (f"  {each}" for each in _rows(chart))


def _rows(chart: Chart) -> Iterator[str]:
    """Each row as its first cell and the others by their headings."""
    for row in chart.shown():
        named = zip(chart.columns[1:], row[1:], strict=True)
        said = ", ".join(f"{column.title} {text}" for column, (text, _) in named if text)
        yield f"{row[0][0]}: {said}"


def chart_fields(chart: Chart) -> dict[str, Any]:
    """What JSON holds of a chart: its words, and its rows by the names of their columns."""
    names = [each.name for each in chart.columns]
    return {
        "name": chart.name,
        "title": chart.title,
        "definition": chart.definition,
        "rows": [dict(zip(names, row, strict=True)) for row in chart.rows],
    }
