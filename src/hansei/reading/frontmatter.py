"""The YAML block at the head of a Markdown file."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, NamedTuple

_FENCE = re.compile(r"---\s*$")
_LONGEST_LINES = 400


class FrontMatter(NamedTuple):
    """The values of the block, and the text with the block's lines left blank.

    The lines stay so that line numbers count as in the file. `lines` holds where each key stands.
    """

    values: dict[str, Any]
    text: str
    lines: dict[str, int]


def split_front_matter(text: str) -> FrontMatter:
    """The front matter of a text. A block that is not YAML is left alone, as part of the text."""
    if not text.startswith("---"):
        return FrontMatter({}, text, {})
    lines = text.split("\n")
    if not _FENCE.match(lines[0]):
        return FrontMatter({}, text, {})
    for end in range(1, min(len(lines), _LONGEST_LINES)):
        if _FENCE.match(lines[end]):
            break
    else:
        return FrontMatter({}, text, {})
    values = _yaml("\n".join(lines[1:end]))
    if values is None:
        return FrontMatter({}, text, {})
    places = {
        line.split(":", 1)[0].strip(): number
        for number, line in enumerate(lines[1:end], 2)
        if ":" in line and not line.startswith((" ", "-"))
    }
    blank = [""] * (end + 1)
    return FrontMatter(values, "\n".join(blank + lines[end + 1 :]), places)


def _yaml(block: str) -> dict[str, Any] | None:
    import yaml  # imported only for files with front matter: it is slow to load

    if block.count("&") + block.count("*") > 200:
        return None
    try:
        values = yaml.load(block, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return None
    if not isinstance(values, dict):
        return None
    return {str(key): value for key, value in values.items()}


def text_of(value: Any) -> str:
    """A front matter value as text: dates and times in ISO form, lists joined by commas."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
