"""`hansei review`: a quarter as its page shows it, as one file or as lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hansei.cli.results import write_whole
from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.project.boot import open_store

if TYPE_CHECKING:
    from hansei.dashboards.chart import Chart
    from hansei.dashboards.quarter import Quarter


def run(options: argparse.Namespace) -> int:
    """The command. Raises UsageError for what is no quarter, and for a PDF that cannot be made."""
    open_store(options.store, web=True)
    from hansei.accounts.actor import command_line
    from hansei.dashboards.paper import as_html, as_pdf
    from hansei.dashboards.quarter import last_quarter, quarter

    given = {name: getattr(options, name) or "" for name in ("service", "team", "severity")}
    found = quarter(command_line(), options.quarter or last_quarter(), given)
    match options.format:
        case "html":
            data = as_html(found).encode()
        case "pdf":
            data = as_pdf(found)
        case "json":
            data = json.dumps(_fields(found), ensure_ascii=False).encode() + b"\n"
        case _:
            data = ("\n".join(_lines(found)) + "\n").encode()
    if options.output and options.output != "-":
        write_whole(Path(options.output), data)
        Console(quiet=options.quiet).say(f"wrote {options.output}")
    elif options.format == "pdf" and sys.stdout.isatty():
        raise UsageError("a PDF is no text for a terminal: name a file with -o")
    else:
        sys.stdout.buffer.write(data)
    return 0


def _lines(found: Quarter) -> Iterator[str]:
    over = "" if found.is_over else ", not over yet"
    yield (
        f"{found.name}, {found.first} to {found.last}{over}: {found.totals.incidents:,} incidents,"
        f" {found.totals.near_misses:,} near misses"
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


def _fields(found: Quarter) -> dict[str, Any]:
    return {
        "quarter": found.name,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "over": found.is_over,
        "incidents": found.totals.incidents,
        "near_misses": found.totals.near_misses,
        "compared": [
            {"text": each.text, "verdict": each.verdict.value, "behind": each.behind}
            for each in found.sayings
        ],
        "course": [_chart(each) for each in found.course],
        "charts": [_chart(each) for each in found.charts],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    """A chart's table: durations in seconds, shares from 0 to 1."""
    names = [each.name for each in chart.columns]
    return {
        "name": chart.name,
        "title": chart.title,
        "definition": chart.definition,
        "rows": [dict(zip(names, row, strict=True)) for row in chart.rows],
    }
