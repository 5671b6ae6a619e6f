"""Gathers the records of an import: large files in several processes, everything within bounds.

A worker parses whole files into spools (`spool`); the parent reads the small files itself and then
takes the workers' reports in the order of the files, so that the result depends on the input alone.
Where processes cannot be forked, or the input is small, everything happens in this process. A
worker that dies leaves its files to the parent.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from hansei.domain.errors import InputError
from hansei.domain.records import Teller
from hansei.sources import registry
from hansei.sources.base import Reading
from hansei.sources.files import File
from hansei.sources.intake import FileReport, Intake, Options
from hansei.sources.spool import Gathered, Spool, put_by

LEAST_FILE = 1 << 20
"""Bytes from which a file is worth handing to a worker."""
LEAST_TOTAL = 24 << 20
"""Bytes of such files from which starting workers pays."""
MOST_AT_HAND = 50_000
"""Records of small files kept in memory; more are put by."""
MOST_WORKERS = 4

_Files = list[File | InputError]
_Progress = Callable[[int, int], None]


class Gathering(Intake):
    """An intake that keeps its records within bounds. `keep_raw` is for imports into the store."""

    def __init__(
        self,
        paths: Sequence[str],
        options: Options,
        *,
        keep_raw: bool,
        workers: int | None = None,
        progress: _Progress = lambda _done, _all: None,
    ) -> None:
        super().__init__(paths, options)
        self._keep_raw = keep_raw
        self._workers = min(_processors(), MOST_WORKERS) if workers is None else workers
        self._progress = progress
        self._tells = Teller({each.name: int(each.clock) for each in registry.sources()})

    @contextmanager
    def gathered(self) -> Iterator[Gathered]:
        """All records, readable inside the context; `reports` is complete by then."""
        files = list(self.files())
        large = [index for index, file in enumerate(files) if _size(file) >= LEAST_FILE]
        many = sum(_size(files[index]) for index in large) >= LEAST_TOTAL
        workers = self._workers if many and len(large) > 1 else 1
        with TemporaryDirectory(prefix="hansei-") as folder:
            crew = _Crew(self, files, large if workers > 1 else [], Path(folder), workers)
            try:
                yield self._gather(crew, files, set(large) if many else set(), Path(folder))
            finally:
                crew.dismiss()

    def _gather(self, crew: _Crew, files: _Files, large: set[int], folder: Path) -> Gathered:
        found = Gathered()
        reports: dict[int, FileReport] = {}
        small = self._small(files, large, reports)
        found.at_hand = list(islice(small, MOST_AT_HAND))
        if len(found.at_hand) == MOST_AT_HAND:
            found.spools.append(self.put_by(small, folder / "small"))
        for index in sorted(large):
            spool, reports[index] = crew.spool(index) or self.spool(files, index, folder)
            found.spools.append(spool)
            self._progress(len(reports), len(files))
        self.reports = [reports[index] for index in sorted(reports)]
        return found

    def _small(
        self, files: _Files, large: set[int], reports: dict[int, FileReport]
    ) -> Iterator[Reading]:
        for index, file in enumerate(files):
            if index not in large:
                yield from self.read(file)
                reports[index] = self.reports.pop()
                self._progress(len(reports), len(files))

    def put_by(self, readings: Iterator[Reading], path: Path) -> Spool:
        return put_by(readings, path, tells=self._tells, keep_raw=self._keep_raw)

    def spool(self, files: _Files, index: int, folder: Path) -> tuple[Spool, FileReport]:
        """Parses one file into a spool of its own."""
        spool = self.put_by(self.read(files[index]), folder / str(index))
        return spool, self.reports.pop()


class _Crew:
    """The workers of one import and the files dealt to them."""

    def __init__(
        self, intake: Gathering, files: _Files, large: list[int], folder: Path, workers: int
    ) -> None:
        self._intake = intake
        self._files = files
        self._folder = folder
        self._owner: dict[int, Connection] = {}
        self._processes: list[BaseProcess] = []
        for share in _shared_out(files, large, workers):
            self._start(share)

    def _start(self, share: list[int]) -> None:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=self._work, args=(share, there), daemon=True)
        process.start()
        there.close()
        self._processes.append(process)
        self._owner.update(dict.fromkeys(share, here))

    def _work(self, share: list[int], answer: Connection) -> None:
        """A worker's life: its files in order, an answer for each.

        It dies in silence: the parent then reads the file itself, and says what is wrong.
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.disable()
        with suppress(Exception):
            for index in share:
                answer.send(self._intake.spool(self._files, index, self._folder))

    def spool(self, index: int) -> tuple[Spool, FileReport] | None:
        """What became of one file; None where no worker had it, or its worker died."""
        owner = self._owner.get(index)
        try:
            answer: tuple[Spool, FileReport] | None = owner.recv() if owner else None
        except (EOFError, OSError):
            return None
        return answer

    def dismiss(self) -> None:
        for process in self._processes:
            process.terminate()
            process.join()


def _shared_out(files: _Files, large: list[int], workers: int) -> list[list[int]]:
    """The files dealt to the workers, the largest first to whoever has least."""
    shares: list[tuple[int, list[int]]] = [(0, []) for _ in range(workers)]
    for index in sorted(large, key=lambda each: (-_size(files[each]), each)):
        shares.sort(key=lambda share: share[0])
        load, share = shares[0]
        shares[0] = (load + _size(files[index]), [*share, index])
    return [sorted(share) for _, share in shares if share]


def _size(file: File | InputError) -> int:
    return file.size if isinstance(file, File) else 0


def _processors() -> int:
    """How many processors this process may use; 1 where it cannot fork."""
    if sys.platform != "linux" or "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0))
