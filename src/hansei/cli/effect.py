"""`hansei effect ACTION`: did it work, in plain words first and with the numbers behind."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from hansei.cli.asking import say_answer
from hansei.domain.addresses import whole
from hansei.domain.errors import UsageError

_HIDDEN = ("incidents", "made_for")


def run(options: argparse.Namespace) -> int:
    """The command."""
    action = whole(options.action, least=1)
    if action is None:
        said = f"{options.action}: an action has a number, as in its address /actions/12/"
        raise UsageError(said)
    return say_answer(
        options, served=lambda server: server.effect(action), stored=lambda: _stored(action),
        lines=_lines,
    )  # fmt: skip


def _stored(action: int) -> dict[str, Any]:
    from hansei.accounts.actor import command_line
    from hansei.recurrence.selectors.effects import action_effect

    found: dict[str, Any] = msgspec.to_builtins(action_effect(actor=command_line(), pk=action))
    return {name: value for name, value in found.items() if name not in _HIDDEN}


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
