"""A store of its own for tests that start processes."""

from tests.store.conftest import store

__all__ = ["store"]
