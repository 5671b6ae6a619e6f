"""Makes the tables of the store that HANSEI_STORE names: `python -m tests.browser.blank`."""

from __future__ import annotations

from hansei.project.boot import close_store, open_store


def main() -> None:
    """Makes them and leaves one whole file."""
    open_store(web=True)
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    close_store()


if __name__ == "__main__":
    main()
