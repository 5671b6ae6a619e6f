"""A cheap question before an expensive one: can a pattern match in this text at all?"""

from __future__ import annotations

from collections.abc import Iterable


def any_in(hints: Iterable[str], text: str) -> bool:
    """Whether one of the literal strings stands in `text`, upper and lower case told apart."""
    for hint in hints:  # noqa: SIM110 - a generator would cost more than the search
        if hint in text:
            return True
    return False
