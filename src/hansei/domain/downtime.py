"""How long services were down, held against what was promised (PRODUCT.md 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

Span = tuple[datetime, datetime]


def downtime(spans: Iterable[Span], *, since: datetime, until: datetime) -> timedelta:
    """The time from `since` to `until` that at least one of the spans covers.

    Spans that overlap count once; those that end before they begin count nothing.
    """
    total = timedelta()
    reached = since
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, until)  # noqa: PLW2901
        if end > start:
            total += end - start
            reached = end
    return total


def allowance(target: Decimal, days: int) -> timedelta:
    """The downtime that an availability in percent over so many days allows.

    99.9 % over 30 days allows 43.2 minutes.
    """
    share = (Decimal(100) - target) / Decimal(100)
    return timedelta(seconds=float(share * days * 86400))
