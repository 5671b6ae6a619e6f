"""The database that the suite runs on.

TEST_DATABASE_URL names a PostgreSQL server ("postgresql://user@host:port/database"; see
.ci/postgres.sh), on which test databases are created and dropped. Without it the suite runs on
SQLite, in files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections

from hansei.audit import triggers
from hansei.project import store_url
from hansei.project.settings import database


def pytest_configure(config: pytest.Config) -> None:
    """Points the settings at the test server before anything connects."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    found = database(store_url.parse(url or "unused.sqlite3"))
    name = "test_hansei" if url else os.path.join(config.rootpath, "tmp", "test_hansei.sqlite3")
    if not url:
        os.makedirs(os.path.dirname(name), exist_ok=True)
        found["NAME"] = name + ".unused"
    settings.DATABASES["default"] = found | {"TEST": {"NAME": name}}
    connections.databases.clear()
    connections.databases.update(connections.configure_settings(settings.DATABASES))


@pytest.fixture(autouse=True, scope="session")
def _flushable_audit_trail() -> Iterator[None]:
    """Lets transactional tests empty the tables, which the audit trail's triggers refuse."""
    ops = connections["default"].ops
    vendor = connections["default"].vendor
    original = ops.sql_flush

    def sql_flush(*args: object, **options: object) -> list[str]:
        return [
            *triggers.DROP[vendor],
            *original(*args, **options),
            *triggers.CREATE[vendor],
        ]

    ops.sql_flush = sql_flush
    yield
    ops.sql_flush = original
