"""Writes result files whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from hansei.domain.document import Milestone
from hansei.outputs import registry
from hansei.outputs.base import Dossier

_WRITTEN = ("markdown", "html", "json", "statuspage")


def write_results(dossier: Dossier, folder: Path) -> list[Path]:
    """All files of a draft in `folder`, the Markdown first; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    marks = dossier.document.milestones
    ended = Milestone.RESOLVED in marks or Milestone.RECOVERED in marks
    names = (*_WRITTEN, "ics") if ended else _WRITTEN
    written = []
    for name in names:
        output = registry.output(name)
        path = folder / output.file_name
        write_whole(path, output.render(dossier))
        written.append(path)
    return written


def write_whole(path: Path, data: bytes) -> None:
    """Replaces a file in one step, so that no moment shows half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
