"""`hansei audit`: whether the audit trail is whole."""

from __future__ import annotations

import argparse
import json

from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 where the trail is not whole."""
    open_store(options.store)
    from hansei.audit.verify import parse_head, verify

    report = verify(head=parse_head(options.head) if options.head else None)
    if options.format == "json":
        print(
            json.dumps(
                {
                    "entries": report.entries,
                    "head": str(report.head),
                    "whole": not report.problems,
                    "problems": [
                        {"entry": each.seq, "fault": each.fault.value} for each in report.problems
                    ],
                }
            )
        )
        return 1 if report.problems else 0
    for each in report.problems:
        print(f"entry {each.seq}: {each.fault.value}")
    if not report.problems:
        counted = "1 entry" if report.entries == 1 else f"{report.entries} entries"
        print(f"the trail is whole: {counted}")
    print(f"head {report.head}")
    return 1 if report.problems else 0
