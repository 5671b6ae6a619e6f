"""Findings as JSON: one object a file, one a line (CLI reference, "JSON of check")."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from hansei.domain.event import Place
from hansei.domain.findings import Finding

if TYPE_CHECKING:
    from hansei.cli.check import Checked


def write(results: Iterable[Checked], stream: TextIO) -> None:
    """Writes each file as it is checked."""
    for result in results:
        answer: dict[str, Any] = {
            "file": result.file,
            "findings": [finding_json(each) for each in result.findings],
        }
        if result.failure:
            answer["error"] = result.failure
        stream.write(json.dumps(answer, ensure_ascii=False) + "\n")


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding with both sides."""
    against = finding.against
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "place": place_json(finding.place),
        "message": finding.message,
        "says": finding.says,
        "against": {
            "text": against.text,
            "place": place_json(against.place) if against.place else None,
        } if against else None,
        "suggestion": finding.suggestion,
        "ask": finding.ask,
    }  # fmt: skip


def place_json(place: Place) -> dict[str, int]:
    """Line and column from 1; the end column is exclusive. What is not known is left out."""
    known = {
        "line": place.line, "column": place.column, "end_line": place.end_line,
        "end_column": place.end_column,
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}
