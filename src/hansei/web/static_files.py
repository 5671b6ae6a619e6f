"""Static files under an address that changes with their content, so that browsers keep them.

All files share one digest in their path: modules find each other by relative imports, and a page
of an older release never mixes with scripts of a newer one.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static"
PREFIX = "static"


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
