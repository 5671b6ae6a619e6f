"""What answers the factors of a post-mortem."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from hansei.domain.coverage import Acceptance, FactorCoverage, factor_coverage
from hansei.domain.document import Document
from hansei.postmortem.models import PostMortem, RiskAcceptance
from hansei.project.compiled import compiled
from hansei.reading.extract import actions, stated_factors


class AcceptanceShown(NamedTuple):
    """An acceptance as it is shown: its key for withdrawing it, and who signed it by name."""

    id: int
    acceptance: Acceptance
    by: str


def acceptances_of(found: PostMortem) -> list[AcceptanceShown]:
    """The acceptances of a post-mortem that were not withdrawn, in order of time.

    For one that was reached through access; one query.
    """
    return [
        AcceptanceShown(row.pk, _acceptance(row), row.user.shown_name if row.user else row.by)
        for row in _standing(post_mortem=found.pk)
    ]


@compiled
def _standing(*, post_mortem: Any) -> QuerySet[RiskAcceptance]:
    rows = RiskAcceptance.objects.filter(post_mortem=post_mortem, withdrawn=None)
    return rows.select_related("user").order_by("at", "pk")


def factors_answered(found: PostMortem, document: Document, today: date) -> FactorCoverage:
    """What answers each factor of its document: actions, and the acceptances in the store."""
    signed = [each.acceptance for each in acceptances_of(found)]
    return factor_coverage(stated_factors(document), actions(document), signed, today=today)


def _acceptance(row: RiskAcceptance) -> Acceptance:
    return Acceptance(
        key=row.key, factor=row.factor, reason=row.reason, by=row.by, at=row.at, until=row.until
    )
