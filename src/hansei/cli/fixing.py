"""What `hansei check` writes: the fixes of `--fix`, or with `--diff` only how they would look."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path

from hansei.checks import Settings
from hansei.checks.fix import Change, Fixed, fixed
from hansei.cli.inputs import bytes_of, shown
from hansei.cli.terminal import Console


def fix_file(name: str, zone: tzinfo | None, settings: Settings, console: Console) -> bytes:
    """Make the safe fixes of a file in its place, and say each; returns what it then holds.

    Raises InputError and OSError with the file left as it was.
    """
    before = bytes_of(name)
    result = fixed(before, file=shown(name), zone=zone, settings=settings)
    if result.changes:
        _replace(Path(name), result.data)
        for each in result.changes:
            console.say(f"{shown(name)}:{each.line}: fixed: {_told(each)}")
    return result.data


def diff_of(name: str, zone: tzinfo | None, settings: Settings) -> tuple[str, Fixed]:
    """What the fixes of a file would change, as a unified diff; nothing is written."""
    before = bytes_of(name)
    result = fixed(before, file=shown(name), zone=zone, settings=settings)
    if not result.changes:
        return "", result
    bare = shown(name).lstrip("/")
    rows = difflib.unified_diff(_rows(before), _rows(result.data), f"a/{bare}", f"b/{bare}")
    return "".join(row if row.endswith("\n") else f"{row}\n" for row in rows), result


def _told(change: Change) -> str:
    return f"{change.did} [{change.rule}]"


def _rows(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").replace("\r\n", "\n").splitlines(keepends=True)


def _replace(path: Path, data: bytes) -> None:
    """Write the file whole or not at all: beside it, then in its place."""
    target = path.resolve()
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(target, beside)
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
