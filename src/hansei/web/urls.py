"""The addresses of the pages: every area, a package in this folder, brings a `urls` module."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver

import hansei.web


def _areas() -> list[str]:
    return sorted(
        each.name
        for each in iter_modules(hansei.web.__path__)
        if each.ispkg and find_spec(f"hansei.web.{each.name}.urls")
    )


urlpatterns: list[URLPattern | URLResolver] = [
    pattern for area in _areas() for pattern in import_module(f"hansei.web.{area}.urls").urlpatterns
]
