"""Keeps what monitors measured, as records of them arrive."""

from __future__ import annotations

from collections.abc import Collection

from hansei.domain.learning.uptime import observed
from hansei.learning.models import Observation
from hansei.timeline.encoding import decoded
from hansei.timeline.models import Record


def observe(records: Collection[int]) -> None:
    """Keeps what the records with these keys say. Inside a transaction."""
    rows = Record.objects.filter(pk__in=records).values_list("pk", "reading", "place")
    made = []
    for key, reading, place in rows:
        found = observed(decoded(reading, place))
        if found is None:
            continue
        made += [
            Observation(
                record=key,
                source=found.source,
                subject=found.subject,
                service=service,
                state=int(found.state),
                at=found.at,
                until=found.until,
                stated=found.stated,
            )
            for service in dict.fromkeys(found.services)
        ]
    Observation.objects.bulk_create(made, ignore_conflicts=True)
