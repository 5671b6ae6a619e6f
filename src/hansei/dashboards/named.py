"""The charts that can be asked for by name, one at a time: as a page, a table or data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked
from hansei.dashboards.chart import Chart
from hansei.dashboards.follow import actions_by_quarter, pattern
from hansei.dashboards.frequency import day_by_day, frequency
from hansei.dashboards.lengths import all_figures, strips_of, trend_of
from hansei.dashboards.process import process
from hansei.dashboards.promises import availability_of
from hansei.domain.errors import NotFound
from hansei.learning.selectors.chosen import By

CHARTS: Mapping[str, Callable[[Actor, Asked], Chart]] = {
    "frequency": frequency,
    "figure": trend_of,
    "strips": strips_of,
    "calendar": day_by_day,
    "figures": all_figures,
    "actions": actions_by_quarter,
    "service-cause": partial(pattern, columns=By.CAUSE),
    "service-severity": partial(pattern, columns=By.SEVERITY),
    "process": process,
    "availability": availability_of,
}


def chart_named(name: str, *, actor: Actor, asked: Asked) -> Chart:
    """One of them over what an address asks for. Raises NotFound for an unknown one."""
    if name not in CHARTS:
        raise NotFound(f"no chart {name}: one of {', '.join(CHARTS)}")
    return CHARTS[name](actor, asked)
