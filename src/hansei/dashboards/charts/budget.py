"""An error budget as it burns down, beside the pace at which it would last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hansei.dashboards.charts.svg import NARROW, WIDE, Scale, drawing, element, line, path, text

_LOWEST = -2.0
"""A budget overspent more often than that is drawn at the lower edge."""
_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 220.0, 16.0, 30.0, 52.0, 12.0


@dataclass(frozen=True)
class Left:
    """The share of the budget that is left at an instant, from 1 down, below 0 in breach.

    `at` runs from 0 to 1 over the window; `label` names what burnt it there.
    """

    at: float
    share: float
    label: str = ""


def burn_down(steps: Sequence[Left], *, label: str, first: str, last: str, even: str) -> Markup:
    """The chart in both widths. `first` and `last` name the window's ends, `even` the even pace."""
    return Markup("").join(
        _drawn(steps, width, label, (first, last, even)) for width in (WIDE, NARROW)
    )


def _drawn(steps: Sequence[Left], width: float, label: str, words: tuple[str, str, str]) -> Markup:
    lowest = max(_LOWEST, min([0.0, *(each.share for each in steps)]))
    up = Scale(lowest, 1.0, _HEIGHT - _BOTTOM, _TOP)
    along = Scale(0, 1, _LEFT, width - _RIGHT)
    parts: list[str] = []
    ticks = (
        (1.0, 0.5, 0.0) if lowest > -1 else (1.0, 0.0, -1.0, *([lowest] if lowest < -1.4 else ()))
    )
    for share in ticks:
        parts.append(line(_LEFT, up(share), width - _RIGHT, up(share), "chart-grid"))
        parts.append(
            text(_LEFT - 6, up(share) + 4, f"{share:.0%}", anchor="end", class_="chart-tick")
        )
    parts.append(line(along(0), up(1), along(1), up(0), "chart-even"))
    parts.append(text(along(0.7), up(0.3) - 8, words[2], class_="chart-n"))
    parts.append(path(_stairs(steps, along, up), "chart-line"))
    parts += [
        element("circle", element("title", each.label), cx=along(each.at), cy=up(each.share), r=4,
                class_="chart-dot")
        for each in steps
        if each.label
    ]  # fmt: skip
    parts.append(text(_LEFT, _HEIGHT - 8, words[0], class_="chart-tick"))
    parts.append(text(width - _RIGHT, _HEIGHT - 8, words[1], anchor="end", class_="chart-tick"))
    return drawing(width, _HEIGHT, *parts, label=label)


def _stairs(steps: Sequence[Left], along: Scale, up: Scale) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    share = 1.0
    for each in steps:
        found += [(along(each.at), up(share)), (along(each.at), up(each.share))]
        share = each.share
    return found
