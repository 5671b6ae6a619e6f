"""Finds sources by directory: a new one is a new folder, and nothing else is edited."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

import hansei.sources
from hansei.domain.errors import UsageError
from hansei.sources.base import Sample, Source


@cache
def names() -> tuple[str, ...]:
    """The names of all sources: the folders that hold a `parse.py`."""
    (folder,) = hansei.sources.__path__
    return tuple(sorted(each.parent.name for each in Path(folder).glob("*/parse.py")))


@cache
def source(name: str) -> Source:
    """The source of that name. Raises UsageError for an unknown one."""
    if name not in names():
        raise UsageError(f"unknown source {name!r}: one of {', '.join(names())}")
    loaded: Source = import_module(f"hansei.sources.{name}.parse").SOURCE
    return loaded


@cache
def sources() -> tuple[Source, ...]:
    """All sources, loaded."""
    return tuple(source(name) for name in names())


def recognise(sample: Sample) -> Source | None:
    """The source that is surest of a file, None where none claims it. Ties go by name."""
    best, best_score = None, 0
    for each in sources():
        if sample.shape in each.shapes:
            score = each.recognise(sample)
            if score > best_score:
                best, best_score = each, score
    return best
