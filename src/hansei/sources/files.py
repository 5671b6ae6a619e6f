"""The files under the given paths: folders walked, archives opened under guard.

Nothing is ever unpacked to disk and no link is followed out of the folder that was given.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from hansei.domain.errors import InputError, Unreadable
from hansei.sources import archives
from hansei.sources.archives import SKIPPED_FOLDERS, USUAL, File, Limits, printable

__all__ = ["File", "files_under", "lying_under", "opened", "printable"]
_Beside = Callable[[str], File | None]
_Found = Iterator[File | InputError]
_Taken = Callable[[Path, str, _Beside], _Found]


def files_under(paths: Sequence[str]) -> _Found:
    """Every regular file under `paths` in a stable order; "-" is standard input.

    What cannot be opened comes as the error that says why, and the others still come.
    """
    return _under(paths, opened)


def lying_under(paths: Sequence[str]) -> _Found:
    """The same files as they lie there: archives stay closed."""
    return _under(paths, _as_it_lies)


def _under(paths: Sequence[str], take: _Taken) -> _Found:
    for given in paths:
        if given == "-":
            yield _standard_input()
            continue
        try:
            yield from _given(Path(given), take)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            yield Unreadable(reason, place=printable(given))


def _given(path: Path, take: _Taken) -> _Found:
    if path.is_dir():
        yield from _in_folder(path, take)
    elif path.is_file():
        yield from take(path, path.name, partial(_on_disk, path.parent))
    elif path.exists():
        yield Unreadable("is neither a file nor a folder", place=printable(str(path)))
    else:
        yield Unreadable("does not exist", place=printable(str(path)))


def _standard_input() -> File:
    data = sys.stdin.buffer.read()
    return File("-", len(data), lambda: io.BytesIO(data))


def _in_folder(root: Path, take: _Taken) -> _Found:
    inside = root.resolve()
    closed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=closed.append):
        here = Path(folder)
        linked = {each for each in folders if (here / each).is_symlink()}
        folders[:] = sorted(each for each in folders if _wanted(each) and each not in linked)
        for name in sorted(filter(_wanted, linked.union(names))):
            path = here / name
            label = path.relative_to(root).as_posix()
            if name in linked:
                yield _not_followed("is a link to a folder and is not followed", label)
            elif path.is_symlink() and not _leads_inside(path, inside):
                yield _not_followed("is a link out of the folder and is not followed", label)
            else:
                yield from take(path, label, partial(_upwards, path.parent, root))
    for error in closed:
        place = printable(str(error.filename or root))
        yield Unreadable(f"cannot be read: {error.strerror or error}", place=place)


def _wanted(name: str) -> bool:
    return not name.startswith(".") and name not in SKIPPED_FOLDERS


def _not_followed(reason: str, label: str) -> Unreadable:
    return Unreadable(reason, place=printable(label))


def _leads_inside(link: Path, folder: Path) -> bool:
    try:
        return link.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _upwards(start: Path, root: Path, name: str) -> File | None:
    for folder in (start, *start.parents):
        found = _on_disk(folder, name)
        if found is not None or folder == root:
            return found
    return None


def _on_disk(folder: Path, name: str) -> File | None:
    path = folder / PurePosixPath(name).name
    if not path.is_file() or path.is_symlink():
        return None
    return File(path.name, path.stat().st_size, lambda: path.open("rb"))


def opened(path: Path, label: str, beside: _Beside, limits: Limits = USUAL) -> _Found:
    """A file on disk under the name `label`, or the files in it where it is an archive."""
    shown = printable(label)
    try:
        size = _size(path)
        with path.open("rb") as stream:
            magic = stream.read(4)
    except (OSError, Unreadable) as error:
        yield _not_read(error, shown)
        return
    if magic in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from archives.in_zip(path, shown, limits)
    elif archives.is_tar(path, magic):
        yield from archives.in_tar(path, shown, limits)
    elif magic[:2] == b"\x1f\x8b":
        unpack = partial(archives.from_gzip, path, limits)
        yield File(shown.removesuffix(".gz"), size, unpack, beside)
    else:
        yield File(shown, size, lambda: path.open("rb"), beside)


def _as_it_lies(path: Path, label: str, beside: _Beside) -> _Found:
    shown = printable(label)
    try:
        yield File(shown, _size(path), lambda: path.open("rb"), beside)
    except (OSError, Unreadable) as error:
        yield _not_read(error, shown)


def _size(path: Path) -> int:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("is not a regular file")
    return status.st_size


def _not_read(error: OSError | Unreadable, shown: str) -> Unreadable:
    if isinstance(error, Unreadable):
        return Unreadable(error.reason, place=shown)
    return Unreadable(f"cannot be read: {error.strerror or error}", place=shown)
