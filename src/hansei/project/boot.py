"""Opens the store: configures Django once, and brings the tables up to date where needed.

    open_store(url)   the one call a door makes before it touches a model

A store is created or migrated in a single transaction that one process runs at a time, so that it
is never found half-made. An up-to-date one is told by the names of its migrations alone.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from hansei.domain.errors import UsageError
from hansei.project import schema, store_url
from hansei.project.store_url import StoreUrl

_opened: list[StoreUrl] = []


def open_store(url: str | None = None, *, web: bool = False) -> None:
    """Makes the store ready for use; `url` as for `store_url.parse`, else HANSEI_STORE.

    `web` loads the web application too, with its tables.

    Raises UsageError, in one line and without a password, where the store cannot be opened or
    was written by a newer Hansei, and where this process already has another one open.
    """
    store = store_url.parse(url or os.environ.get("HANSEI_STORE"))
    if _opened == [store]:
        return
    _configure(store, url, web=web)
    _prepare(store)
    _set_up()
    _migrated(store)
    _opened.append(store)


def store_state() -> str:
    """How the open store answers now: "ready", "unreachable" or "to be migrated"."""
    from django.db import Error

    try:
        return "to be migrated" if _pending() else "ready"
    except UsageError:
        return "to be migrated"  # by a newer Hansei, which has done so
    except Error:
        return "unreachable"


def close_store() -> None:
    """Lets go of all connections, as before other processes are started: none outlives a fork."""
    from django.db import connections

    connections.close_all()


def _prepare(store: StoreUrl) -> None:
    """An absent SQLite file is made readable to its owner alone; SQLite's side files follow it."""
    if store.path is None:
        try:
            import psycopg  # noqa: F401
        except ImportError:
            needed = "a PostgreSQL store needs psycopg: pip install 'hansei[postgres]'"
            raise UsageError(needed) from None
        return
    folder = store.path.parent
    try:
        if folder == store_url.data_folder():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(store.path, os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise UsageError(f"cannot open the store {store}: {error.strerror}") from None


def _configure(store: StoreUrl, url: str | None, *, web: bool) -> None:
    if not web:
        os.environ.setdefault("HANSEI_APPS", "store")
    if url:
        os.environ["HANSEI_STORE"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hansei.project.settings")
    from django.conf import settings

    if store != settings.STORE:
        raise UsageError(f"{settings.STORE} is open already: one process works on one store")


def _set_up() -> None:
    import django

    # The URL prefix is the web's business, and setting it here would load all of HTTP.
    django.setup(set_prefix=False)


def _migrated(store: StoreUrl) -> None:
    from django.db import DatabaseError

    try:
        if _pending():
            _migrate()
    except DatabaseError as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise UsageError(f"cannot open the store {store}: {reason}") from None


def _pending() -> bool:
    """Whether a migration is to run. Raises UsageError for a store of a newer Hansei."""
    from django.apps import apps
    from django.db import DatabaseError, connection

    shipped = {
        (config.label, each.stem)
        for config in apps.get_app_configs()
        for each in (Path(config.path) / "migrations").glob("[0-9]*.py")
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        with connection.cursor() as cursor:  # tells an empty store from one that cannot be read
            if "django_migrations" in connection.introspection.table_names(cursor):
                raise
        return True
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("hansei.")}
    if any(app in ours and (app, name) not in shipped for app, name in applied):
        raise UsageError("the store was written by a newer Hansei: upgrade this one")
    return bool(shipped - applied)


def _laid() -> bool:
    """Whether a new SQLite store could be laid at once, so that nothing is left to migrate."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        if not schema.is_empty(cursor):
            return False
        schema.lay(cursor)
    return not _pending()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    from hansei.project.transactions import writing

    # SQLite rebuilds tables to alter them, which it can do only with foreign keys unenforced, and
    # that can be said only before the transaction begins.
    connection.disable_constraint_checking()
    try:
        with writing():
            if not _laid():
                call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.enable_constraint_checking()
