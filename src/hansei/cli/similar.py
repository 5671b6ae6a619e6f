"""`hansei similar INCIDENT`: what happened before that is like it, and why."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from hansei.cli.asking import say_answer
from hansei.domain.addresses import whole
from hansei.domain.errors import UsageError

_LISTS = (
    ("confirmed", "the same again"), ("likely", "like it"), ("perhaps", "perhaps like it"),
)  # fmt: skip
_KINDS = {
    "factor": "same factor", "alert": "same alert", "service": "same service",
    "meaning": "means the same",
}  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """The command."""
    asked = options.incident
    if whole(asked[3:] if asked[:3].upper() == "PM-" else asked) is None:
        raise UsageError(f"{asked}: an incident has a number, a post-mortem one as in PM-12")
    return say_answer(
        options, served=lambda server: server.similar(asked), stored=lambda: _stored(asked),
        lines=_lines,
    )  # fmt: skip


def _stored(asked: str) -> dict[str, Any]:
    from hansei.accounts.actor import command_line
    from hansei.recurrence.selectors.similar import incident_of, similar

    actor = command_line()
    number = whole(asked)
    incident = incident_of(actor=actor, reference=asked) if number is None else number
    found: dict[str, Any] = msgspec.to_builtins(similar(actor=actor, incident=incident, wait=True))
    del found["may_change"]
    for each in (each for name, _ in _LISTS for each in found[name]):
        each["foreseen"] = [_foreseen(one) for one in each["foreseen"]]
    return found


def _foreseen(told: dict[str, Any]) -> dict[str, Any]:
    """As the API tells it: the action by its number and wording."""
    return {
        "action": told["line"]["pk"], "text": told["line"]["text"], "says": told["says"],
        "should_have": told["should_have"],
    }  # fmt: skip


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"incident {found['incident']}: {found['title']}"]
    for name, says in _LISTS:
        for each in found[name]:
            lines += _like(each, says)
    if len(lines) == 1:
        lines.append("nothing like it is known")
    if found["waiting"]:
        lines.append(f"{found['waiting']} incidents are not compared yet")
    return lines


def _shared(reason: dict[str, Any]) -> str:
    if reason["kind"] == "meaning":
        return " / ".join(f'"{each}"' for each in reason["shared"])
    return ", ".join(reason["shared"])


def _like(each: dict[str, Any], says: str) -> list[str]:
    day = (each["started"] or "unknown")[:10]
    score = "" if each["score"] is None else f" {each['score']:.2f}"
    lines = [f"{says}{score}: {day} incident {each['incident']}: {each['title']}"]
    lines += [
        f"  {_KINDS.get(reason['kind'], 'words')}: {_shared(reason)}" for reason in each["why"]
    ]
    lines += [f"  this was foreseen: {one['says']}" for one in each["foreseen"] if one["says"]]
    return lines
