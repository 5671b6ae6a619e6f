"""Folders and archives: what is walked, what is refused, and that nothing leads outside."""

from __future__ import annotations

import gzip
import io
import multiprocessing
import os
import stat
import struct
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest

from hansei.domain.errors import InputError, Unreadable
from hansei.sources.archives import Limits, in_tar, in_zip
from hansei.sources.files import files_under, printable
from tests.intake.helpers import content, listed, taken_in

TEXT = b"2025-03-01 10:36:00 deploy started\n" * 3


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, members: dict[str, bytes], *odd: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in odd:
            archive.addfile(info)
    return path


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.log", "a/z.log", "a/.hidden", ".git/config", "node_modules/x.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    files, errors = listed(tmp_path)
    assert ([each.name for each in files], errors) == (["b.log", "a/z.log"], [])


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.log").write_bytes(TEXT)
    (folder / "own.log").write_bytes(TEXT)
    (folder / "alias.log").symlink_to("own.log")
    (folder / "secret.log").symlink_to(outside / "secret.log")
    (folder / "folder").symlink_to(outside)
    (folder / "loop.log").symlink_to("loop.log")
    (folder / "gone.log").symlink_to("nowhere.log")
    files, errors = listed(folder)
    assert [each.name for each in files] == ["alias.log", "own.log"]
    assert {each.place for each in errors} == {"secret.log", "folder", "loop.log", "gone.log"}


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.log")
    _, inside = listed(tmp_path)
    _, given = listed(tmp_path / "pipe.log", tmp_path / "absent", tmp_path / ("x" * 5000))
    assert [each.reason for each in inside] == ["is not a regular file"]
    assert [each.reason.partition(":")[0] for each in given] == [
        "is neither a file nor a folder", "does not exist", "cannot be read",
    ]  # fmt: skip


def test_a_folder_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.log").write_bytes(TEXT)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files, errors = listed(tmp_path)
    assert [each.name for each in files] == ["open.log"]
    assert ["Permission denied" in each.reason for each in errors] == [True]


@pytest.mark.parametrize("name", ["a\x1b[31m.log", "a\n.log", "a\u202e.log", "a\udcff.log"])
def test_names_are_safe_on_a_terminal(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TEXT)
    archive = zipped(tmp_path / "x.zip", {name.encode("utf-8", "replace").decode(): TEXT})
    files, _ = listed(tmp_path, archive)
    assert len(files) == 3
    for each in files:
        assert each.name.isprintable()
        assert each.name.encode()
    assert printable("é") == "é"


def test_companions_lie_beside_or_above(tmp_path: Path) -> None:
    members = {
        "export/users.json": b"[1]",
        "export/general/day.json": b"{}",
        "other/users.json": b"[2]",
    }
    for name, data in members.items():
        (tmp_path / "plain" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "plain" / name).write_bytes(data)
    zipped(tmp_path / "x.zip", members)
    tarred(tmp_path / "x.tar.gz", members)
    for path in (tmp_path / "plain", tmp_path / "x.zip", tmp_path / "x.tar.gz"):
        files, _ = listed(path)
        (day,) = (each for each in files if each.name.endswith("day.json"))
        found = day.beside("users.json")
        assert found is not None
        assert content(found) == b"[1]"
        assert day.beside("nobody.json") is None


def test_a_companion_is_never_taken_from_outside(tmp_path: Path) -> None:
    (tmp_path / "users.json").write_bytes(b"[]")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "day.json").write_bytes(b"{}")
    (file,), _ = listed(tmp_path / "in")
    assert file.beside("users.json") is None
    assert file.beside("../users.json") is None


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
@pytest.mark.parametrize(
    "name", ["../x.log", "a/../../x.log", "/etc/x.log", "C:\\x.log", "..\\x.log"]
)
def test_names_that_lead_out_of_an_archive_are_refused(
    tmp_path: Path, kind: str, name: str
) -> None:
    made = zipped if kind == "zip" else tarred
    path = made(tmp_path / f"x.{kind}", {name: TEXT, "good.log": TEXT})
    files, errors = listed(path)
    assert [each.name for each in files] == [f"x.{kind}/good.log"]
    assert ["leads out" in each.reason for each in errors] == [True]


def test_links_and_devices_in_a_tar_are_not_read(tmp_path: Path) -> None:
    odd = (
        link("link.log", "/etc/passwd"),
        link("hard.log", "good.log", tarfile.LNKTYPE),
        link("device", "", tarfile.CHRTYPE),
        link("pipe", "", tarfile.FIFOTYPE),
    )
    files, errors = listed(tarred(tmp_path / "x.tar", {"good.log": TEXT}, *odd))
    assert [content(each) for each in files] == [TEXT]
    assert len(errors) == 4


