"""Files on their way in: kept in a private folder until they are drafted, then removed.

    begin(actor)                      a new upload; its name is secret and part of its address
    receive(actor, name, ...)         one file of it, written as it arrives, within bounds
    receive_packed(actor, name, ...)  several at once, in a zip that is opened here
    listed(actor, name)               what has arrived
    take_back(actor, name)            its end, with all files
    leave_only(name, names)           its end but for some files

An upload is a folder that only its owner's account and this process can name. Each file gets a
number for a name; what people call it stands in a list beside the files. Nothing of this is a
change of the store, so it needs no transaction, and it goes away by itself. What a draft could not
use and may be a post-mortem stays for a day, to be adopted.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.conf import settings

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound, Unreadable, UsageError
from hansei.drafting.upload_names import (
    common_folder,
    is_left_out,
    kept_suffix,
    nearest,
    tidy_name,
    walked,
)
from hansei.reading.names import is_about_reports, may_be_report
from hansei.sources.archives import Limits, in_zip
from hansei.sources.files import File, opened, printable
from hansei.sources.intake import Options
from hansei.sources.workers import Gathering

MOST_FILES, LARGEST_FILE, LARGEST_UPLOAD = 5000, 256 << 20, 1 << 30
MOST_UPLOADS = 5
"""Unfinished uploads of one person; the oldest goes when another begins."""
KEPT_S = 24 * 3600
_TOO_MANY = f"is one of more than {MOST_FILES:,} files: pack them into a zip"
LIMITS = Limits(archive=2 << 30, member=128 << 20, members=20_000)
_AT_ONCE = 1 << 20
_NAME = re.compile(r"(\d{1,12})-([0-9a-f]{32})")
_LIST = "files"


class Arrived(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file as it arrived: its name for people, its bytes and their SHA-256.

    `stored` is its name on disk. `refused` tells why it is not read, "" for one that is kept.
    """

    name: str
    size: int = 0
    digest: str = ""
    stored: str = ""
    refused: str = ""


class Listed(NamedTuple):
    """What of an upload has arrived; `folder` is what all files lie in, "" for none."""

    files: list[Arrived]
    folder: str

    def digest(self) -> str:
        """What tells this set of files from others, whatever the folder is called."""
        found = hashlib.sha256()
        for each in sorted(self.files, key=lambda one: one.name):
            if each.stored:
                found.update(f"{self.inside(each.name)}\0{each.digest}\n".encode())
        return found.hexdigest()

    def below(self, folder: str) -> Listed:
        """The files of one folder alone, named from there; "" is the whole upload."""
        start = f"{folder}/" if folder else ""
        found = (each for each in self.files if each.name.startswith(start))
        return Listed(
            [msgspec.structs.replace(each, name=each.name.removeprefix(start)) for each in found],
            "",
        )

    def inside(self, name: str) -> str:
        """A file's name without the folder that all lie in."""
        return name.removeprefix(f"{self.folder}/") if self.folder else name


def begin(actor: Actor) -> str:
    """The name of a new upload. Raises NotFound for who may not import, UsageError for no room."""
    if not actor.may(Need.CHANGE) or actor.user_id is None:
        raise NotFound("nothing to upload to")
    try:
        root = _root()
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        forget_old()
        mine = sorted(root.glob(f"{actor.user_id}-*"), key=_age)
        for each in mine[: -(MOST_UPLOADS - 1)]:
            remove(each.name)
        name = f"{actor.user_id}-{secrets.token_hex(16)}"
        (root / name).mkdir(mode=0o700)
    except OSError as error:
        raise UsageError(f"files cannot be kept here: {error.strerror or error}") from None
    return name


def receive(actor: Actor, name: str, given: str, read: Callable[[int], bytes]) -> Arrived:
    """Keeps one file under what it is called; `read` gives its next bytes, up to a number.

    A second file of the same name takes the place of the first. What is refused is listed with its
    reason, so that the report names it; nothing of it is kept. Raises NotFound.
    """
    folder = _folder(actor, name)
    before = _listed(folder)
    if len(before.files) > MOST_FILES:  # the first one too many is listed, which says enough
        return Arrived(name=printable(given[:200]), refused=_TOO_MANY)
    try:
        arrived = _kept(folder, before, given, read)
    except InputError as error:
        arrived = Arrived(name=error.place or printable(given[:200]), refused=error.reason)
    return _noted(name, arrived)


def receive_packed(actor: Actor, name: str, read: Callable[[int], bytes]) -> list[Arrived]:
    """Keeps each member of a zip as a file of its own, or lists why not.

    Raises NotFound, and InputError for what is no zip or holds too much.
    """
    path = _folder(actor, name) / f"packed-{secrets.token_hex(12)}"
    arrived = []
    try:
        _written(path, read, room=LARGEST_UPLOAD)
        for each in in_zip(path, "", LIMITS):
            if isinstance(each, InputError) and not each.place:
                raise InputError(each.reason)
            arrived.append(_member(actor, name, each))
    except OSError as error:
        raise InputError(f"cannot be kept: {error.strerror or error}") from None
    finally:
        path.unlink(missing_ok=True)
    return arrived


def _member(actor: Actor, name: str, found: File | InputError) -> Arrived:
    if isinstance(found, InputError):
        return _noted(name, Arrived(name=found.place.removeprefix("/"), refused=found.reason))
    try:
        with found.open() as stream:
            return receive(actor, name, found.name, stream.read)
    except InputError as error:
        return _noted(name, Arrived(name=found.name.removeprefix("/"), refused=error.reason))


