"""The figures that all are asked for: pairs of columns of `World.at`, and the groups."""

from __future__ import annotations

FIGURES = {
    "time_to_detect": (0, 1),
    "time_to_acknowledge": (1, 2),
    "time_to_mitigate": (1, 5),
    "time_to_recover": (0, 6),
    "time_to_resolve": (1, 7),
}
GROUPS = ("all", "service", "team", "severity", "cause", "month", "quarter")
LINKED = {"service": 0, "team": 1, "cause": 2}
Answer = list[float | None]
"""n, missing, invalid, mean, median, 90th percentile, geometric mean."""
Answers = dict[str, Answer]


def key(group: str, value: object, figure: str) -> str:
    """How an answer is named."""
    return f"{group}|{value}|{figure}"
