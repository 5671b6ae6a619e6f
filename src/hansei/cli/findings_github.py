"""Findings as GitHub Actions workflow commands, which show them beside the changed lines.

Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from hansei.domain.findings import Finding

if TYPE_CHECKING:
    from hansei.cli.check import Checked

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write(results: Iterable[Checked], stream: TextIO) -> None:
    """Writes each finding as it is found."""
    for result in results:
        stream.writelines(_command(result.file, finding) + "\n" for finding in result.findings)
        if result.failure:
            stream.write(f"::error file={_property(result.file)}::{_data(result.failure)}\n")


def _command(file: str, finding: Finding) -> str:
    place = finding.place
    fields = {
        "file": file, "line": place.line, "endLine": place.end_line or place.line,
        "col": place.column, "endColumn": place.end_column, "title": finding.rule,
    }  # fmt: skip
    if place.end_line not in (0, place.line):  # columns count only within one line
        fields["col"] = fields["endColumn"] = 0
    given = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items() if value)
    return f"::{_COMMANDS[finding.level.value]} {given}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    parts = [finding.message]
    if finding.against:
        place = finding.against.place
        line = f" (line {place.line})" if place and place.line else ""
        parts.append(f"Against{line}: {finding.against.text}")
    if finding.suggestion:
        parts.append(finding.suggestion)
    return "\n".join(parts)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
