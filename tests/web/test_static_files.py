"""The packed copy of the static files: one for all processes of a server, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hansei.web import static_files


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(static_files, "_own", [])
    monkeypatch.delenv("HANSEI_PACKED", raising=False)
    yield
    for each in static_files._own:
        each.cleanup()


def test_processes_of_a_server_share_one_and_it_goes_with_the_server(tmp_path: Path) -> None:
    with static_files.packed_for_workers():
        (folder,) = tmp_path.iterdir()
        assert static_files.packed() == static_files.packed() == str(folder)
        assert (folder / "css" / "base.css.gz").is_file()
    assert not list(tmp_path.iterdir())


def test_two_servers_of_one_process_each_have_theirs(tmp_path: Path) -> None:
    with static_files.packed_for_workers(), static_files.packed_for_workers():
        assert len(list(tmp_path.iterdir())) == 2
    assert not list(tmp_path.iterdir())


def test_it_goes_with_a_server_that_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no port"), static_files.packed_for_workers():
        raise OSError("no port")
    assert not list(tmp_path.iterdir())


def test_another_server_packs_its_own(tmp_path: Path) -> None:
    with static_files.packed_for_workers():
        pass
    folder = static_files.packed()
    assert [str(each) for each in tmp_path.iterdir()] == [folder]
