"""`hansei user`: makes an account. The password comes from the terminal or standard input."""

from __future__ import annotations

import argparse
import getpass
import json
import sys

from hansei.cli.terminal import Console
from hansei.domain.errors import InputError, UsageError
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command. Raises InputError for a detail that cannot be taken."""
    if options.admin and options.role not in (None, "administrator"):
        raise UsageError("--admin and --role name two roles: choose one")
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.accounts.roles import Role
    from hansei.accounts.selectors import account_problems
    from hansei.accounts.services.create_account import create_account

    details = {"username": options.username, "name": options.name, "email": options.email}
    for field, reason in account_problems(**details).items():
        raise InputError(reason, place=field)  # before anybody types a password
    role = "administrator" if options.admin else options.role
    made = create_account(
        actor=command_line(),
        password=_password(),
        roles=(Role(role),) if role else (),
        **details,
    )
    if options.format == "json":
        print(json.dumps({"id": made.pk, "username": made.username, "role": role}))
    else:
        what = f"as {role}" if role else "without a role"
        Console(quiet=options.quiet).say(f"{made.username} can sign in now, {what}")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise UsageError("the two passwords differ")
    return first
