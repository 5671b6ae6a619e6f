"""Contradictions: what the prose states against the timeline, the figures and itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hansei.domain.consistency.case import Case, LengthSaid, Passage, TimeSaid
from hansei.domain.consistency.durations import durations
from hansei.domain.consistency.impact_window import impact_windows
from hansei.domain.consistency.order import order, row_order
from hansei.domain.consistency.quantities import quantities
from hansei.domain.consistency.topics import topics
from hansei.domain.consistency.understated import understated
from hansei.domain.consistency.unknown_events import unknown_events
from hansei.domain.consistency.zones import zones
from hansei.domain.findings import Finding

__all__ = ["Case", "LengthSaid", "Passage", "TimeSaid", "contradictions"]

_RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    durations, impact_windows, zones, order, row_order, quantities, understated,
    unknown_events, topics,
)  # fmt: skip


def contradictions(case: Case) -> Iterator[Finding]:
    """All contradictions of a document, rule by rule. Pure; linear in the length of the text."""
    for rule in _RULES:
        yield from rule(case)
