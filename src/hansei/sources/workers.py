"""Reads the large files of one import in several processes at once.

A worker parses whole files and leaves their records in a spool file each; the parent takes the
spools in the order of the files, so that the readings come exactly as one process gives them.
Memory stays bounded: a spool is on disk. Where processes cannot be forked, or the input is small,
everything is read in this process. A worker that dies leaves its files to the parent.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from hansei.domain.errors import InputError
from hansei.domain.event import Record
from hansei.sources.base import Reading
from hansei.sources.files import File, files_under
from hansei.sources.intake import FileReport, Intake, Options

LEAST_FILE = 1 << 20
"""Bytes from which a file is worth handing to a worker."""
LEAST_TOTAL = 24 << 20
"""Bytes of such files from which starting workers pays."""
MOST_WORKERS = 4
_BATCH = 1000
_LENGTH = 4


class WorkersIntake(Intake):
    """An intake that uses the machine's processors. `keep_raw` is for imports into the store."""

    def __init__(
        self, paths: Sequence[str], options: Options, *, keep_raw: bool, workers: int | None = None
    ) -> None:
        super().__init__(paths, options)
        self._keep_raw = keep_raw
        self._workers = min(_processors(), MOST_WORKERS) if workers is None else workers

    def readings(self) -> Iterator[Reading]:
        """Every record with its raw item, file by file, in the order of the files."""
        files = list(files_under(self.paths))
        large = [
            index
            for index, file in enumerate(files)
            if isinstance(file, File) and file.size >= LEAST_FILE
        ]
        if self._workers < 2 or len(large) < 2 or _total(files, large) < LEAST_TOTAL:
            for file in files:
                yield from self.read(file)
            return
        with TemporaryDirectory(prefix="hansei-") as folder:
            crew = _Crew(self, files, large, Path(folder))
            try:
                for index, file in enumerate(files):
                    yield from crew.readings(index) if index in crew.owner else self.read(file)
            finally:
                crew.dismiss()

    def spool(self, file: File, path: Path) -> FileReport:
        """Parses one file into a spool, in a worker."""
        encode = msgspec.msgpack.Encoder().encode
        readings = self.read(file)
        with path.open("wb") as stream:
            while batch := list(islice(readings, _BATCH)):
                raws = [_raw_json(each.raw) for each in batch] if self._keep_raw else []
                data = encode(([each.record for each in batch], raws))
                stream.write(len(data).to_bytes(_LENGTH, "big"))
                stream.write(data)
        return self.reports.pop()


class _Crew:
    """The workers of one import and what they are to read."""

    def __init__(
        self, intake: WorkersIntake, files: list[File | InputError], large: list[int], folder: Path
    ) -> None:
        self._intake = intake
        self._files = files
        self._folder = folder
        self.owner: dict[int, Connection] = {}
        self._processes: list[BaseProcess] = []
        for share in _shared_out(files, large, intake._workers):
            self._start(share)

    def _start(self, share: list[int]) -> None:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=self._work, args=(share, there), daemon=True)
        process.start()
        there.close()
        self._processes.append(process)
        self.owner.update(dict.fromkeys(share, here))

    def _work(self, share: list[int], report_to: Connection) -> None:
        """A worker's life: reads its files and reports each one; says nothing on its own."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.disable()
        for index in share:
            file = self._files[index]
            if isinstance(file, File):
                report_to.send((index, self._intake.spool(file, self._folder / str(index))))

    def readings(self, index: int) -> Iterator[Reading]:
        """The readings of one file, as its worker left them; read here where the worker died."""
        try:
            done, report = self.owner[index].recv()
        except (EOFError, OSError):
            yield from self._intake.read(self._files[index])
            return
        assert done == index, "a worker reports its files in order"
        self._intake.reports.append(report)
        path = self._folder / str(index)
        yield from _spooled(path)
        path.unlink()

    def dismiss(self) -> None:
        for process in self._processes:
            process.terminate()
            process.join()


_Files = list[File | InputError]


def _shared_out(files: _Files, large: list[int], workers: int) -> list[list[int]]:
    """The files dealt to the workers, the largest first to whoever has least."""
    shares: list[tuple[int, list[int]]] = [(0, []) for _ in range(workers)]
    for index in sorted(large, key=lambda each: (-_size(files[each]), each)):
        shares.sort(key=lambda share: share[0])
        load, share = shares[0]
        shares[0] = (load + _size(files[index]), [*share, index])
    return [sorted(share) for _, share in shares if share]


def _spooled(path: Path) -> Iterator[Reading]:
    decode = msgspec.msgpack.Decoder(tuple[list[Record], list[bytes]]).decode
    with path.open("rb") as stream:
        while head := stream.read(_LENGTH):
            records, raws = decode(stream.read(int.from_bytes(head, "big")))
            if raws:
                for record, raw in zip(records, raws, strict=True):
                    yield Reading(record, msgspec.Raw(raw))
            else:
                for record in records:
                    yield Reading(record, None)


def _raw_json(raw: Any) -> bytes:
    try:
        return msgspec.json.encode(raw)
    except (UnicodeEncodeError, OverflowError, TypeError, ValueError):
        return json.dumps(raw, default=str, separators=(",", ":")).encode()


def _size(file: File | InputError) -> int:
    return file.size if isinstance(file, File) else 0


def _total(files: list[File | InputError], large: list[int]) -> int:
    return sum(_size(files[index]) for index in large)


def _processors() -> int:
    """How many processors this process may use; 1 where it cannot fork."""
    if sys.platform != "linux" or "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0))
