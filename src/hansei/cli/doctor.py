"""`hansei doctor`: what is configured, reachable, migrated, and what is not."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hansei import __version__
from hansei.cli.remote import remote
from hansei.domain.errors import HanseiError
from hansei.outputs import registry as outputs
from hansei.project import store_url
from hansei.sources import registry as sources

if TYPE_CHECKING:
    from hansei.cli.remote.work import Remote


@dataclass(frozen=True)
class Finding:
    """One line of the report. `ok` None is information only."""

    what: str
    state: str
    ok: bool | None = None


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 when something does not work."""
    findings = [
        Finding("hansei", f"{__version__} on Python {platform.python_version()}"),
        Finding("sources", ", ".join(sources.names()), ok=True),
        Finding("outputs", ", ".join(outputs.names()), ok=True),
        *_kept(options),
    ]
    if options.format == "json":
        print(json.dumps({"checks": [each.__dict__ for each in findings]}))
    else:
        for each in findings:
            sign = {True: "ok  ", False: "FAIL", None: "    "}[each.ok]
            print(f"{sign} {each.what}: {each.state}")
    return 1 if any(each.ok is False for each in findings) else 0


def _kept(options: argparse.Namespace) -> list[Finding]:
    """Where things are kept: on a server, or in a store of this machine."""
    try:
        server = remote(options)
    except HanseiError as error:
        return [Finding("server", str(error), ok=False)]
    return _server(server) if server else [*_store(options.store), *_space()]


def _server(server: Remote) -> list[Finding]:
    found = [Finding("server", f"{server.where.url} (from {server.where.named_by})")]
    try:
        told = server.server()
    except HanseiError as error:
        return [*found, Finding("server answers", str(error), ok=False)]
    scopes = ", ".join(told.scopes)
    return [
        *found,
        Finding("server answers", f"hansei {told.hansei}", ok=True),
        Finding("token", f"{told.caller} with {scopes}", ok="write" in told.scopes or None),
        Finding("post-mortems", str(told.post_mortems)),
    ]


def _store(url: str | None) -> list[Finding]:
    given = url or os.environ.get("HANSEI_STORE")
    try:
        shown = store_url.redacted(given)
    except HanseiError as error:
        return [Finding("store", str(error), ok=False)]
    where = "--store" if url else "HANSEI_STORE" if given else "default"
    found = [Finding("store", f"{shown} (from {where})")]
    from hansei.project.boot import open_store

    try:
        open_store(url)
    except HanseiError as error:
        return [*found, Finding("store opens", str(error), ok=False)]
    return [*found, Finding("store opens", "reachable and migrated", ok=True), *_content()]


def _content() -> list[Finding]:
    from hansei.accounts.actor import command_line
    from hansei.audit.verify import verify
    from hansei.postmortem.selectors import post_mortems

    number = post_mortems(actor=command_line()).count()
    report = verify()
    state = f"{report.entries} entries, chain holds"
    if report.problems:
        first = report.problems[0]
        state = f"{len(report.problems)} faults, the first: {first.fault.value} at {first.seq}"
    return [
        Finding("post-mortems", str(number)),
        Finding("audit trail", state, ok=not report.problems),
    ]


def _space() -> list[Finding]:
    folder = store_url.data_folder()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return [Finding("disk", f"{free >> 20:,} MiB free at {folder}", ok=free > 100 << 20)]
