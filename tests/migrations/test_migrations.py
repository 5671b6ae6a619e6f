"""Migrations: complete, and the store made by them is what the models say."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hansei.project.boot import _pending


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
