"""The zone of `--zone` and of the configuration, apart from the options that need the sources."""

from __future__ import annotations

from datetime import tzinfo

from hansei.domain.errors import UsageError
from hansei.domain.times import zone_named


def zone_of(name: str | None) -> tzinfo | None:
    """The zone of `--zone`. Raises UsageError for an unknown one."""
    if name is None:
        return None
    try:
        return zone_named(name)
    except ValueError as error:
        raise UsageError(f"--zone: {error}") from None
