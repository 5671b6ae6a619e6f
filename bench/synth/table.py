"""The scores as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def table(result: dict[str, Any]) -> str:
    """Lines of "measure  value", with a heading per part."""
    lines = [f"cases  {result['cases']}"]
    if "draft" in result:
        lines += ["", *_draft(result["draft"])]
    if "check" in result:
        lines += ["", *_check(result["check"])]
    return "\n".join(lines) + "\n"


def _draft(draft: dict[str, Any]) -> Iterator[str]:
    yield "milestones               n    found  invented  median s    p90 s  in window"
    rows = {"all": draft["milestones"], **draft["by_milestone"]}
    for name, row in rows.items():
        error = row["error_s"]
        yield (
            f"  {name:<20} {row['known']:>4} {_part(row['found']):>8} {_part(row['invented']):>9} "
            f"{_number(error['median']):>9} {_number(error['p90']):>8} "
            f"{_part(row['inside_window']):>10}"
        )
    merge, order = draft["merge"], draft["order"]
    yield ""
    yield (
        f"merge F1                 {_number(merge['f1'])} "
        f"(precision {_number(merge['precision'])}, recall {_number(merge['recall'])})"
    )
    yield f"order (Kendall tau)      {_number(order['tau'])}"
    yield f"happenings shown         {_part(order['happenings_shown'])}"
    yield ""
    yield "clocks                   n   median s    p90 s  within 10 s"
    for name, row in draft["clocks"].items():
        error = row["error_s"]
        yield (
            f"  {name.replace('_', ' '):<20} {error['n']:>4} {_number(error['median']):>9} "
            f"{_number(error['p90']):>8} {_part(row['within_10_s']):>12}"
        )
    cited = draft["citations"]
    yield ""
    yield f"claims cited             {_part(cited['coverage'])} ({cited['cited']}/{cited['total']})"
    yield f"seconds a case           {_number(draft['seconds']['median'])}"
    yield f"failed runs              {len(draft['failed'])}"


def _check(check: dict[str, Any]) -> Iterator[str]:
    yield (
        f"contradictions           recall {_part(check['recall'])} "
        f"(with kind {_part(check['recall_with_kind'])}), precision {_part(check['precision'])}"
    )
    for kind, found in check["by_kind"].items():
        yield f"  {kind:<22} {_part(found)}"
    yield f"false alarms per report  {_number(check['false_alarms_per_clean_report'])}"
    others = ", ".join(f"{name} {n}" for name, n in check["other_findings_on_clean"].items())
    yield f"other findings on clean  {others or 'none'}"
    yield f"failed runs              {len(check['failed'])}"


def _part(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
