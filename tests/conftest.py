"""The database that the suite runs on.

TEST_DATABASE_URL names a PostgreSQL server ("postgresql://user@host:port/database"; see
.ci/postgres.sh), on which test databases are created and dropped. Without it the suite runs on
SQLite, in a temporary folder. Every run has databases of its own.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases
from pytest_django.plugin import DjangoDbBlocker

from hansei.audit import triggers
from hansei.project import store_url
from hansei.project.settings import database
from tests import stores

# No deadline: a busy machine is no finding. `make soak` looks further, and elsewhere every time.
hypothesis.settings.register_profile("quick", max_examples=50, derandomize=True, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=1000, deadline=None)
hypothesis.settings.load_profile("quick")

_FOLDER = pytest.StashKey[TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Points the settings at the test server before anything connects."""
    if stores.SERVER:
        name = f"test_hansei_{os.getpid()}"
        found = database(store_url.parse(stores.SERVER))
    else:
        folder = config.stash[_FOLDER] = TemporaryDirectory(prefix="hansei-tests-")
        name = os.path.join(folder.name, "test.sqlite3")
        found = database(store_url.parse(os.path.join(folder.name, "unused.sqlite3")))
    wanted = {"default": {**found, "TEST": {"NAME": name}}}
    # Where plugins asked for them before, Django's dictionary is the one of the settings, and a
    # connection may stand that still leads to another database.
    settings.DATABASES.update(wanted)
    connections.databases.update(connections.configure_settings(wanted))
    for alias in list(connections):
        if hasattr(connections._connections, alias):
            connections[alias].close()
            del connections[alias]
    # How slowly passwords hash is not what is tested; served processes hash as they do.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        folder.cleanup()
    elif stores.SERVER and not hasattr(config, "workerinput"):
        stores.drop()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: the collector of garbage need not walk it again.

    Objects come and go by the thousand in every test, so that it looks less often too.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(5_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of this process, with its tables made the quick way."""
    connection = connections["default"]
    name = connection.settings_dict["TEST"]["NAME"]
    if stores.SERVER:
        stores.create(name)
    else:
        stores.lay(Path(name))
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=True, aliases={"default"})
    yield
    if stores.SERVER:
        with django_db_blocker.unblock():
            connections.close_all()
        stores.drop(name)


@pytest.fixture(autouse=True, scope="session")
def _flushable_audit_trail() -> Iterator[None]:
    """Lets transactional tests empty the tables, which the audit trail's triggers refuse."""
    connection = connections["default"]
    original = connection.ops.sql_flush

    def sql_flush(*args: Any, **options: Any) -> list[str]:
        return [
            *triggers.DROP[connection.vendor],
            *original(*args, **options),
            *triggers.CREATE[connection.vendor],
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def _full_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rates are counted by process and by token, whose keys come again after a rollback."""
    callers = sys.modules.get("hansei.api.callers")
    for name in ("_allowed", "_wrong") if callers else ():
        bucket = getattr(callers, name)
        fresh = type(bucket)(per_minute=bucket.per_minute, burst=bucket.burst)
        monkeypatch.setattr(callers, name, fresh)
