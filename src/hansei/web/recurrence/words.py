"""Likeness in words for readers, ready for translation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from hansei.domain.learning.replay import Part, Reach

KINDS: Mapping[str, Any] = {
    "factor": lazy("same factor"),
    "alert": lazy("same alert"),
    "service": lazy("same service"),
    "meaning": lazy("means the same"),
    "words": lazy("words"),
}
"""What two incidents share."""
REACHES: Mapping[Reach, Any] = {
    Reach.SIMILAR: lazy("those like the ones it was made for"),
    Reach.SERVICES: lazy("all of the same services"),
    Reach.OWN: lazy("only those it was made for"),
}
PARTS: Mapping[Part, Any] = {
    Part.ALL: lazy("the whole impact"),
    Part.DETECT: lazy("the time until it was detected"),
    Part.RESOLVE: lazy("the time from detection to resolution"),
}
