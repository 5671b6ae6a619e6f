"""The cells of a row as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hansei.sources.text import one_line, text_of


def cell(row: Mapping[str, Any], name: str) -> str:
    """A cell as text; a nested object by its name, a list by its elements; "" for none."""
    if not name:
        return ""
    value = row.get(name)
    if type(value) is str:
        return value.strip()
    if value is None and "." in name:
        value = row
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
    return _worded(value)


def short(row: Mapping[str, Any], name: str, longest: int) -> str:
    """A cell as one line of at most `longest` characters."""
    return one_line(cell(row, name), longest) if name else ""


def _worded(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, dict):
        return text_of(value, "name", "display_name", "title", "login", "email", "value", "id")
    if isinstance(value, list):
        flat = [each for each in value[:10] if not isinstance(each, list)]
        return ", ".join(word for each in flat if (word := _worded(each)))
    if isinstance(value, int) and abs(value) > 10**300:  # str() refuses the longest integers
        return ""
    return str(value).strip()
