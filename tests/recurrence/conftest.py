"""People of each role."""

from __future__ import annotations

from tests.web.conftest import people

__all__ = ["people"]
