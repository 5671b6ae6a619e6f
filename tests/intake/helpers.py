"""Files made on the spot, and what the intake makes of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import NamedTuple

from hansei.domain.errors import InputError
from hansei.sources.base import Item, Reading, Refusal, Sample
from hansei.sources.files import File, files_under
from hansei.sources.intake import FileReport, Intake, Options
from hansei.sources.shapes import decode


class Found(NamedTuple):
    """The decoded items of one file and what was refused."""

    sample: Sample
    items: list[Item]
    refusals: list[Refusal]

    @property
    def values(self) -> list[object]:
        return [each.value for each in self.items]


def decoded(data: bytes, name: str = "x") -> Found:
    found = decode(File(name, len(data), lambda: io.BytesIO(data)))
    everything = list(found.items)
    found.close()
    return Found(
        found.sample,
        [each for each in everything if isinstance(each, Item)],
        [each for each in everything if isinstance(each, Refusal)],
    )


def listed(*paths: Path) -> tuple[list[File], list[InputError]]:
    everything = list(files_under([str(each) for each in paths]))
    return (
        [each for each in everything if isinstance(each, File)],
        [each for each in everything if isinstance(each, InputError)],
    )


def content(file: File) -> bytes:
    with file.open() as stream:
        return stream.read()


def taken_in(*paths: Path, source: str | None = None) -> tuple[list[Reading], list[FileReport]]:
    intake = Intake([str(each) for each in paths], Options(source=source))
    return list(intake.readings()), intake.reports
