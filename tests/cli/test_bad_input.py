"""Bad files: the good ones beside them land, each is named, and there is never a traceback."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import TABLE, Run

_BOMB = b"0" * (20 << 20)
HOSTILE: dict[str, bytes] = {
    "empty.json": b"",
    "blank.csv": b"\n\n  \n",
    "truncated.json": b'[{"id": "1", "at": "2026-03-03T14:00:00Z", "text": "a"}, {"id": "2", "at',
    "binary.json": bytes(range(256)) * 40,
    "nul.csv": b"time,text\n2026-03-03 14:00:00,a\0b\n",
    "utf16.csv": "time,text\n2026-03-03 14:00,Störung\n".encode("utf-16"),
    "latin.csv": "time,text\n2026-03-03 14:00,Störung\n".encode("latin-1"),
    "deep.json": b"[" * 20_000,
    "deep-closed.json": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "number.json": b"1" * 100_000,
    "infinity.json": b'[{"time": NaN, "text": Infinity}]',
    "surrogates.json": b'[{"time": "2026-03-03T14:00:00Z", "text": "\\ud800 x"}]',
    "wrong.json": b'{"incidents": "none", "log_entries": 7, "events": {"a": [null]}}',
    "null.json": b"null",
    "long-line.txt": b"x" * 3_000_000,
    "formulas.csv": b"time,text\n2026-03-03 14:00,=cmd|' /C calc'!A0\n",
    "scripts.csv": b"time,text\n2026-03-03 14:00,<script>alert(1)</script><img onerror=x>\n",
    "quotes.csv": b'time,text\n2026-03-03 14:00,"never closed\n' * 50,
    "many-columns.csv": b"," * 100_000 + b"\n" + b"," * 100_000,
    "years.csv": b"time,text\n9999-12-31 23:59,a\n0001-01-01,b\n2026-02-30,c\n99999999999999,d\n",
    "no-zip.zip": b"PK\x03\x04 and nothing else",
    "no-gzip.json.gz": b"\x1f\x8b and nothing else",
    "page.html": b"<html><script>alert(1)</script></html>",
    "escape.ndjson": b'{"time": "2026-03-03T14:00:00Z", "text": "\\u001b[2J\\u001b]0;x\\u0007"}\n',
}


def _clean(err: str) -> None:
    assert "Traceback" not in err
    assert all(char.isprintable() or char == "\n" for char in err), repr(err)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_alone_it_is_read_or_refused(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    answer = run("draft", name, "--no-store", "--format", "json")
    assert answer.code in (0, 1, 2)
    _clean(answer.err)
    if answer.code == 2:
        assert answer.out == ""
        assert name in answer.err
    else:
        json.loads(answer.out)


def test_all_of_them_beside_a_good_one(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, data in HOSTILE.items():
        (folder / name).write_bytes(data)
    (folder / "timeline.csv").write_text(TABLE)
    answer = run("draft", folder, "--no-store", "--format", "json")
    assert answer.code == 1
    texts = {each["text"] for each in json.loads(answer.out)["events"]}
    assert "Acknowledged the page" in texts
    _clean(answer.err)
    for name in ("truncated.json", "deep.json", "no-zip.zip", "binary.json"):
        assert name in answer.err


def test_the_good_rows_of_a_truncated_file_land(run: Run, table: Path, tmp_path: Path) -> None:
    (tmp_path / "events.json").write_bytes(HOSTILE["truncated.json"])
    answer = run("draft", table, "events.json", "--no-store", "--format", "json")
    assert answer.code == 1
    assert "events.json" in answer.err
    assert len(json.loads(answer.out)["events"]) >= 6


def test_a_bad_row_is_named_by_its_line(run: Run, table: Path) -> None:
    table.write_text(TABLE.replace("2026-03-03 14:20:00", "14:??"))
    answer = run("draft", table, "--no-store", "--format", "json")
    assert answer.code == 1
    assert "timeline.csv:4" in answer.err
    assert len(json.loads(answer.out)["events"]) == 5


def test_a_folder_of_something_else_is_unusable(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    (folder / "thesis.txt").write_text("It was a dark and stormy night.\n" * 20)
    answer = run("draft", folder, "--no-store")
    assert (answer.code, answer.out) == (2, "")
    assert "photos" in answer.err
    assert not (tmp_path / "photos-postmortem").exists()


def test_an_empty_folder_is_unusable(run: Run, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    answer = run("draft", "nothing", "--no-store")
    assert (answer.code, answer.out) == (2, "")
    assert "nothing" in answer.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_beside_a_good_one(run: Run, table: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("[]")
    secret.chmod(0)
    answer = run("draft", table, secret, "--no-store", "--format", "json")
    assert answer.code == 1
    assert "secret.json" in answer.err


def test_what_is_no_file_is_named(run: Run, table: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    answer = run("draft", table, "pipe", "--no-store", "--format", "json")
    assert answer.code == 1
    assert "pipe" in answer.err
    assert json.loads(answer.out)["events"]


def test_a_name_with_control_characters_is_shown_escaped(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "timeline.csv").write_text(TABLE)
    (folder / "a\x1b[31m\nb.json").write_bytes(b'[{"id": "1"')
    answer = run("draft", folder, "--no-store")
    assert answer.code == 1
    _clean(answer.err)
    assert "a\\x1b[31m\\x0ab.json" in answer.err
    missing = run("draft", "c\x1b[31m.json", "--no-store")
    assert missing.code == 2
    _clean(missing.err)


def test_an_option_with_control_characters_is_shown_escaped(run: Run, table: Path) -> None:
    for option in ("--zone", "--variant", "--module", "--source", "--from", "--map"):
        answer = run("draft", table, "--no-store", option, "x\x1b[31m=y")
        assert answer.code in (0, 2)
        _clean(answer.err)


def test_a_zip_is_read_and_a_bomb_is_not(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "exports.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("incident/timeline.csv", TABLE)
        archive.writestr("../../outside.csv", TABLE.replace("checkout", "outside"))
        archive.writestr("bomb.json", _BOMB)
    answer = run("draft", "exports.zip", "--no-store", "--format", "json")
    assert answer.code == 1
    assert "bomb.json" in answer.err
    assert "Acknowledged the page" in answer.out
    assert not list(tmp_path.parent.glob("outside.csv"))
    _clean(answer.err)


def test_a_packed_file_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "timeline.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    answer = run("draft", "timeline.csv.gz", "--no-store", "--format", "json")
    assert answer.code == 0
    assert len(json.loads(answer.out)["events"]) == 6


def test_hostile_words_come_out_harmless(run: Run, tmp_path: Path) -> None:
    for name in ("scripts.csv", "escape.ndjson"):
        (tmp_path / name).write_bytes(HOSTILE[name])
    answer = run("draft", "scripts.csv", "escape.ndjson", "--no-store", "-o", "out")
    assert answer.code == 0
    _clean(answer.err)
    page = (tmp_path / "out" / "postmortem.html").read_text()
    assert "<script>alert" not in page
    assert "<img onerror" not in page
    lines = (tmp_path / "out" / "postmortem.md").read_text().splitlines()
    for line in lines:
        heading = line.startswith(("# ", "title: "))
        assert heading or "<script>" not in line.replace("\\<script", ""), line


def test_links_do_not_lead_out_of_the_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "private.csv").write_text(TABLE.replace("checkout", "private"))
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "timeline.csv").write_text(TABLE)
    (folder / "link.csv").symlink_to(tmp_path / "private.csv")
    (folder / "loop").symlink_to(folder)
    answer = run("draft", folder, "--no-store", "--format", "json")
    assert "private" not in answer.out
    assert answer.code in (0, 1)
