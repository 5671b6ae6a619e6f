"""The real processes on a store of their own."""

from __future__ import annotations

from tests.browser.conftest import served

__all__ = ["served"]
