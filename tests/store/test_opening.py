"""Where the store is, and what opening it refuses. Each opening is a process of its own."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hansei.domain.errors import UsageError
from hansei.project import store_url
from hansei.project.secret import kept_secret
from tests.store.processes import run_cold as run


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/data/hansei.sqlite3", "/data/hansei.sqlite3"),
        ("sqlite:////data/x.db", "/data/x.db"),
        ("sqlite:///data/x%20y.db", "/data/x y.db"),
        ("postgresql://h/d", "postgresql://h/d"),
        ("postgres://u:s%40crt@h:5433/d?sslmode=require", "postgresql://u@h:5433/d"),
        ("postgresql:///d?host=/run/postgresql", "postgresql:///d"),
    ],
)
def test_addresses(text: str, shown: str) -> None:
    assert store_url.redacted(text) == shown
    assert "crt" not in repr(store_url.parse(text))


def test_password_and_parameters_are_read() -> None:
    found = store_url.parse("postgresql://u:s%40crt@h:5433/d?sslmode=require")
    assert (found.password, found.port, found.parameters) == (
        "s@crt", 5433, (("sslmode", "require"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "mysql://u:secret@h/d",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h:port/d",
        "postgresql://u:secret@[::1/d",
        "postgresql://u:secret@h/d?evil=1",
        "postgresql://u:secret@h/a/b",
        "sqlite://",
        "sqlite:///",
        "/a\0b",
    ],
)
def test_unusable_addresses_are_refused_without_their_password(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        store_url.parse(text)
    assert "secret" not in str(caught.value)
    assert "secret" not in store_url.redacted(text)


def test_default_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_url.parse(None).path == tmp_path / "hansei" / "hansei.sqlite3"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store_url.parse("").path == tmp_path / ".local/share/hansei/hansei.sqlite3"


def test_default_store_is_private(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    environment.pop("HANSEI_STORE", None)
    code = "from hansei.project.boot import open_store; open_store(); open_store()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
    folder = tmp_path / "hansei"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [each.name for each in folder.iterdir()] == ["hansei.sqlite3"]
    assert stat.S_IMODE((folder / "hansei.sqlite3").stat().st_mode) == 0o600


def _refusal(store: object) -> str:
    answer = run(str(store), "open")
    assert answer["refused"] == "usage"
    message: str = answer["message"]
    assert "\n" not in message
    return message


def test_unusable_files_are_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("these are notes, not a database\n" * 100)
    assert "not a database" in _refusal(text)
    assert "No such file" in _refusal(tmp_path / "absent" / "store.sqlite3")
    assert _refusal(tmp_path)
    foreign = tmp_path / "foreign.sqlite3"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE audit_entry (id)")
    connection.close()
    assert "already exists" in _refusal(foreign)


def test_unreachable_server_is_refused_without_the_password() -> None:
    message = _refusal("postgresql://u:secret@127.0.0.1:1/d")
    assert "postgresql://u@127.0.0.1:1/d" in message
    assert "secret" not in message


def test_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite3"
    run(str(store), "open")
    with sqlite3.connect(store) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('timeline', '9999_later', '2030-01-01')"
        )
    connection.close()
    assert "newer" in _refusal(store)


def test_one_process_works_on_one_store(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom hansei.project.boot import open_store\n"
        "from hansei.domain.errors import UsageError\nopen_store(sys.argv[1])\n"
        "try:\n    open_store(sys.argv[2])\nexcept UsageError as error:\n    print(error)"
    )
    paths = [str(tmp_path / name) for name in ("a.sqlite3", "b.sqlite3")]
    done = subprocess.run(
        [sys.executable, "-c", code, *paths], capture_output=True, text=True, check=True, timeout=60
    )
    assert "one process works on one store" in done.stdout
    assert not (tmp_path / "b.sqlite3").exists()


def test_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "new")
    assert len(first) >= 50
    assert kept_secret(tmp_path / "new") == first
    file = tmp_path / "new" / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    with pytest.raises(UsageError):
        kept_secret(file)
