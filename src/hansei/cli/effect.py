"""`hansei effect ACTION`: did it work, in plain words first and with the numbers behind."""

from __future__ import annotations

import argparse
import json
from typing import Any

import msgspec

from hansei.cli.remote import remote
from hansei.domain.errors import UsageError
from hansei.project.boot import open_store

_HIDDEN = ("incidents", "made_for")


def run(options: argparse.Namespace) -> int:
    """The command."""
    action = _number(options.action)
    server = remote(options)
    found = server.effect(action) if server else _stored(options, action)
    if options.format == "json":
        print(json.dumps(found))
        return 0
    print("\n".join(_lines(found)))
    return 0


def _stored(options: argparse.Namespace, action: int) -> dict[str, Any]:
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.recurrence.selectors.effects import action_effect

    found: dict[str, Any] = msgspec.to_builtins(action_effect(actor=command_line(), pk=action))
    return {name: value for name, value in found.items() if name not in _HIDDEN}


def _number(given: str) -> int:
    if given.isascii() and given.isdecimal() and 0 < int(given) < 2**53:
        return int(given)
    raise UsageError(f"{given}: an action has a number, as in its address /actions/12/")


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['subject']} ({found['reference']})"]
    if not found["services"]:
        return [*lines, "nothing to compare with: its incidents name no service"]
    if not found["said"]:
        return [*lines, "not done yet: nothing to compare"]
    told = found["comparison"]
    lines.append(
        f"landed {told['landed'][:10]}; incidents of {', '.join(found['services'])}"
        f" from {told['since'][:10]} to {told['until'][:10]}"
    )
    for name, said in found["said"].items():
        lines.append(f"{name}: {said['headline']}")
        lines += [f"  {each}" for each in said["details"]]
    rate = told["rate"]
    if rate and rate["ratio"] is not None:
        high = "no bound" if rate["high"] is None else f"{rate['high']:.2f}"
        lines.append(
            f"rate ratio {rate['ratio']:.2f}, 95 % {rate['low']:.2f} to {high}, p {rate['p']:.3f}"
        )
    if told["left_out"]:
        lines.append(f"left out: {told['left_out']} that it was made for")
    return lines
