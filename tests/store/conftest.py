"""Stores of their own for tests that start processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    """The URL of a store with its tables and nothing in them."""
    with stores.blank(tmp_path) as url:
        yield url


@pytest.fixture
def absent(tmp_path: Path) -> Iterator[str]:
    """The URL of a store that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    with stores.absent(tmp_path) as url:
        yield url
