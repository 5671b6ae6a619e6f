"""Finds outputs by directory: a new one is a new folder, and nothing else is edited."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import hansei.outputs
from hansei.domain.errors import UsageError
from hansei.outputs.base import Output


@cache
def names() -> tuple[str, ...]:
    """The names of all outputs, without loading any."""
    found = pkgutil.iter_modules(hansei.outputs.__path__)
    return tuple(sorted(each.name for each in found if each.ispkg))


@cache
def output(name: str) -> Output:
    """The output of that name. Raises UsageError for an unknown one."""
    if name not in names():
        raise UsageError(f"unknown format {name!r}: one of {', '.join(names())}")
    loaded: Output = import_module(f"hansei.outputs.{name}.render").OUTPUT
    return loaded
