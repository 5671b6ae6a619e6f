"""The command as a process: stores by URL, pipes, colours, and answers without loading anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hansei import __version__
from tests.cli.conftest import TABLE

_COMMANDS = ("draft", "read", "check", "import", "metrics", "export", "doctor")


def _hansei(
    folder: Path, *arguments: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items()
            if name not in ("HANSEI_STORE", "NO_COLOR", "FORCE_COLOR")}  # fmt: skip
    (folder / "timeline.csv").write_text(TABLE)
    return subprocess.run(
        [sys.executable, "-m", "hansei", *map(str, arguments)],
        cwd=folder, capture_output=True, text=True, timeout=60,
        env={**kept, "XDG_DATA_HOME": str(folder / "data"), **environment},
    )  # fmt: skip


def test_help_names_every_command(tmp_path: Path) -> None:
    done = _hansei(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in _COMMANDS:
        assert f"    {name} " in done.stdout
    assert "Exit codes: 0 fine" in done.stdout
    assert _hansei(tmp_path, "--version").stdout == f"hansei {__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom hansei.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'django', 'yaml', 'ijson', 'msgspec'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr == "[]\n"


def test_the_stores_url_comes_from_the_option_or_the_environment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    done = _hansei(tmp_path, "draft", "timeline.csv", "--store", url)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.sqlite3").exists()
    assert not (tmp_path / "data").exists()
    done = _hansei(tmp_path, "metrics", HANSEI_STORE=str(tmp_path / "a.sqlite3"))
    assert "Time to resolve: mean 50 min" in done.stdout


def test_the_default_store_is_in_the_data_folder(tmp_path: Path) -> None:
    assert _hansei(tmp_path, "import", "timeline.csv").returncode == 0
    assert (tmp_path / "data" / "hansei" / "hansei.sqlite3").exists()


def test_a_store_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database\n" * 300)
    for store in ("notes.txt", "ftp://h/d"):
        done = _hansei(tmp_path, "draft", "timeline.csv", "--store", store)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("hansei: ")
    assert not (tmp_path / "timeline-postmortem").exists()


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    rows = "".join(
        f"2026-03-03 14:{n // 60:02}:{n % 60:02},Alert {n} fired,\n" for n in range(3600)
    )
    (tmp_path / "long.csv").write_text("time,what,who\n" + rows)
    command = f"{sys.executable} -m hansei draft long.csv --no-store --format json | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, '{"title":"')
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False)],
)
def test_colours_only_where_they_are_wanted(
    tmp_path: Path, environment: dict[str, str], coloured: bool
) -> None:
    done = _hansei(tmp_path, "draft", "timeline.csv", "--no-store", **environment)
    assert ("\x1b[" in done.stderr) is coloured
    assert "\x1b" not in done.stdout


def test_standard_input_as_a_pipe(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hansei", "draft", "-", "--no-store", "--quiet"],
        cwd=tmp_path, input=TABLE, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "stdin-postmortem/postmortem.md\n")
