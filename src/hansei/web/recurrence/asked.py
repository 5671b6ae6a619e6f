"""What addresses about recurrence and stakes ask for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from hansei.domain.addresses import whole

_MOST_DAYS = 3660
NO_DAYS = lazy("a number of days from 1 to 3660")


def days_of(written: str) -> int | None:
    """A number of days up to ten years; None for anything else."""
    return whole(written, least=1, most=_MOST_DAYS)
