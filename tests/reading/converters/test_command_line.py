"""`hansei read` and `hansei check` take the three formats like any other report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hansei.cli.main import main
from tests.reading.converters.making import docx_of, html_of, pdf_of

REPORT = """# Login outage

## Timeline

- 2024-03-05 22:10 UTC: Errors begin
- 2024-03-05 22:31 UTC: Alert fired

## Root cause

The certificate had expired. The engineer should have known that.
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    made = {"page.html": html_of, "report.docx": docx_of, "report.pdf": pdf_of}
    for name, make in made.items():
        (tmp_path / name).write_bytes(make(REPORT))
    return [str(tmp_path / name) for name in made]


def test_read(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", *files, "--format", "json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["title"] for each in found] == ["Login outage"] * 3
    for each in found:
        assert [event["at"] for event in each["events"]] == [
            "2024-03-05T22:10:00Z", "2024-03-05T22:31:00Z",
        ]  # fmt: skip


def test_check_shows_the_line_of_the_converted_text(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for file in files:
        assert main(["check", file]) == 1
        out = capsys.readouterr().out
        assert "blame/" in out
        assert "| The certificate had expired. The engineer should have known that." in out


def test_folders_are_walked_for_them(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(files[0]).parent
    assert main(["read", str(folder), "--format", "json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
