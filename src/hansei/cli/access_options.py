"""The options of the commands about accounts, tokens and the audit trail."""

from __future__ import annotations

import argparse

_ROLES = ("viewer", "contributor", "lead", "administrator", "auditor")
_SCOPES = ("read", "write", "admin")


def user_options(command: argparse.ArgumentParser) -> None:
    """`hansei user create NAME`."""
    command.add_argument("action", choices=("create",), help="make an account")
    command.add_argument("username", metavar="NAME", help="user name to sign in with")
    command.add_argument("--admin", action="store_true", help="short for --role administrator")
    command.add_argument("--role", choices=_ROLES, help="role in the whole organisation")
    command.add_argument("--name", default="", metavar="TEXT", help="name that others read")
    command.add_argument(
        "--email", default="", metavar="ADDRESS", help="e-mail address; it signs in as well"
    )


def token_options(command: argparse.ArgumentParser) -> None:
    """`hansei token create|list|revoke`."""
    command.add_argument(
        "action",
        choices=("create", "list", "revoke"),
        help="make one and print it, show those there are, or end one",
    )
    command.add_argument("--user", metavar="NAME", help="whose tokens: a user name")
    command.add_argument(
        "--name", metavar="TEXT", default="command line", help="what the token is for"
    )
    command.add_argument(
        "--scope",
        choices=_SCOPES,
        default="read",
        help="what it may do; each holds those before it (default: read)",
    )
    command.add_argument(
        "--days", type=int, default=90, metavar="N", help="days that it lives (default: 90)"
    )
    command.add_argument("--id", type=int, metavar="N", help="the token to revoke, as listed")


def audit_options(command: argparse.ArgumentParser) -> None:
    """`hansei audit verify`."""
    command.add_argument(
        "action",
        choices=("verify",),
        help="check every entry and the chain; exits with 1 if it is not whole",
    )
    command.add_argument(
        "--head",
        metavar="NUMBER:DIGEST",
        help="an earlier head, kept elsewhere, that the trail must hold",
    )
