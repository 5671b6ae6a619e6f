"""Names of uploaded files: shown to people and recognised by, never used as paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from hansei.domain.errors import InputError
from hansei.project.bulk import storable
from hansei.sources.archives import SKIPPED_FOLDERS
from hansei.sources.files import printable

LONGEST_NAME, MOST_PARTS = 500, 32
_PACKED = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tar", ".gz", ".bz2", ".xz")


def tidy_name(given: str) -> str:
    """The name of a file in the folder that was given: parts with slashes between.

    Raises InputError for one that leads out of the folder, is too long or is empty.
    """
    given = storable(given)
    if len(given) > LONGEST_NAME:
        raise InputError(f"has a name of more than {LONGEST_NAME} characters",
                         place=f"{printable(given[:60])}…")  # fmt: skip
    parts = [each for each in given.replace("\\", "/").split("/") if each not in ("", ".")]
    if ".." in parts or (parts and len(parts[0]) == 2 and parts[0][1] == ":"):
        raise InputError("has a name that leads out of its folder", place=printable(given))
    if not parts or len(parts) > MOST_PARTS:
        raise InputError("has no usable name", place=printable(given) or "a file")
    return "/".join(printable(each) for each in parts)


def is_left_out(name: str) -> bool:
    """Whether a file is passed over, as when a folder is walked: hidden ones and tools' own."""
    return any(each.startswith(".") or each in SKIPPED_FOLDERS for each in name.split("/"))


def kept_suffix(name: str) -> str:
    """The end of a name by which an archive is told; "" for other files."""
    low = name.lower()
    return next((each for each in _PACKED if low.endswith(each)), "")


def common_folder(names: Sequence[str]) -> str:
    """The folder that all files lie in, "" where there is none."""
    first = {name.partition("/")[0] for name in names if "/" in name}
    return first.pop() if len(first) == 1 and all("/" in name for name in names) else ""


def walked(name: str) -> tuple[tuple[int, str], ...]:
    """What orders names as walking the folder does: a folder's files, then its folders."""
    *folders, last = name.split("/")
    return (*((1, each) for each in folders), (0, last))


def nearest(names: Sequence[str], beside: str, name: str) -> str | None:
    """The file called `name` in the folder of `beside` or the nearest one above."""
    known = frozenset(names)
    for folder in PurePosixPath(beside).parents:
        found = (folder / PurePosixPath(name).name).as_posix()
        if found in known:
            return found
    return None
