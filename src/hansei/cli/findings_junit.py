"""Findings as JUnit XML: a suite for each file, a failing case for each finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape, quoteattr

from hansei.domain.findings import Finding

if TYPE_CHECKING:
    from hansei.cli.check import Checked

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(results: Iterable[Checked], stream: TextIO) -> None:
    """Writes all files as one document."""
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="hansei check">\n')
    for result in results:
        found = result.findings
        tests, errors = max(len(found), 1), int(bool(result.failure))
        stream.write(
            f'  <testsuite name={_attribute(result.file)} tests="{tests}"'
            f' failures="{len(found)}" errors="{errors}">\n'
        )
        stream.writelines(_case(result.file, finding) for finding in found)
        if result.failure:
            stream.write(f"    <testcase name=\"readable\" classname={_attribute(result.file)}>"
                         f"<error message={_attribute(result.failure)}/></testcase>\n")  # fmt: skip
        elif not found:
            stream.write(
                f'    <testcase name="hansei check" classname={_attribute(result.file)}/>\n'
            )
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _case(file: str, finding: Finding) -> str:
    where = f"{file}:{finding.place.line}"
    lines = [where, f"says: {finding.says}"]
    if finding.against:
        lines.append(f"against: {finding.against.text}")
    if finding.suggestion:
        lines.append(finding.suggestion)
    return (
        f"    <testcase name={_attribute(f'{finding.rule} line {finding.place.line}')}"
        f' classname={_attribute(file)} file={_attribute(file)} line="{finding.place.line}">'
        f'<failure type="{finding.level.value}" message={_attribute(finding.message)}>'
        f"{escape(_clean(chr(10).join(lines)))}</failure></testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
