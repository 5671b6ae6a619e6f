"""Migrations: complete, and the store made by them is what the models say."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hansei.project import schema
from hansei.project.boot import _pending
from tests import stores


@pytest.mark.django_db
def test_models_have_all_their_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_a_new_store_has_every_migration() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert not executor.loader.detect_conflicts()
    assert not _pending()


@pytest.mark.django_db
def test_one_missing_migration_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name LIKE '0002%'")
    assert _pending()


@pytest.mark.django_db
def test_system_checks_pass() -> None:
    call_command("check", fail_level="WARNING", databases=["default"])


@pytest.mark.django_db
def test_migrations_are_transactional() -> None:
    """A store is made in one transaction, which a migration outside of one would break."""
    loader = MigrationExecutor(connection).loader
    apart = [key for key, each in loader.disk_migrations.items() if not each.atomic]
    assert apart == []


def test_a_new_store_is_laid_as_migrations_leave_it(tmp_path: Path) -> None:
    kept = {name: each for name, each in os.environ.items() if not name.startswith("HANSEI_")}
    subprocess.run(
        [sys.executable, "-m", "tests.migrations.snapshot", tmp_path / "schema.sql"],
        cwd=stores.ROOT, env=kept, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    made = (tmp_path / "schema.sql").read_text(encoding="utf-8")
    assert made == schema.FILE.read_text(encoding="utf-8"), "a migration came: run `make schema`"


def test_a_store_that_is_laid_lacks_nothing(tmp_path: Path) -> None:
    made = sqlite3.connect(tmp_path / "new.sqlite3")
    cursor = made.cursor()
    assert schema.is_empty(cursor)
    schema.lay(cursor)
    assert schema.dumped(cursor) == schema.FILE.read_text(encoding="utf-8")
    made.close()
