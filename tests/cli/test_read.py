"""`hansei read`: one JSON object an incident, a short text, one line for what is unreadable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hansei.cli.main import main
from tests.checks.finding import CORRECTED, FIXTURES

GOOD = str(FIXTURES / "nine-corrected.md")
TWO = """\
# Incident log

## Incident on 2025-03-01 - Login down

- 10:36 Alert fired
- 10:40 Acknowledged
- 11:00 Recovery confirmed

## Incident on 2025-04-02 - Search slow

- 14:05 Alert fired
- 14:09 Acknowledged
- 14:30 Recovery confirmed
"""


def _objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_follows_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", GOOD, "--format", "json"]) == 0
    (report,) = _objects(capsys)
    assert report["source"] == GOOD
    assert str(report["title"]).startswith("Login outage")
    assert len(report["events"]) == 9  # type: ignore[arg-type]
    assert len(report["actions"]) == 5  # type: ignore[arg-type]
    for name in (
        "title source zone variant events milestones figures stated summary root_cause"
        " contributing_factors impact actions lessons unmapped"
    ).split():
        assert name in report


def test_a_log_of_incidents_gives_one_object_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.md").write_text(TWO)
    assert main(["read", str(tmp_path / "log.md"), "--format", "json"]) == 0
    first, second = _objects(capsys)
    assert "Login" in str(first["title"])
    assert second["events"][0]["place"] == {"line": 11}  # type: ignore[index]


def test_the_zone_of_bare_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.md").write_text("# Outage\n\n## Timeline\n\n- 2025-07-01 10:36 Alert fired\n")
    main(["read", str(tmp_path / "r.md"), "--zone", "Europe/London", "--format", "json"])
    (report,) = _objects(capsys)
    assert report["events"][0]["at"] == "2025-07-01T09:36:00Z"  # type: ignore[index]


def test_text_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", GOOD]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Login outage")
    assert "9 events, 5 actions" in out
    assert len(out.splitlines()) < 40


def test_what_hansei_wrote_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from hansei.domain.document import Block, Document, Section
    from hansei.outputs.markdown.render import render_markdown

    document = Document(title="A", sections=(Section("summary", "Summary", (Block("It broke."),)),))
    (tmp_path / "own.md").write_text(render_markdown(document))
    assert main(["read", str(tmp_path / "own.md"), "--format", "json"]) == 0
    assert _objects(capsys)[0]["title"] == "A"


def test_a_folder_and_an_unreadable_file_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_bytes(b"\x00" * 300)
    (tmp_path / "b.md").write_text(CORRECTED)
    assert main(["read", str(tmp_path), "--format", "json"]) == 2
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert captured.err.count("\n") == 1
    assert "a.md" in captured.err


@pytest.mark.parametrize("name", ["absent.md", "empty"])
def test_nothing_to_read(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["read", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
