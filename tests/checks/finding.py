"""Shared by the tests: the findings of a text, and a report to put sentences into."""

from __future__ import annotations

import os
from pathlib import Path

from hansei.checks import check_bytes
from hansei.domain.findings import Finding

FIXTURES = Path(__file__).parent / "fixtures"
DATA = Path(os.environ.get("HANSEI_DATA", Path(__file__).parents[3] / "shared" / "data"))
CONFLICTS = (FIXTURES / "nine-conflicts.md").read_text(encoding="utf-8")
CORRECTED = (FIXTURES / "nine-corrected.md").read_text(encoding="utf-8")


def check(text: str, family: str = "") -> list[Finding]:
    """The findings of a text, of one family or rule where one is named."""
    return [one for one in check_bytes(text.encode(), file="r.md") if one.rule.startswith(family)]


def said(sentence: str, *, before: str = "## Corrective actions") -> list[Finding]:
    """The contradictions that one more sentence brings into the corrected report."""
    return check(CORRECTED.replace(before, f"{sentence}\n\n{before}", 1), "consistency/")
