"""Published quarterly means beside ours, and what each difference comes from.

    python -m bench.published REPORTS

REPORTS is the folder of the Ministry of Justice's Cloud Platform team (source/incidents). Three
things are compared: the mean that the team's index publishes, the mean of what its reports state,
and the figure that Hansei computes from the instants in the reports.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import numpy

from hansei.domain.document import Milestone
from hansei.domain.learning.working_clock import support_seconds
from hansei.domain.times import zone_named
from hansei.reading import read_text

ZONE = zone_named("Europe/London")
HOURS = (10 * 60, 17 * 60)
"""Hours of support, as the reports name them."""
_SLACK = timedelta(minutes=1)
_LENGTH = re.compile(r"(?:(\d+)h\s*)?(\d+)m")
_FIGURES = {"repair": "time_to_mitigate", "resolve": "time_to_resolve"}
_STARTS = (("detection", Milestone.DETECTED), ("impact start", Milestone.IMPACT_START))
_ENDS = {
    "repair": (Milestone.MITIGATED, Milestone.RECOVERED, Milestone.RESOLVED),
    "resolve": (Milestone.RESOLVED,),
}


@dataclass(frozen=True)
class Report:
    """One report: its day, what it states in seconds, the instants in it, and its own zone."""

    day: str
    stated: dict[str, float]
    marks: dict[Milestone, datetime]
    declared: datetime | None = None
    zone: tzinfo = ZONE

    def start(self, name: str) -> datetime | None:
        """A beginning by its name."""
        if name == "declaration":
            return self.declared
        return self.marks.get(dict(_STARTS)[name])


@dataclass
class Quarter:
    """A quarter as it was published, in seconds, with its reports."""

    name: str
    published: dict[str, float]
    reports: list[Report] = field(default_factory=list)


def reports_in(folder: Path) -> Iterator[Report]:
    """All reports of the folder, in order of their days."""
    for path in sorted(folder.glob("*.erb")):
        read = read_text(path.read_text(encoding="utf-8"), file=path.name, zone=ZONE)
        marks = {stone: mark.at for stone, mark in read.document.milestones.items()}
        declared = [each.at for each in read.document.events if "declared" in each.text.lower()]
        stated = {
            kind: each.seconds
            for kind, name in _FIGURES.items()
            for each in read.stated
            if each.figure == name
        }
        yield Report(path.name[:10], stated, marks, declared[0] if declared else None,
                     zone_named(read.document.zone))  # fmt: skip


def quarters(reports: Sequence[Report], published: dict[str, Any]) -> list[Quarter]:
    """The published quarters with the reports that the index lists under each."""
    by_day = {each.day: each for each in reports}
    return [
        Quarter(
            each["name"],
            {kind: seconds_of(each[kind]) for kind in _FIGURES},
            [by_day[day] for day in each["reports"] if day in by_day],
        )
        for each in published["quarter"]
    ]


def ways(report: Report, kind: str) -> Iterator[tuple[str, float]]:
    """Every way of counting that the instants of a report allow, in seconds."""
    ends = [report.marks[each] for each in _ENDS[kind] if each in report.marks][:1]
    for end in ends:
        for name in ("detection", "impact start", "declaration"):
            start = report.start(name)
            if start is not None and start <= end:
                yield f"from {name}, by the clock", (end - start).total_seconds()
                yield f"from {name}, in hours of support", supported(start, end)
                if report.zone != ZONE:
                    own = supported(start, end, report.zone)
                    yield f"from {name}, in hours of support on the report's clock", own


def explained(report: Report, kind: str) -> str:
    """Which way of counting gives what a report states; how far off the nearest is otherwise."""
    stated = report.stated.get(kind)
    if stated is None:
        return "states none"
    found = list(ways(report, kind))
    if not found:
        return "has no instants for it"
    name, seconds = min(found, key=lambda each: abs(each[1] - stated))
    off = abs(seconds - stated)
    if off <= _SLACK.total_seconds():
        return name
    return f"no way of counting gives it; nearest {length(seconds)} {name}"


def computed(report: Report, kind: str, *, in_support: bool) -> float | None:
    """Hansei's figure: from detection to the end, by the clock or in hours of support."""
    wanted = "detection, in hours of support" if in_support else "detection, by the clock"
    return next((seconds for name, seconds in ways(report, kind) if name.endswith(wanted)), None)


def supported(start: datetime, end: datetime, zone: tzinfo = ZONE) -> float:
    """Seconds between two instants on working days in hours of support."""
    ends = [numpy.array([round(each.timestamp() * 1e6)]) for each in (start, end)]
    return float(support_seconds(ends[0], ends[1], HOURS, zone)[0])


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of what is known."""
    known = [each for each in values if each is not None]
    return sum(known) / len(known) if known else None


def seconds_of(written: str) -> float:
    """ "2h 49m" in seconds. Raises ValueError for anything else."""
    found = _LENGTH.fullmatch(written)
    if not found:
        raise ValueError(f"no length of time: {written!r}")
    return int(found[1] or 0) * 3600.0 + int(found[2]) * 60.0


def length(seconds: float | None) -> str:
    """ "2h 49m", cut to whole minutes as the published means are."""
    if seconds is None:
        return "-"
    hours, minutes = divmod(int(seconds + 1e-6) // 60, 60)
    return f"{hours}h {minutes:02d}m"


def main() -> None:
    """The comparison, as two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    folder = parser.parse_args().reports
    data = tomllib.loads(Path(__file__).with_name("published_means.toml").read_text("utf-8"))
    found = quarters(list(reports_in(folder)), data)
    print("quarter  figure   published  of the reports  ours, by the clock  ours, in support hours")
    for each in found:
        for kind in _FIGURES:
            row = (
                length(each.published[kind]),
                length(mean([one.stated.get(kind) for one in each.reports])),
                length(mean([computed(one, kind, in_support=False) for one in each.reports])),
                length(mean([computed(one, kind, in_support=True) for one in each.reports])),
            )
            print(f"{each.name:<8} {kind:<8} {row[0]:>9}  {row[1]:>14}  {row[2]:>18}  {row[3]:>22}")
    print("\nreport      figure   stated    is counted")
    for each in found:
        for report in each.reports:
            for kind in _FIGURES:
                said = length(report.stated.get(kind))
                print(f"{report.day}  {kind:<8} {said:>7}   {explained(report, kind)}")


if __name__ == "__main__":
    main()
