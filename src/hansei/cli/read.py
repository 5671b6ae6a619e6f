"""`hansei read`: existing post-mortems in, the model out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from hansei.checks.files import read_bytes
from hansei.cli.inputs import bytes_of, files_of, shown
from hansei.cli.terminal import Console
from hansei.cli.zones import zone_of
from hansei.domain.errors import InputError, Unreadable
from hansei.domain.times import duration_text
from hansei.reading import to_contract


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 2 when a file could not be read; the others are read all the same."""
    zone = zone_of(options.zone)
    failed = False
    count = 0
    for name in files_of(options.files):
        count += 1
        try:
            found = read_bytes(bytes_of(name), file=shown(name), zone=zone)
        except (InputError, OSError) as error:
            failed = True
            print(f"hansei: {_reason(name, error)}", file=sys.stderr)
            continue
        for each in found:
            _print(to_contract(each.manuscript), options.format)
    if not count:
        raise Unreadable("no report in it", place=", ".join(map(shown, options.files[:3])))
    if not options.quiet and options.format == "text" and count > 1:
        Console().say(f"{count} files read")
    return 2 if failed else 0


def _reason(name: str, error: Exception) -> str:
    text = str(error.strerror or error) if isinstance(error, OSError) else str(error)
    text = " ".join(text.split())
    return text if shown(name) in text else f"{shown(name)}: {text}"


def _print(contract: dict[str, Any], form: str) -> None:
    if form == "json":
        sys.stdout.write(json.dumps(contract, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(contract)) + "\n\n")


def _lines(contract: dict[str, Any]) -> Iterator[str]:
    yield contract["title"]
    yield f"  {contract['source']}, times in {contract['zone']}"
    yield f"  {len(contract['events'])} events, {len(contract['actions'])} actions"
    for name, mark in contract["milestones"].items():
        if mark:
            yield f"  {name.replace('_', ' '):<17} {mark['at']}  {mark['how']}"
    for name, figure in contract["figures"].items():
        if figure["status"] != "missing":
            note = "" if figure["status"] == "recorded" else f"  {figure['status']}"
            yield f"  {name.replace('_', ' '):<20} {duration_text(figure['seconds'])}{note}"
    for each in contract["unmapped"][:20]:
        yield f"  not mapped, line {each['place']['line']}: {each['heading'][:100]}"
