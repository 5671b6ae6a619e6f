"""Which files of a folder may be post-mortems, by their names alone."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

REPORT_SUFFIXES = (".md", ".markdown", ".mdx", ".txt", ".text", ".rst", ".adoc", ".html", ".htm",
                   ".erb", ".qmd", ".org", ".docx", ".pdf")  # fmt: skip
_NO_REPORT = frozenset(("license.md", "license.txt", "contributing.md", "code_of_conduct.md",
                        "changelog.md", "requirements.txt", "robots.txt"))  # fmt: skip
_ABOUT_REPORTS = re.compile(r"(?:^|[^a-z])(?:readme|index|template)(?:[^a-z]|$)", re.IGNORECASE)


def may_be_report(name: str) -> bool:
    """Whether a file of this name is read for a post-mortem where a folder was given."""
    lower = PurePosixPath(name).name.lower()
    return lower.endswith(REPORT_SUFFIXES) and lower not in _NO_REPORT


def is_about_reports(name: str) -> bool:
    """Whether a file is about post-mortems rather than one: a readme, an index, a template."""
    return bool(_ABOUT_REPORTS.search(PurePosixPath(name).name.split(".")[0]))
