"""`hansei audit`: whether the audit trail is whole."""

from __future__ import annotations

import argparse
import json
from typing import Any

from hansei.cli.remote import remote
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 where the trail is not whole."""
    server = remote(options)
    found = server.audit(options.head or "") if server else _verified(options)
    if options.format == "json":
        print(json.dumps(found))
        return 0 if found["whole"] else 1
    for each in found["problems"]:
        print(f"entry {each['entry']}: {each['fault']}")
    if found["whole"]:
        counted = "1 entry" if found["entries"] == 1 else f"{found['entries']} entries"
        print(f"the trail is whole: {counted}")
    print(f"head {found['head']}")
    return 0 if found["whole"] else 1


def _verified(options: argparse.Namespace) -> dict[str, Any]:
    open_store(options.store)
    from hansei.audit.verify import parse_head, verify

    report = verify(head=parse_head(options.head) if options.head else None)
    return {
        "entries": report.entries,
        "head": str(report.head),
        "whole": not report.problems,
        "problems": [{"entry": each.seq, "fault": each.fault.value} for each in report.problems],
    }
