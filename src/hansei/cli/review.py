"""`hansei review`: a quarter as its page shows it, as one file or as lines."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from hansei.cli.remote import remote
from hansei.cli.results import write_whole
from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command. Raises UsageError for what is no quarter, and for a PDF that cannot be made."""
    given = {name: getattr(options, name) or "" for name in ("service", "team", "severity")}
    server = remote(options)
    if server:
        data = server.review(options.quarter or "", options.format, given)
    else:
        data = _stored(options.store, options.quarter, options.format, given)
    if options.output and options.output != "-":
        write_whole(Path(options.output), data)
        Console(quiet=options.quiet).say(f"wrote {options.output}")
    elif options.format == "pdf" and sys.stdout.isatty():
        raise UsageError("a PDF is no text for a terminal: name a file with -o")
    else:
        sys.stdout.buffer.write(data)
    return 0


def _stored(store: str | None, quarter: str | None, form: str, given: dict[str, str]) -> bytes:
    open_store(store, web=True)
    from hansei.accounts.actor import command_line
    from hansei.dashboards.paper import as_html, as_pdf
    from hansei.dashboards.quarter import last_quarter, quarter_review
    from hansei.dashboards.told import as_fields, as_text

    found = quarter_review(command_line(), quarter or last_quarter(), given)
    match form:
        case "html":
            return as_html(found).encode()
        case "pdf":
            return as_pdf(found)
        case "json":
            return json.dumps(as_fields(found), ensure_ascii=False).encode() + b"\n"
    return as_text(found).encode()
