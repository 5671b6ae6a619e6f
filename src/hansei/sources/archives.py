"""Archives opened under guard: members with unsafe names, bombs and damage are named, not read.

A member is unpacked into memory when it is opened, never to disk.
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Generic, NamedTuple, TypeVar

from hansei.domain.errors import InputError, Unreadable


class Limits(NamedTuple):
    """How far an archive is opened: bytes that it holds unpacked, bytes of a member, and members.

    An unpacked member is held in memory, and so is what the archive says of all its members.
    """

    archive: int = 8 << 30
    member: int = 1 << 30
    members: int = 200_000


USUAL = Limits()
MOST_RATIO = 250
"""Unpacked bytes per packed byte of a member; text logs reach about 40, bombs 1,000."""
SKIPPED_FOLDERS = frozenset({"__MACOSX", "__pycache__", "node_modules"})
_RATIO_COUNTS_FROM = 1 << 20
_SWELLS = f"unpacks to more than {MOST_RATIO} times its size and is not read"
_DIRECTORY_END, _END_MARK = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
_LONGEST_COMMENT = 0xFFFF
_LOCATOR, _BEFORE_END = 20, 76  # bytes of zip64's two records, which stand before the end
_BYTES_OF_ENTRY = 1024
_DAMAGE = (
    OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, tarfile.TarError,
    zlib.error, lzma.LZMAError,
)  # fmt: skip
_Archive = TypeVar("_Archive", bound=zipfile.ZipFile | tarfile.TarFile)


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


def is_tar(path: Path, magic: bytes) -> bool:
    """Whether a file is a tar archive, packed or not, by its name and content."""
    if path.suffix.lower() not in (".tar", ".tgz", ".gz", ".bz2", ".xz"):
        return False
    if magic[:2] == b"\x1f\x8b" and not path.name.lower().endswith((".tar.gz", ".tgz")):
        return False
    try:
        return tarfile.is_tarfile(path)
    except _DAMAGE:
        return False


def from_gzip(path: Path, limits: Limits = USUAL) -> BinaryIO:
    """The content of a file packed by gzip. Raises Unreadable for a bomb and for damage."""
    try:
        with gzip.GzipFile(path) as stream:
            return io.BytesIO(_unpacked(stream, path.stat().st_size, limits))
    except _DAMAGE as error:
        raise Unreadable(f"is damaged: {error}") from None


def _unpacked(stream: IO[bytes] | gzip.GzipFile, packed: int, limits: Limits) -> bytes:
    """All bytes of a packed stream. Raises Unreadable where it swells like a bomb."""
    limit = min(max(packed * MOST_RATIO, _RATIO_COUNTS_FROM), limits.member)
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(_too_large(limits) if limit == limits.member else _SWELLS)
    return data


def _too_large(limits: Limits) -> str:
    return f"unpacks to more than {_amount(limits.member)}: unpack it first"


def _amount(size: int) -> str:
    return f"{size >> 30} GiB" if size >= 1 << 30 else f"{size >> 20} MiB"


class _Shared(Generic[_Archive]):
    """An archive that stays open for its members, opened anew by every process that reads it.

    Processes that share one open file share its position, and would read each other's bytes.
    """

    def __init__(self, opened: Callable[[], _Archive]) -> None:
        self._open = opened
        self._archive = opened()
        self._process = os.getpid()

    def __call__(self) -> _Archive:
        if self._process != os.getpid():
            self._archive, self._process = self._open(), os.getpid()
        return self._archive

    def __del__(self) -> None:
        if hasattr(self, "_archive"):
            self._archive.close()


def in_zip(path: Path, label: str, limits: Limits = USUAL) -> Iterator[File | InputError]:
    """The members of a zip archive in the order of their names."""
    try:
        _guard_directory(path, limits, label)
        archive = _Shared(partial(zipfile.ZipFile, path))
        members = [each for each in archive().infolist() if not each.is_dir()]
        _guard(len(members), sum(each.file_size for each in members), limits, label)
    except InputError as error:
        yield error
        return
    except _DAMAGE as error:
        yield Unreadable(f"is a damaged archive: {error}", place=label)
        return
    by_name = {each.filename: each for each in members}

    def unpack(info: zipfile.ZipInfo) -> BinaryIO:
        try:
            with archive().open(info) as stream:
                return io.BytesIO(_unpacked(stream, info.compress_size, limits))
        except _DAMAGE as error:
            raise Unreadable(f"cannot be unpacked: {error}") from None

    def made(info: zipfile.ZipInfo) -> File:
        name = f"{label}/{printable(info.filename)}"
        return File(name, info.file_size, partial(unpack, info), partial(beside, info))

    def beside(info: zipfile.ZipInfo, name: str) -> File | None:
        found = _nearest(by_name, info.filename, name)
        return None if found is None else made(found)

    for info in sorted(members, key=lambda each: each.filename):
        yield from _member(info.filename, label, info.file_size, info.compress_size,
                           limits, partial(made, info))  # fmt: skip


def in_tar(path: Path, label: str, limits: Limits = USUAL) -> Iterator[File | InputError]:
    """The regular files of a tar archive in the order of their names; links are left out."""
    members: dict[str, tarfile.TarInfo] = {}
    packed = path.stat().st_size
    try:
        archive = _Shared(partial(tarfile.open, path))
        yield from _listed(archive(), members, packed, limits, label)
    except _DAMAGE as error:
        yield Unreadable(f"is a damaged archive: {error}", place=label)
        if not members:
            return

    def unpack(info: tarfile.TarInfo) -> BinaryIO:
        try:
            stream = archive().extractfile(info)
            if stream is None:
                raise Unreadable("cannot be unpacked")
            with stream:
                return io.BytesIO(stream.read())
        except _DAMAGE as error:
            raise Unreadable(f"cannot be unpacked: {error}") from None

    def made(info: tarfile.TarInfo) -> File:
        name = f"{label}/{printable(info.name)}"
        return File(name, info.size, partial(unpack, info), partial(beside, info))

    def beside(info: tarfile.TarInfo, name: str) -> File | None:
        found = _nearest(members, info.name, name)
        return None if found is None else made(found)

    for name in sorted(members):
        yield from _member(name, label, members[name].size, packed, limits,
                           partial(made, members[name]))  # fmt: skip


def _listed(
    archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo], packed: int, limits: Limits,
    label: str,
) -> Iterator[InputError]:  # fmt: skip
    """Fills in the members; stops before a bomb is unpacked to see what follows it."""
    total = 0
    for info in archive:
        if info.isfile():
            total += info.size
            try:
                _guard(len(members) + 1, total, limits, label)
            except InputError as error:
                yield error
                return
            if _swells(total, packed):
                yield Unreadable(_SWELLS, place=f"{label}/{printable(info.name)}")
                return
            members[info.name] = info
        elif not info.isdir():
            place = f"{label}/{printable(info.name)}"
            yield Unreadable("is no regular file and is not read", place=place)


_Info = TypeVar("_Info", zipfile.ZipInfo, tarfile.TarInfo)


def _nearest(members: dict[str, _Info], beside: str, name: str) -> _Info | None:
    """The member of that name in the same folder or the nearest one above."""
    for folder in PurePosixPath(beside).parents:
        found = members.get((folder / name).as_posix().removeprefix("./"))
        if found is not None:
            return found
    return None


def _swells(size: int, packed: int) -> bool:
    return size > _RATIO_COUNTS_FROM and size > packed * MOST_RATIO


def _unsafe(name: str) -> bool:
    pure = PurePosixPath(name.replace("\\", "/"))
    return pure.is_absolute() or ".." in pure.parts or (len(name) > 1 and name[1] == ":")


def _member(
    name: str, label: str, size: int, packed: int, limits: Limits, made: Callable[[], File]
) -> Iterator[File | InputError]:
    shown = f"{label}/{printable(name)}"
    parts = PurePosixPath(name).parts
    if _unsafe(name):
        yield Unreadable("has a name that leads out of the archive and is not read", place=shown)
    elif _swells(size, packed):
        yield Unreadable(_SWELLS, place=shown)
    elif size > limits.member:
        yield Unreadable(_too_large(limits), place=shown)
    elif not any(part.startswith(".") or part in SKIPPED_FOLDERS for part in parts):
        yield made()


def _guard(members: int, total: int, limits: Limits, label: str) -> None:
    if members > limits.members:
        raise Unreadable(f"holds more than {limits.members:,} files", place=label)
    if total > limits.archive:
        raise Unreadable(f"unpacks to more than {_amount(limits.archive)}", place=label)


def _guard_directory(path: Path, limits: Limits, label: str) -> None:
    """Refuses an archive for the sheer length of its list of members, before that is loaded.

    Finds the list where `zipfile` will: a record at the very end first, then one with a comment.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _DIRECTORY_END.size - _LONGEST_COMMENT - _BEFORE_END))
        tail = stream.read()
    at = len(tail) - _DIRECTORY_END.size
    if tail[at : at + 4] != _END_MARK or tail[-2:] != b"\0\0":
        at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _DIRECTORY_END.size:
        return  # damaged, which opening it will tell
    length = _DIRECTORY_END.unpack_from(tail, at)[5]
    if at >= _BEFORE_END and tail[at - _LOCATOR : at - _LOCATOR + 4] == b"PK\x06\x07":
        (length,) = struct.unpack_from("<Q", tail, at - _BEFORE_END + 40)
    if length > limits.members * _BYTES_OF_ENTRY:
        raise Unreadable(f"holds more than {limits.members:,} files", place=label)