def test_bombs_are_refused_and_their_neighbours_land(tmp_path: Path) -> None:
    bomb = b"0" * (40 << 20)
    zipped(tmp_path / "x.zip", {"bomb.log": bomb, "good.log": TEXT})
    tarred(tmp_path / "x.tgz", {"good.log": TEXT, "bomb.log": bomb})
    (tmp_path / "x.log.gz").write_bytes(gzip.compress(bomb))
    readings, reports = taken_in(tmp_path)
    assert {each.name: each.records for each in reports if each.records} == {
        "x.zip/good.log": 3, "x.tgz/good.log": 3,
    }  # fmt: skip
    refused = {each.name: each.refusals[0].reason for each in reports if each.refusals}
    assert set(refused) == {"x.zip/bomb.log", "x.tgz/bomb.log", "x.log"}
    assert all("times its size" in reason for reason in refused.values())
    assert len(readings) == 6


def test_too_many_and_too_large_members_are_refused(tmp_path: Path) -> None:
    members = {f"{number}.log": os.urandom(2000) for number in range(5)}
    zip_file, tar_file = zipped(tmp_path / "x.zip", members), tarred(tmp_path / "x.tar", members)

    def refused(limits: Limits) -> list[int]:
        return [
            sum(isinstance(each, InputError) for each in found)
            for found in (in_zip(zip_file, "x", limits), in_tar(tar_file, "x", limits))
        ]

    assert refused(Limits()) == [0, 0]
    assert refused(Limits(members=4)) == [1, 1]
    assert refused(Limits(archive=9000)) == [1, 1]
    assert refused(Limits(member=1000)) == [5, 5]


def test_a_long_list_of_members_is_refused_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "x.zip", {f"{number:0200}.log": b"" for number in range(20)})
    monkeypatch.setattr(zipfile.ZipFile, "__init__", None)
    (found,) = in_zip(path, "x", Limits(members=4))
    assert isinstance(found, InputError)
    assert "more than 4 files" in found.reason


def test_a_size_that_lies_does_not_help_a_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"bomb.log": b"0" * (8 << 20)})
    data = path.read_bytes().replace(struct.pack("<I", 8 << 20), struct.pack("<I", 100))
    path.write_bytes(data)
    (file,), _ = listed(path)
    with pytest.raises(Unreadable):
        file.open()


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"secret.log": TEXT})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(data)
    _, (report,) = taken_in(path)
    assert "encrypted" in report.refusals[0].reason


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "log.gz"])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_truncated_archive_is_named(tmp_path: Path, kind: str, part: float) -> None:
    members = {f"{number}.log": os.urandom(30_000).hex().encode() for number in range(3)}
    path = tmp_path / f"x.{kind}"
    if kind == "log.gz":
        path.write_bytes(gzip.compress(members["0.log"]))
    else:
        (zipped if kind == "zip" else tarred)(path, members)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    _, reports = taken_in(path)
    assert any(refusal.code == "unreadable" for each in reports for refusal in each.refusals)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "log.gz"])
def test_a_damaged_archive_never_raises(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    if kind == "log.gz":
        path.write_bytes(gzip.compress(TEXT * 200))
    else:
        (zipped if kind == "zip" else tarred)(path, {"a.log": TEXT * 200, "b.log": TEXT})
    data = path.read_bytes()
    for at in range(0, len(data), max(1, len(data) // 60)):
        path.write_bytes(data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            taken_in(path)


def test_processes_do_not_share_a_position_in_an_archive(tmp_path: Path) -> None:
    members = {f"{number}.log": bytes([65 + number]) * 300_000 for number in range(4)}
    zipped(tmp_path / "x.zip", {name: data + os.urandom(9000) for name, data in members.items()})
    files, _ = listed(tmp_path / "x.zip")
    context = multiprocessing.get_context("fork")

    def read(answer: object) -> None:
        answer.send([content(files[2])[:300_000] for _ in range(30)])  # type: ignore[attr-defined]

    here, there = context.Pipe(duplex=False)
    child = context.Process(target=read, args=(there,))
    child.start()
    own = [content(files[1])[:300_000] for _ in range(30)]
    assert own == [members["1.log"]] * 30
    assert here.recv() == [members["2.log"]] * 30
    child.join()


def test_nothing_is_written(tmp_path: Path) -> None:
    zipped(tmp_path / "x.zip", {"a.log": TEXT})
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    before = sorted(tmp_path.rglob("*"))
    taken_in(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Standard:
        buffer = io.BytesIO(TEXT)

    monkeypatch.setattr("sys.stdin", Standard)
    (file,) = files_under(["-"])
    assert not isinstance(file, Unreadable)
    assert file.name == "-"  # type: ignore[union-attr]
