"""Every address of the application with sample arguments, found from the URL configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

_ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
OTHERS = ("account/", "static/")
"""Addresses of the sign-in library: its own tests hold them, and `tests/web/people` ours of it."""


class Address(NamedTuple):
    """An address with its arguments still open, "incidents/<int:pk>/"."""

    template: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments."""
        return tuple(found["name"] for found in _ARGUMENT.finditer(self.template))

    def path(self, values: Mapping[str, object]) -> str:
        """The address with arguments filled in. Raises KeyError for one without a sample."""
        return "/" + _ARGUMENT.sub(lambda found: str(values[found["name"]]), self.template)


def addresses() -> list[Address]:
    """All of ours, in order."""
    found = {_plain(each) for each in _walk(get_resolver().url_patterns, "")}
    return [Address(each) for each in sorted(found) if not each.startswith(OTHERS)]


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        whole = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, whole)
        else:
            yield whole


def _plain(template: str) -> str:
    return template.lstrip("^").rstrip("$")
