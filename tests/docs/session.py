"""Runs the command lines that the documentation shows, in a folder and a home of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import door

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_S = 120


class Session:
    """One reader at a terminal: a checkout of the example, an empty home, an empty store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "home").mkdir()
        (folder / "bin").mkdir()
        for name, started in (("hansei", "hansei"), ("lay-past", "tests.docs.past")):
            door.lay(folder / "bin" / name, started)
        self.work = folder / "home" / "work"
        shutil.copytree(ROOT / "examples", self.work / "examples")
        for each in sorted((ROOT / "docs" / "guide" / "files").iterdir()):
            shutil.copy(each, self.work)

    def run(self, line: str) -> str:
        """What a terminal shows for a command line; paths of the session read as those of a home.

        Standard output and error come in the order in which they were written.
        """
        home = str(self.folder / "home")
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("HANSEI_", "XDG_", "TEST_", "DJANGO_"))}  # fmt: skip
        environment = {
            **kept,
            "HOME": home,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "LC_ALL": "C.UTF-8",
        }
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.work, env=environment, text=True, timeout=_LONGEST_S,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        shown = done.stdout.replace(f"{home}/work", "~/work").replace(home, "~")
        return "\n".join(each.rstrip() for each in shown.rstrip().splitlines())


@contextmanager
def session() -> Iterator[Session]:
    """A session whose folder is gone afterwards."""
    with TemporaryDirectory(prefix="hansei-docs-") as folder:
        yield Session(Path(folder).resolve())
