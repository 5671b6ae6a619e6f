"""`hansei token`: keys to the API, for whoever has a shell on the store's machine."""

from __future__ import annotations

import argparse
import json
from typing import Any

from hansei.cli.terminal import Console
from hansei.domain.errors import NotFound, UsageError
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command. Raises NotFound for an unknown person or token."""
    open_store(options.store)
    return {"create": _create, "list": _list, "revoke": _revoke}[options.action](options)


def _create(options: argparse.Namespace) -> int:
    from hansei.accounts.actor import command_line
    from hansei.accounts.roles import Scope
    from hansei.accounts.services.create_token import create_token

    if options.user is None:
        raise UsageError("whose token? name a person with --user")
    made = create_token(
        actor=command_line(),
        name=options.name,
        scopes=(Scope(options.scope),),
        days=options.days,
        user_id=_person(options.user),
    )
    if options.format == "json":
        print(json.dumps({**_fields(made.token), "token": made.secret}))
    else:
        Console(quiet=options.quiet).say("copy it now: it cannot be shown again")
        print(made.secret)
    return 0


def _list(options: argparse.Namespace) -> int:
    from hansei.accounts.actor import command_line
    from hansei.accounts.selectors import tokens

    user_id = None if options.user is None else _person(options.user)
    found = [_fields(each) for each in tokens(actor=command_line(), user_id=user_id)]
    if options.format == "json":
        print(json.dumps({"tokens": found}))
        return 0
    for each in found:
        end = "revoked" if each["revoked"] else f"until {each['expires'][:10]}"
        used = (each["last_used"] or "never")[:10]
        print(f"{each['id']}  {each['prefix']}…  {each['user']}  {' '.join(each['scopes'])}"
              f"  {end}  last used {used}  {each['name']}")  # fmt: skip
    return 0


def _revoke(options: argparse.Namespace) -> int:
    from hansei.accounts.actor import command_line
    from hansei.accounts.services.create_token import revoke_token

    if options.id is None:
        raise UsageError("which token? `hansei token list` tells the --id")
    revoke_token(actor=command_line(), token_id=options.id)
    Console(quiet=options.quiet).say("the token is revoked")
    return 0


def _person(name: str) -> int:
    from hansei.accounts.selectors import user_named

    found = user_named(name)
    if found is None:
        raise NotFound(f"no person {name}")
    return int(found.pk)


def _fields(token: Any) -> dict[str, Any]:
    def text(at: Any) -> str | None:
        return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None

    return {
        "id": token.pk,
        "user": token.user.get_username(),
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes.split(),
        "created": text(token.created),
        "expires": text(token.expires),
        "last_used": text(token.last_used),
        "revoked": text(token.revoked),
    }
