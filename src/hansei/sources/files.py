"""The files under the given paths: folders walked, archives opened under guard.

Nothing is ever unpacked to disk and no link is followed out of the folder that was given.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from hansei.domain.errors import InputError, Unreadable

LARGEST_ARCHIVE = 8 << 30
"""Bytes an archive may hold unpacked, all members together."""
MOST_MEMBERS = 200_000
MOST_RATIO = 250
"""Unpacked bytes per packed byte of a member; text logs reach about 40, bombs 1,000."""
_RATIO_COUNTS_FROM = 1 << 20
_SKIPPED_FOLDERS = {"__MACOSX", "__pycache__", "node_modules"}


@dataclass(frozen=True)
class File:
    """One file to read. `name` is for people and recognition; `beside` finds companions."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    beside: Callable[[str], File | None] = lambda _name: None


def printable(name: str) -> str:
    """A file name that is safe on a terminal and in a report: control characters shown as \\xNN."""
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)[:500]


def files_under(paths: Sequence[str]) -> Iterator[File | InputError]:
    """Every regular file under `paths` in a stable order; "-" is standard input.

    What cannot be opened comes as the error that says why, and the others still come.
    """
    for given in paths:
        if given == "-":
            yield _standard_input()
            continue
        path = Path(given)
        if path.is_dir():
            yield from _in_folder(path)
        elif path.is_file():
            yield from _opened(path, path.name, partial(_on_disk, path.parent))
        elif path.exists():
            yield Unreadable("is neither a file nor a folder", place=printable(given))
        else:
            yield Unreadable("does not exist", place=printable(given))


def _standard_input() -> File:
    data = sys.stdin.buffer.read()
    return File("-", len(data), lambda: io.BytesIO(data))


def _in_folder(root: Path) -> Iterator[File | InputError]:
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            each for each in folders if not each.startswith(".") and each not in _SKIPPED_FOLDERS
        )
        for name in sorted(names):
            path = Path(folder, name)
            label = path.relative_to(root).as_posix()
            if name.startswith("."):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                yield Unreadable("is a link out of the folder and is not followed",
                                 place=printable(label))  # fmt: skip
                continue
            yield from _opened(path, label, partial(_upwards, path.parent, root))


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


def _opened(
    path: Path, label: str, beside: Callable[[str], File | None]
) -> Iterator[File | InputError]:
    shown = printable(label)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield Unreadable("is not a regular file", place=shown)
            return
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        yield Unreadable(f"cannot be read: {error.strerror or error}", place=shown)
        return
    try:
        if magic[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            yield from _in_zip(path, shown)
        elif _is_tar(path, magic):
            yield from _in_tar(path, shown)
        elif magic[:2] == b"\x1f\x8b":
            data = _unpacked(gzip.GzipFile(path), status.st_size)
            yield File(shown.removesuffix(".gz"), len(data), lambda: io.BytesIO(data), beside)
        else:
            yield File(shown, status.st_size, lambda: path.open("rb"), beside)
    except InputError as error:
        yield error if error.place else Unreadable(error.reason, place=shown)
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, RuntimeError,
            NotImplementedError, ValueError) as error:  # fmt: skip
        yield Unreadable(f"is a damaged archive: {error}", place=shown)


def _is_tar(path: Path, magic: bytes) -> bool:
    if path.suffix.lower() not in (".tar", ".tgz", ".gz", ".bz2", ".xz"):
        return False
    if magic[:2] == b"\x1f\x8b" and not path.name.lower().endswith((".tar.gz", ".tgz")):
        return False
    return tarfile.is_tarfile(path)


def _unpacked(stream: BinaryIO | gzip.GzipFile, packed: int) -> bytes:
    """All bytes of a packed stream. Raises Unreadable where it swells like a bomb."""
    limit = max(packed * MOST_RATIO, _RATIO_COUNTS_FROM)
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"unpacks to more than {MOST_RATIO} times its size and is not read")
    return data


def _unsafe(name: str) -> bool:
    pure = PurePosixPath(name.replace("\\", "/"))
    return pure.is_absolute() or ".." in pure.parts or (len(name) > 1 and name[1] == ":")


def _in_zip(path: Path, label: str) -> Iterator[File | InputError]:
    archive = zipfile.ZipFile(path)  # left open: its members are read later
    members = [each for each in archive.infolist() if not each.is_dir()]
    _guard(len(members), sum(each.file_size for each in members), label)
    by_name = {each.filename: each for each in members}

    def made(info: zipfile.ZipInfo) -> File:
        def read() -> BinaryIO:
            try:
                with archive.open(info) as stream:
                    return io.BytesIO(_unpacked(stream, info.compress_size))  # type: ignore[arg-type]
            except (
                zipfile.BadZipFile,
                RuntimeError,
                NotImplementedError,
                EOFError,
                OSError,
            ) as error:
                raise Unreadable(f"cannot be unpacked: {error}") from None

        def beside(name: str) -> File | None:
            for folder in PurePosixPath(info.filename).parents:
                found = by_name.get((folder / name).as_posix().removeprefix("./"))
                if found is not None:
                    return made(found)
            return None

        return File(f"{label}/{printable(info.filename)}", info.file_size, read, beside)

    for info in sorted(members, key=lambda each: each.filename):
        yield from _member(info.filename, label, info.file_size, info.compress_size,
                           partial(made, info))  # fmt: skip


def _in_tar(path: Path, label: str) -> Iterator[File | InputError]:
    archive = tarfile.open(path)  # noqa: SIM115 - left open: its members are read later
    members: dict[str, tarfile.TarInfo] = {}
    total = 0
    for info in archive:
        if info.isfile():
            members[info.name] = info
            total += info.size
            _guard(len(members), total, label)

    def made(info: tarfile.TarInfo) -> File:
        def read() -> BinaryIO:
            stream = archive.extractfile(info)
            if stream is None:
                raise Unreadable("cannot be unpacked")
            return io.BytesIO(stream.read())

        def beside(name: str) -> File | None:
            for folder in PurePosixPath(info.name).parents:
                found = members.get((folder / name).as_posix().removeprefix("./"))
                if found is not None:
                    return made(found)
            return None

        return File(f"{label}/{printable(info.name)}", info.size, read, beside)

    for name in sorted(members):
        info = members[name]
        yield from _member(name, label, info.size, path.stat().st_size,
                           partial(made, info))  # fmt: skip


def _member(
    name: str, label: str, size: int, packed: int, made: Callable[[], File]
) -> Iterator[File | InputError]:
    shown = f"{label}/{printable(name)}"
    parts = PurePosixPath(name).parts
    if _unsafe(name):
        yield Unreadable("has a name that leads out of the archive and is not read", place=shown)
    elif size > _RATIO_COUNTS_FROM and size > packed * MOST_RATIO:
        yield Unreadable(f"unpacks to more than {MOST_RATIO} times its size and is not read",
                         place=shown)  # fmt: skip
    elif not any(part.startswith(".") or part in _SKIPPED_FOLDERS for part in parts):
        yield made()


def _guard(members: int, total: int, label: str) -> None:
    if members > MOST_MEMBERS:
        raise Unreadable(f"holds more than {MOST_MEMBERS:,} files", place=label)
    if total > LARGEST_ARCHIVE:
        raise Unreadable(f"unpacks to more than {LARGEST_ARCHIVE >> 30} GiB", place=label)
