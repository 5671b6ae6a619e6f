"""`hansei adopt` against a server: the files travel as they lie, and the server reads them."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from hansei.cli.remote.connection import Connection
from hansei.cli.terminal import Console
from hansei.domain.errors import HanseiError, InputError
from hansei.domain.event import Place
from hansei.domain.landings import Fate, Landing
from hansei.sources.base import Refusal
from hansei.sources.files import File, lying_under
from hansei.sources.intake import FileReport

_LEAST_ALONE = 1 << 20
_MOST_PACKED, _LARGEST_PACK = 500, 16 << 20


class _Begun(msgspec.Struct):
    upload: str


class _Arrived(msgspec.Struct):
    name: str


class _ArrivedPage(msgspec.Struct):
    items: tuple[_Arrived, ...]


class _Row(msgspec.Struct):
    place: str
    code: str
    reason: str


class _File(msgspec.Struct):
    name: str
    refused: int
    refusals: tuple[_Row, ...]
    note: str

    def report(self) -> FileReport:
        rows = [Refusal(Place(each.place), each.reason, each.code) for each in self.refusals]
        return FileReport(self.name, refused=self.refused, refusals=rows, note=self.note)


class _Adopted(msgspec.Struct):
    landings: tuple[Landing, ...]
    files: tuple[_File, ...]
    records: int


class _Pack:
    """Small files, many in one request: what a request takes is more than what they do."""

    def __init__(self) -> None:
        self.files = 0
        self._bytes = io.BytesIO()
        self._zip = ZipFile(self._bytes, "w", ZIP_DEFLATED, compresslevel=1)

    def add(self, name: str, file: File) -> None:
        """Raises OSError for a file that cannot be read."""
        with file.open() as stream:
            data = stream.read()
        self._zip.writestr(name, data)
        self.files += 1

    @property
    def is_full(self) -> bool:
        return self.files >= _MOST_PACKED or self._bytes.tell() >= _LARGEST_PACK

    def file(self) -> File:
        """The whole, once nothing more comes."""
        self._zip.close()
        data = self._bytes.getvalue()
        return File("packed", len(data), lambda: io.BytesIO(data))


class RemoteAdopting:
    """A run over files of this machine on a server. `wanted` is how to read, as the API takes it.

    `records` and `reports` say what became of exports, as on a store.
    """

    def __init__(
        self,
        connection: Connection,
        paths: Sequence[str],
        wanted: Mapping[str, Any],
        console: Console,
    ) -> None:
        self.records = 0
        self.reports: list[FileReport] = []
        self._connection = connection
        self._paths = paths
        self._wanted = wanted
        self._console = console

    def landings(self) -> Iterator[Landing]:
        """What became of each report and incident, and first of what could not be sent."""
        upload = f"/uploads/{self._connection.post('/uploads', None, _Begun).upload}"
        try:
            yield from self._sent(upload)
            answer = self._connection.post(f"{upload}/adoption", self._body(), _Adopted)
        finally:
            with suppress(HanseiError):  # it goes after a day by itself
                self._connection.delete(upload)
        self.records = answer.records
        self.reports = [each.report() for each in answer.files]
        yield from answer.landings

    def _sent(self, upload: str) -> Iterator[Landing]:
        """Sends the files, each path as a folder of its own; those that cannot be read."""
        pack = _Pack()
        lying = ((at, file) for at, path in enumerate(self._paths) for file in lying_under([path]))
        for at, file in self._console.counted(lying, "sending"):
            if isinstance(file, InputError):
                yield Landing(Fate.FAILED, file.place, note=file.reason)
                continue
            # A hidden file is passed over in a folder; here somebody named it.
            name = f"{at}/{file.name.lstrip('.')}"
            try:
                if file.size >= _LEAST_ALONE:
                    self._connection.put(f"{upload}/files", file, _Arrived, name=name)
                else:
                    pack.add(name, file)
            except OSError as error:
                yield Landing(Fate.FAILED, file.name, note=error.strerror or str(error))
            if pack.is_full:
                self._send(upload, pack)
                pack = _Pack()
        if pack.files:
            self._send(upload, pack)

    def _send(self, upload: str, pack: _Pack) -> None:
        self._connection.put(f"{upload}/packed", pack.file(), _ArrivedPage)

    def _body(self) -> dict[str, Any]:
        folders = []
        for at, path in enumerate(self._paths):
            given = Path(path).resolve()
            where = given if given.is_dir() else given.parent
            # The same folder of two machines is another archive.
            folders.append({"name": str(at), "path": f"{socket.gethostname()}:{where}"})
        return {**self._wanted, "folders": folders}
