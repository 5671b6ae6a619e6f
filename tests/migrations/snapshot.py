"""Writes `project/schema.sql`, which new SQLite stores are laid from: `make schema`.

python -m tests.migrations.snapshot [FILE]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def migrated() -> str:
    """The script of a store that every migration was run on."""
    from django.core.management import call_command
    from django.db import connection

    from hansei.project import schema

    connection.disable_constraint_checking()
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        return schema.dumped(cursor)


def main() -> None:
    """Writes the file and names it."""
    with TemporaryDirectory() as folder:
        os.environ["HANSEI_STORE"] = f"sqlite:///{folder}/new.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hansei.project.settings")
        import django

        django.setup(set_prefix=False)
        from hansei.project import schema

        file = Path(sys.argv[1]) if sys.argv[1:] else schema.FILE
        file.write_text(migrated(), encoding="utf-8")
        print(file.name)


if __name__ == "__main__":
    main()
