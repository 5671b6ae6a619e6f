"""Static files under an address that changes with their content, so that browsers keep them.

All files share one digest in their path: modules find each other by relative imports, and a page
of an older release never mixes with scripts of a newer one.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).resolve().parent / "static"
PREFIX = "static"
_NAMED, _PACKED_IN = "hansei-static-", "HANSEI_PACKED"
_own: list[TemporaryDirectory[str]] = []
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


@contextmanager
def packed_for_workers() -> Iterator[None]:
    """Packs the static files once for the processes that are started in it, and tidies up. These
    end without doing so themselves."""
    with TemporaryDirectory(prefix=_NAMED) as folder:
        _pack(Path(folder))
        os.environ[_PACKED_IN] = folder
        try:
            yield
        finally:
            os.environ.pop(_PACKED_IN, None)


def packed() -> str:
    """A private copy of the static files, with what shrinks compressed beside it: that of the
    process which started this one, else its own for as long as it lives.

    The server hands out `NAME.gz` to whoever takes it.
    """
    if folder := os.environ.get(_PACKED_IN):
        return folder
    own = TemporaryDirectory(prefix=_NAMED)
    _own.append(own)
    _pack(Path(own.name))
    return own.name


def _pack(folder: Path) -> None:
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    for path in folder.rglob("*"):
        if path.suffix in _PACKED:
            short = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(short)
