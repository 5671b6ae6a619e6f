"""`hansei jobs`: the process that does reminders and other work, and a look at the queue."""

from __future__ import annotations

import argparse
import json
import os
from importlib import import_module
from typing import Any

from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.project.boot import open_store

MOST = 100
"""Jobs that are listed, the newest."""


def run(options: argparse.Namespace) -> int:
    """The command. Raises NotFound for an unknown job, Conflict for one that is not dead."""
    return {"run": _run, "list": _list, "retry": _retry}[options.action](options)


def _run(options: argparse.Namespace) -> int:
    """This process becomes the runner, which loads every part that has tasks."""
    os.environ.pop("HANSEI_APPS", None)
    arguments = ["--workers", str(options.workers)]
    arguments += ["--once"] if options.once else []
    arguments += ["--store", options.store] if options.store else []
    code: int = import_module("hansei.jobs.runner").main(arguments)
    return code


def _list(options: argparse.Namespace) -> int:
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.jobs.selectors import jobs, pulse, state_named

    wanted = state_named(options.state) if options.state else None
    found = [_fields(each) for each in jobs(actor=command_line(), state=wanted)[:MOST]]
    if options.format == "json":
        print(json.dumps({"runner": pulse().value, "jobs": found}))
        return 0
    for each in found:
        told = f"  {each['error']}" if each["error"] else ""
        due = each["due"][:16].replace("T", " ")
        print(f"{each['id']}  {each['state']:7}  {due}  {each['name']}"
              f"  attempt {each['attempts']}{told}")  # fmt: skip
    Console(quiet=options.quiet).say(_RUNNER[pulse().value])
    return 0


def _retry(options: argparse.Namespace) -> int:
    if options.id is None:
        raise UsageError("which job? `hansei jobs list --state dead` tells the --id")
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.jobs.services import retry_job

    retry_job(actor=command_line(), pk=options.id)
    Console(quiet=options.quiet).say(f"job {options.id} is tried again")
    return 0


def _fields(job: Any) -> dict[str, Any]:
    return {
        "id": job.pk,
        "name": job.name,
        "state": job.state,
        "due": job.due.isoformat(),
        "attempts": job.attempts,
        "error": job.error,
    }


_RUNNER = {
    "alive": "a runner is at work",
    "late": "no runner has been heard of for a while: start one with `hansei jobs run`",
    "never": "no runner has been here yet: `hansei serve` brings one, or `hansei jobs run`",
}
