"""Files on their way in: names that are no paths, bounds, and whose they are."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings

from hansei.domain.errors import InputError, NotFound
from hansei.drafting import uploads
from hansei.drafting.upload_names import (
    LONGEST_NAME,
    common_folder,
    is_left_out,
    nearest,
    tidy_name,
    walked,
)
from hansei.sources.files import files_under
from tests.web.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.UPLOADS = str(tmp_path / "uploads")
    return tmp_path / "uploads"


def reading(data: bytes) -> Callable[[int], bytes]:
    return io.BytesIO(data).read


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("a.json", "a.json"),
        ("/outage/slack/a.json", "outage/slack/a.json"),
        ("outage\\slack\\a.json", "outage/slack/a.json"),
        ("./a//b.json", "a/b.json"),
        ("a\nb\x1b[31m.json", "a\\x0ab\\x1b[31m.json"),
        ("<img src=x onerror=alert(1)>.json", "<img src=x onerror=alert(1)>.json"),
        ("\N{SNOWMAN}.json", "\N{SNOWMAN}.json"),
        ("a\0b", "a\N{REPLACEMENT CHARACTER}b"),
        ("\ud800.json", "\N{REPLACEMENT CHARACTER}.json"),
    ],
)
def test_a_name_is_shown_as_it_is_given_without_what_steers(given: str, name: str) -> None:
    assert tidy_name(given) == name


@pytest.mark.parametrize(
    "given",
    ["../../etc/passwd", "a/../b", "..\\x", "C:\\x", "c:/x", "", "/", "...//..", "x" * 501,
     "/".join("a" * 40)],
)  # fmt: skip
def test_a_name_that_leads_out_or_nowhere_is_refused(given: str) -> None:
    with pytest.raises(InputError):
        tidy_name(given)
    assert LONGEST_NAME == 500


def test_files_come_in_the_order_of_walking_the_folder(tmp_path: Path) -> None:
    names = ["b/x.json", "a.json", "b/c/y.json", "b/a.json", "z.json", "a/z.json", "B/q.json"]
    for name in names:
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    walking = [each.name for each in files_under([str(tmp_path / "folder")])]  # type: ignore[union-attr]
    assert sorted(names, key=walked) == walking


def test_folders_and_companions_are_told_by_names_alone() -> None:
    names = ["x/slack/users.json", "x/slack/deploys/1.json", "x/users.json"]
    assert common_folder(names) == "x"
    assert common_folder([*names, "y.json"]) == ""
    assert nearest(names, "x/slack/deploys/1.json", "users.json") == "x/slack/users.json"
    assert nearest(names, "x/pagerduty/1.json", "users.json") == "x/users.json"
    assert nearest(names, "x/1.json", "../../etc/passwd") is None
    assert is_left_out("x/.DS_Store")
    assert is_left_out("__MACOSX/a.json")
    assert not is_left_out("x/a.json")


def test_a_file_is_private_and_has_a_number_for_a_name(root: Path) -> None:
    actor = person("contributor").actor
    name = uploads.begin(actor)
    uploads.receive(actor, name, "outage/../../x", reading(b"{}"))
    kept = uploads.receive(actor, name, "outage/export.json", reading(b"{}"))
    folder = root / name
    assert stat.S_IMODE(root.stat().st_mode) == stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = (each for each in folder.iterdir() if each.name != "files")
    assert file.name == kept.stored
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == b"{}"
    listed = uploads.listed(actor, name)
    assert [(each.name, each.refused[:20]) for each in listed.files] == [
        ("outage/../../x", "has a name that lead"), ("outage/export.json", ""),
    ]  # fmt: skip
    assert listed.folder == "outage"


def test_an_upload_is_its_owners_alone() -> None:
    owner, other = person("contributor").actor, person("lead").actor
    name = uploads.begin(owner)
    for who in (other, person("viewer").actor, person("stranger").actor):
        for refused in (
            lambda: uploads.receive(who, name, "a", reading(b"")),  # noqa: B023
            lambda: uploads.listed(who, name),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                refused()
    for strange in ("", "..", f"{owner.user_id}-..", f"{name}/..", f"{owner.user_id}-{'0' * 32}"):
        with pytest.raises(NotFound):
            uploads.listed(owner, strange)
    for nobody in ("viewer", "auditor", "stranger"):
        with pytest.raises(NotFound):
            uploads.begin(person(nobody, name=f"another {nobody}").actor)


def _endless(chunk: bytes) -> Callable[[int], bytes]:
    return lambda _most: chunk


def test_what_is_too_large_is_refused_and_leaves_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 3000)
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 5000)
    actor = person("contributor").actor
    name = uploads.begin(actor)
    assert "is larger than" in uploads.receive(actor, name, "a", _endless(b"x" * 999)).refused
    assert uploads.receive(actor, name, "b", reading(b"x" * 2500)).refused == ""
    assert "makes the upload" in uploads.receive(actor, name, "c", reading(b"x" * 2600)).refused
    assert uploads.receive(actor, name, "b", reading(b"y" * 2600)).refused == ""  # instead of b
    assert len(list((root / name).iterdir())) == 2


def test_files_without_end_stop_being_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    actor = person("contributor").actor
    name = uploads.begin(actor)
    answers = [uploads.receive(actor, name, f"{n}.json", reading(b"{}")) for n in range(9)]
    assert [bool(each.refused) for each in answers] == [False] * 3 + [True] * 6
    assert len(uploads.listed(actor, name).files) == 4


def test_a_full_disk_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    actor = person("contributor").actor
    name = uploads.begin(actor)
    monkeypatch.setattr(os, "open", full)
    assert "No space left" in uploads.receive(actor, name, "a.json", reading(b"{}")).refused


def test_unfinished_uploads_go_away(root: Path) -> None:
    actor = person("contributor").actor
    names = [uploads.begin(actor) for _ in range(uploads.MOST_UPLOADS + 2)]
    assert len(list(root.iterdir())) == uploads.MOST_UPLOADS
    assert (root / names[-1]).is_dir()
    os.utime(root / names[-1], (0, 0))
    assert uploads.forget_old() == 1
    assert not (root / names[-1]).exists()
    uploads.remove("../uploads")
    assert root.is_dir()


def test_a_list_that_breaks_off_gives_what_is_whole(root: Path) -> None:
    actor = person("contributor").actor
    name = uploads.begin(actor)
    uploads.receive(actor, name, "a.json", reading(b"{}"))
    with (root / name / "files").open("ab") as stream:
        stream.write(b'{"name": "b.js')
    assert [each.name for each in uploads.listed(actor, name).files] == ["a.json"]
