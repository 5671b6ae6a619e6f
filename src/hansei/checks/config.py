"""The configuration file `hansei.toml`, looked for from a file's folder upwards.

zone = "Europe/London"                # zone of bare times

[check]
fail-on = "warning"

[check.off]                           # rules that are off, each with its reason
"blame/hindsight" = "quoted from customers throughout"
"leak/internal-host" = "these reports never leave the company"

[check.level]                         # levels other than the usual ones
"complete/owner" = "error"
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from hansei.checks.rules import chosen
from hansei.checks.service import Settings
from hansei.domain.errors import UsageError
from hansei.domain.findings import Level
from hansei.domain.times import zone_named

NAME = "hansei.toml"
_LARGEST = 1 << 20
_SECTIONS = ("fail-on", "off", "level")


class Config(NamedTuple):
    """What a configuration file says; the defaults where there is none."""

    settings: Settings = Settings()
    zone: str | None = None
    fail_on: str | None = None


def find_config(start: Path) -> Path | None:
    """The nearest `hansei.toml` in a folder or above it."""
    folder = start.resolve()
    for each in (folder, *folder.parents):
        path = each / NAME
        if path.is_file():
            return path
    return None


def read_config(path: Path) -> Config:
    """A configuration file. Raises UsageError naming the file and what is wrong with it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path}: larger than 1 MiB")
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    try:
        return _config(values)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def _config(values: dict[str, Any]) -> Config:
    check = _table(values.get("check", {}), "check")
    strange = [each for each in check if each not in _SECTIONS]
    if strange:
        raise UsageError(f"unknown setting check.{strange[0]}; known: {', '.join(_SECTIONS)}")
    off = _table(check.get("off", {}), "check.off")
    for rule, reason in off.items():
        if not isinstance(reason, str) or not reason.strip():
            raise UsageError(f"check.off: {rule!r} needs its reason as a text")
    levels: dict[str, Level] = {}
    for rule, level in _table(check.get("level", {}), "check.level").items():
        for each in chosen([rule], option="check.level"):
            levels[each] = _level(level, rule)
    settings = Settings(chosen(list(off), option="check.off"), levels)
    return Config(settings, _zone(values.get("zone")), _fail_on(check.get("fail-on")))


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{name} is no table")
    return value


def _level(value: Any, rule: str) -> Level:
    try:
        return Level(value)
    except ValueError:
        raise UsageError(f"check.level: {rule!r} is error, warning or note") from None


def _zone(value: Any) -> str | None:
    if value is None:
        return None
    try:
        zone_named(str(value))
    except ValueError as error:
        raise UsageError(f"zone: {error}") from None
    return str(value)


def _fail_on(value: Any) -> str | None:
    if value is None:
        return None
    if value not in ("error", "warning", "note", "never"):
        raise UsageError("check.fail-on is error, warning, note or never")
    return str(value)
