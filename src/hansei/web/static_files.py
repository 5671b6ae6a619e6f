"""Static files under an address that changes with their content, so that browsers keep them.

All files share one digest in their path: modules find each other by relative imports, and a page
of an older release never mixes with scripts of a newer one.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).resolve().parent / "static"
PREFIX = "static"
_PACKED = frozenset({".css", ".js", ".svg", ".txt", ".json"})


@cache
def digest() -> str:
    """Twelve hexadecimal digits over names and contents of all static files."""
    found = hashlib.sha256()
    for path in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
        found.update(path.relative_to(FOLDER).as_posix().encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:12]


def static(name: str) -> str:
    """The address of a static file. Raises FileNotFoundError where there is none."""
    if not _exists(name):
        raise FileNotFoundError(f"no static file {name}")
    return f"/{PREFIX}/{digest()}/{name}"


@cache
def _exists(name: str) -> bool:
    return (FOLDER / name).is_file()


def packed() -> TemporaryDirectory[str]:
    """A private copy of the static files, with what shrinks compressed beside it.

    The server hands out `NAME.gz` to whoever takes it. The copy lives as long as the process.
    """
    found = TemporaryDirectory(prefix="hansei-static-")
    folder = Path(found.name)
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    for path in folder.rglob("*"):
        if path.suffix in _PACKED:
            short = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(short)
    return found
