"""A process that works on a store and may be killed while it does.

    python -m tests.store.worker URL import COUNT | draft COUNT VERSION | open | state

It says "ready" once the store is open, and its result as a line of JSON at the end.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from hansei.domain.errors import HanseiError
from hansei.project.boot import open_store


def _import(count: str) -> object:
    from hansei.accounts.actor import system
    from hansei.timeline.services.import_records import import_records
    from tests.store.samples import readings

    result = import_records(actor=system("test"), readings=readings(int(count)))
    return [result.new, result.known]


def _draft(count: str, version: str) -> object:
    from hansei.accounts.actor import system
    from hansei.postmortem.services.save_draft import save_draft
    from tests.store.samples import sample_draft

    saved = save_draft(
        actor=system("test"),
        draft=sample_draft(count=int(count), title=f"Slow with {count} events"),
        source="/incidents/1",
        version=int(version) or None,
    )
    return [saved.number, saved.version]


def _state() -> object:
    from django.db import connection

    from hansei.audit.verify import verify
    from hansei.postmortem.models import PostMortem, Revision
    from hansei.timeline.models import Event, Import, Incident, Record

    whole = True
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            whole = cursor.fetchall() == [("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            whole = whole and not cursor.fetchall()
    report = verify()
    found = PostMortem.objects.first()
    return {
        "whole": whole and not report.problems,
        "audit": report.entries,
        "records": Record.objects.count(),
        "imports": Import.objects.count(),
        "incidents": Incident.objects.count(),
        "events": Event.objects.count(),
        "post_mortems": PostMortem.objects.count(),
        "revisions": Revision.objects.count(),
        "version": found.version if found else 0,
        "title": found.title if found else "",
    }


_COMMANDS: dict[str, Callable[..., object]] = {
    "import": _import,
    "draft": _draft,
    "open": lambda: None,
    "state": _state,
}


def main() -> int:
    """The process. A refusal is its result; anything else is a traceback."""
    url, command, *arguments = sys.argv[1:]
    try:
        open_store(url)
        print("ready", flush=True)
        print(json.dumps(_COMMANDS[command](*arguments)), flush=True)
    except HanseiError as error:
        print(json.dumps({"refused": error.code, "message": str(error)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
