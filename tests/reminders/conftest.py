"""People, and mail that is caught instead of sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import people

__all__ = ["people"]


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.MAIL_IS_ON = True
    settings.SITE_URL = "https://hansei.example.org"
    settings.DEFAULT_FROM_EMAIL = "hansei@example.org"
