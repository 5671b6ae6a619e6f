"""Findings as SARIF 2.1.0 (OASIS standard, 27 March 2020), as code scanning reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from hansei import __version__
from hansei.checks.rules import catalogue
from hansei.domain.event import Place
from hansei.domain.findings import Finding

if TYPE_CHECKING:
    from hansei.cli.check import Checked

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(results: Iterable[Checked], stream: TextIO) -> None:
    """Writes all files as one log with one run."""
    ids = list(catalogue())
    found: list[dict[str, Any]] = []
    notices: list[dict[str, Any]] = []
    for checked in results:
        found += _results(checked, ids)
        if checked.failure:
            notices.append({"level": "error", "message": {"text": checked.failure}})
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(found, notices, ids)]}
    json.dump(log, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _run(
    found: list[dict[str, Any]], notices: list[dict[str, Any]], ids: list[str]
) -> dict[str, Any]:
    rules = [
        {
            "id": each,
            "name": each.replace("/", "-"),
            "shortDescription": {"text": catalogue()[each].title},
            "defaultConfiguration": {"level": catalogue()[each].level},
        }
        for each in ids
    ]
    return {
        "tool": {"driver": {"name": "hansei", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not notices, "toolExecutionNotifications": notices}
        ],
        "results": found,
    }


def _results(checked: Checked, ids: list[str]) -> Iterator[dict[str, Any]]:
    seen: dict[str, int] = {}
    for finding in checked.findings:
        key = f"{checked.file}\0{finding.rule}\0{' '.join(finding.says.split())}"
        seen[key] = seen.get(key, 0) + 1
        yield _result(checked.file, finding, ids, f"{key}\0{seen[key]}")


def _result(file: str, finding: Finding, ids: list[str], key: str) -> dict[str, Any]:
    text = finding.message
    if finding.against:
        text += f" Against: {finding.against.text}."
    if finding.suggestion:
        text += f" {finding.suggestion}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": finding.level.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(file, finding.place)}],
        "partialFingerprints": {"hansei/v1": sha256(key.encode()).hexdigest()[:32]},
    }
    other = finding.against.place if finding.against else None
    if finding.against and other and other.line:
        result["relatedLocations"] = [
            {"id": 1, "message": {"text": finding.against.text},
             "physicalLocation": _location(file, other)}
        ]  # fmt: skip
    return result


def _location(file: str, place: Place) -> dict[str, Any]:
    region: dict[str, int] = {"startLine": max(place.line, 1)}
    if place.column:
        region["startColumn"] = place.column
    if place.end_line >= place.line and place.end_column:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    uri = quote(file.replace("\\", "/"), safe="/-._~")
    return {"artifactLocation": {"uri": uri}, "region": region}
