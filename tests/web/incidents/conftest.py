"""Uploads of the tests go into a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Path) -> Path:
    """The folder of all uploads."""
    settings.UPLOADS = str(tmp_path / "uploads")
    return tmp_path / "uploads"