def _noted(name: str, arrived: Arrived) -> Arrived:
    with (_root() / name / _LIST).open("ab") as stream:
        stream.write(msgspec.json.encode(arrived) + b"\n")
    return arrived


def listed(actor: Actor, name: str) -> Listed:
    """The files of an upload, those that were refused too. Raises NotFound."""
    return _listed(_folder(actor, name))


def take_back(actor: Actor, name: str) -> None:
    """Removes an upload of the actor's own with all its files. Raises NotFound."""
    _folder(actor, name)
    remove(name)


def remove(name: str) -> None:
    """Removes an upload with all its files; an absent one is no error."""
    if _NAME.fullmatch(name):
        shutil.rmtree(_root() / name, ignore_errors=True)


def is_adoptable(arrived: Arrived) -> bool:
    """Whether a file is kept and may be a post-mortem that was written elsewhere, by its name."""
    name = arrived.name
    return bool(arrived.stored) and may_be_report(name) and not is_about_reports(name)


def leave_only(name: str, names: Collection[str] = ()) -> None:
    """Removes the files of an upload but those of these names; the upload itself stays."""
    folder = kept_folder(name)
    found = _listed(folder).files
    kept = [each for each in found if each.name in names and each.stored]
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in kept)
    fresh = folder / f"{_LIST}-{secrets.token_hex(12)}"
    fresh.write_bytes(lines)
    fresh.replace(folder / _LIST)
    for each in found:
        if each.stored and each not in kept:
            (folder / each.stored).unlink(missing_ok=True)


def kept_folder(name: str) -> Path:
    """The folder of an upload whoever it belongs to. Raises UsageError where it is gone."""
    folder = _root() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise UsageError("the files are not on this machine any more: upload them again")
    return folder


def forget_old(*, older_s: float = KEPT_S) -> int:
    """Removes uploads that nobody finished; returns how many."""
    now = time.time()
    old = [each.name for each in _root().glob("*-*") if now - _age(each) > older_s]
    for each in old:
        remove(each)
    return len(old)


class UploadGathering(Gathering):
    """An intake of an upload's files, named as people call them, within a server's limits.

    Those of one folder are read where one is given, "" for the whole upload; else all of them, as
    lying in what they have in common. That folder is no part of their names.
    """

    def __init__(
        self,
        name: str,
        options: Options,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        *,
        folder: str | None = None,
    ) -> None:
        super().__init__((), options, keep_raw=True, workers=1, progress=progress)
        self._folder = kept_folder(name)
        found = _listed(self._folder)
        self.listed = found if folder is None else found.below(folder)

    def files(self) -> Iterator[File | InputError]:
        kept = {self.listed.inside(each.name): each for each in self.listed.files if each.stored}
        for each in self.listed.files:
            if each.refused:
                yield Unreadable(each.refused, place=each.name)

        def beside(of: str, name: str) -> File | None:
            found = nearest(list(kept), of, name)
            if found is None or kept_suffix(found):
                return None
            path = self._folder / kept[found].stored
            return File(name, kept[found].size, lambda: path.open("rb"))

        for name in sorted(kept, key=walked):
            path = self._folder / kept[name].stored
            yield from opened(path, name, partial(beside, name), LIMITS)


def _kept(folder: Path, before: Listed, given: str, read: Callable[[int], bytes]) -> Arrived:
    name = tidy_name(given)
    if is_left_out(name):
        return Arrived(name=name)
    if len(before.files) >= MOST_FILES:
        raise InputError(_TOO_MANY, place=name)
    stored = f"{secrets.token_hex(12)}{kept_suffix(name)}"
    others = sum(each.size for each in before.files if each.name != name)
    path = folder / stored
    try:
        size, digest = _written(path, read, room=LARGEST_UPLOAD - others)
    except InputError as error:
        path.unlink(missing_ok=True)
        raise InputError(error.reason, place=name) from None
    except OSError as error:
        path.unlink(missing_ok=True)
        raise InputError(f"cannot be kept: {error.strerror or error}", place=name) from None
    for each in before.files:
        if each.name == name and each.stored:
            (folder / each.stored).unlink(missing_ok=True)
    return Arrived(name=name, size=size, digest=digest, stored=stored)


def _written(path: Path, read: Callable[[int], bytes], *, room: int) -> tuple[int, str]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    content = hashlib.sha256()
    size = 0
    with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
        while data := read(_AT_ONCE):
            size += len(data)
            if size > LARGEST_FILE:
                raise InputError(f"is larger than {LARGEST_FILE >> 20} MiB")
            if size > room:
                raise InputError(f"makes the upload larger than {LARGEST_UPLOAD >> 20} MiB")
            content.update(data)
            stream.write(data)
    return size, content.hexdigest()


def _listed(folder: Path) -> Listed:
    by_name: dict[str, Arrived] = {}
    decode = msgspec.json.Decoder(Arrived).decode
    try:
        with (folder / _LIST).open("rb") as stream:
            for line in stream:
                if line.endswith(b"\n"):  # a line that breaks off is of a server that was killed
                    arrived = decode(line)
                    by_name[arrived.name] = arrived
    except FileNotFoundError:
        pass
    files = [each for each in by_name.values() if each.stored or each.refused]
    return Listed(files, common_folder([each.name for each in files if each.stored]))


def _folder(actor: Actor, name: str) -> Path:
    """The folder of an upload of the actor's own."""
    match = _NAME.fullmatch(name)
    mine = match is not None and actor.user_id is not None and int(match[1]) == actor.user_id
    folder = _root() / name
    if not mine or not actor.may(Need.CHANGE) or not folder.is_dir():
        raise NotFound("no such upload")
    return folder


def _root() -> Path:
    return Path(settings.UPLOADS)


def _age(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
