"""Runs commands in this process: in a folder of their own, on the test database."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

import httpx2
import pytest

from hansei.cli.main import main
from hansei.project import boot, store_url
from tests.cli.archives import new_archive

if TYPE_CHECKING:
    from tests.api.callers import Caller

URL = "http://localhost"
"""Where the server of `remote` is."""

TABLE = """\
time,what,who
2026-03-03 14:00:00,Alert: error rate of checkout is high,
2026-03-03 14:04:00,Acknowledged the page,on-call engineer
2026-03-03 14:20:00,Root cause identified: pool is too small,on-call engineer
2026-03-03 14:31:00,Rolled back checkout to v411,on-call engineer
2026-03-03 14:36:00,Error rate is back to normal,
2026-03-03 14:50:00,Incident closed,incident lead
"""


class Answer(NamedTuple):
    """What a command left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """`run("draft", path, ...)`; `stdin` is what standard input holds."""
    monkeypatch.chdir(tmp_path)
    for name in ("HANSEI_STORE", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    # The store that the commands find open is the database of the tests.
    monkeypatch.setattr(boot, "_opened", [store_url.parse(None)])

    def started(*arguments: object, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Answer(code, *capsys.readouterr())

    yield started
    gc.enable()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small hand-written timeline."""
    path = tmp_path / "timeline.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """See `tests.cli.archives`."""
    return new_archive(tmp_path / "archive")


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """Somebody with a token in the environment, for whom a server answers."""
    from django.core.handlers.wsgi import WSGIHandler

    from hansei.cli.remote import connection, work
    from tests.api.callers import caller
    from tests.connections import connection_kept

    made = caller("lead")
    transport = httpx2.WSGITransport(app=WSGIHandler())
    monkeypatch.setattr(work, "Connection", partial(connection.Connection, transport=transport))
    monkeypatch.setenv("HANSEI_TOKEN", made.headers["Authorization"].split()[1])
    monkeypatch.delenv("HANSEI_SERVER", raising=False)
    with connection_kept():
        yield made


@pytest.fixture
def remote(run: Run, lead: Caller) -> Run:
    """`run` against the server."""
    return lambda *arguments, **options: run(*arguments, "--server", URL, **options)
