"""Completeness: what a reviewer would ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hansei.domain.completeness.actions import actions
from hansei.domain.completeness.factors import evidence, factors
from hansei.domain.completeness.report import Report
from hansei.domain.completeness.text import bloat, placeholders, uncited, why_chains
from hansei.domain.completeness.timeline import missing_milestones
from hansei.domain.coverage import Factor
from hansei.domain.findings import Finding

__all__ = ["Factor", "Report", "gaps"]

_RULES: tuple[Callable[[Report], Iterator[Finding]], ...] = (
    actions, factors, evidence, placeholders, why_chains, missing_milestones, bloat, uncited,
)  # fmt: skip


def gaps(report: Report) -> Iterator[Finding]:
    """All gaps of a document, rule by rule."""
    for rule in _RULES:
        yield from rule(report)
