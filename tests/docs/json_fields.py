"""docs/reference/json.md: every field of the JSON, with its type in real output and its meaning.

Meanings and samples live in json_meanings.toml. A field that has no meaning and a meaning without
its field are both errors, so that the page cannot fall behind.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.docs.session import session
from tests.docs.tables import code, page, table

_MEANINGS = Path(__file__).with_name("json_meanings.toml")
_NAMED = {
    "milestones": "MILESTONE",
    "figures": "FIGURE",
    "said": "WHAT",
}
# Beside the full examples stand sparse ones, for the fields that may be null.
_INTRO = """\
One JSON object for each draft, read report or checked file; `read` and `check` write one a line.
Times are ISO 8601 in UTC with `Z`, durations are in seconds, lines and columns count from 1.
New fields may be added at any time; a field that stands here does not change its meaning.

`[]` stands for every element of a list; MILESTONE and FIGURE for any name of
[milestones and figures](figures.md); WHAT for `rate`, `detection` or `resolution`."""


def render() -> str:
    """The page."""
    meanings = tomllib.loads(_MEANINGS.read_text(encoding="utf-8"))
    return page("JSON", _INTRO, *(_part(each) for each in meanings.values()))


def _part(known: Mapping[str, Any]) -> str:
    whole = tuple(f"{each}." for each in known.get("whole", ()))
    given = {command: _kinds(lines, whole) for command, lines in known["samples"].items()}
    fields = known["fields"]
    astray = set(fields) ^ set().union(*given.values())
    if astray:
        raise LookupError(f"{_MEANINGS.name}: {', '.join(given)}: {', '.join(sorted(astray))}")
    rows = [[code(name), _joined(given, name), text] for name, text in fields.items()]
    header = ["field", "type", "meaning"]
    if len(given) > 1:
        header.append("only in")
        for row, name in zip(rows, fields, strict=True):
            having = [command for command, kinds in given.items() if name in kinds]
            row.append("" if len(having) == len(given) else ", ".join(having))
    return f"## {known['title']}\n\n{known['intro']}\n\n{table(header, rows)}"


def _kinds(lines: list[str], whole: tuple[str, ...]) -> Mapping[str, set[str]]:
    """Field paths with their types in what the command lines print, nothing inside `whole`."""
    found: dict[str, set[str]] = defaultdict(set)
    with session() as reader:
        for line in lines:
            for answer in reader.run(line).splitlines():
                for path, kind in _walk(json.loads(answer), ""):
                    if not path.startswith(whole):
                        found[path].add(kind)
    found.pop("")
    return found


def _joined(given: Mapping[str, Mapping[str, set[str]]], name: str) -> str:
    """ "string or null" for instance."""
    kinds = set().union(*(each.get(name, set()) for each in given.values()))
    return " or ".join(sorted(kinds, key=lambda kind: (kind == "null", kind)))


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield path, "object"
        for name, each in value.items():
            shown = str(_NAMED.get(path, name))
            yield from _walk(each, f"{path}.{shown}" if path else shown)
    elif isinstance(value, list):
        yield path, "list"
        for each in value:
            yield from _walk(each, f"{path}[]")
    else:
        yield path, _kind(value)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "time" if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value) else "string"
    return {bool: "true or false", int: "number", float: "number"}[type(value)]
