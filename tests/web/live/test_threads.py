"""Pages behind an ASGI server are what they are behind a WSGI server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from hansei.web.live.threads import SHORT, InThreads, environ_of

_Start = Callable[..., Any]


def _scope(**named: Any) -> dict[str, Any]:
    return {
        "type": "http", "method": "POST", "path": "/a b/é", "raw_path": b"/a%20b/%C3%A9",
        "query_string": b"q=1&q=%20", "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 8000), "client": ("192.0.2.1", 5000), "headers": [], **named,
    }  # fmt: skip


def _asked(
    application: Any, chunks: Iterable[bytes] = (b"",), *, leaves: bool = False, **named: Any
) -> list[dict[str, Any]]:
    """What an application answers, message by message."""
    told: list[dict[str, Any]] = []
    pieces = list(chunks)
    coming: Iterator[dict[str, Any]] = iter([
        *({"type": "http.request", "body": each, "more_body": leaves or at < len(pieces) - 1}
          for at, each in enumerate(pieces)),
        *([{"type": "http.disconnect"}] if leaves else []),
    ])  # fmt: skip

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    async def run() -> None:
        await InThreads(application, at_once=2, threads=2)(_scope(**named), receive, send)

    asyncio.run(run())
    return told


def _length(size: int) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", str(size).encode())]


def test_a_request_is_told_as_wsgi_tells_it() -> None:
    headers = [(b"host", b"hansei.example.org"), (b"cookie", b"a=1"), (b"cookie", b"b=2"),
               (b"accept", b"text/html"), (b"accept", b"*/*"), (b"content-type", b"text/plain"),
               (b"x-forwarded-for", b"198.51.100.7")]  # fmt: skip
    found = environ_of(_scope(headers=headers))
    assert found["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert found["QUERY_STRING"] == "q=1&q=%20"
    assert found["HTTP_HOST"] == "hansei.example.org"
    assert found["HTTP_COOKIE"] == "a=1; b=2"
    assert found["HTTP_ACCEPT"] == "text/html,*/*"
    assert found["CONTENT_TYPE"] == "text/plain"
    assert "HTTP_CONTENT_TYPE" not in found
    assert (found["REMOTE_ADDR"], found["REQUEST_METHOD"]) == ("192.0.2.1", "POST")


@pytest.mark.parametrize("size", [0, 10, SHORT, SHORT + 1, 3 * SHORT + 7])
def test_a_body_arrives_whole_however_long_it_is(size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    body = body[:size]
    pieces = [body[at : at + 100_000] for at in range(0, size, 100_000)] or [b""]

    def application(environ: dict[str, Any], start: _Start) -> list[bytes]:
        assert environ["wsgi.input"].read(size) == body
        start("204 No Content", [("X-Read", "yes")])
        return [b""]

    head, end = _asked(application, pieces, headers=_length(size))
    assert (head["status"], head["headers"]) == (204, [(b"x-read", b"yes")])
    assert end["body"] == b""


def test_a_short_answer_is_two_messages_and_a_long_one_streams() -> None:
    closed: list[bool] = []

    class Pieces:
        def __init__(self, count: int) -> None:
            self.count = count

        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x" * 100_000] * self.count)

        def close(self) -> None:
            closed.append(True)

    def application(environ: dict[str, Any], start: _Start) -> Pieces:
        start("200 OK", [("Content-Type", "text/plain")])
        return Pieces(int(environ["QUERY_STRING"]))

    for count, messages in ((2, 2), (10, None)):
        found = _asked(application, query_string=str(count).encode())
        assert sum(len(each.get("body", b"")) for each in found) == count * 100_000
        assert [each["type"] for each in found].count("http.response.start") == 1
        assert not found[-1].get("more_body", False)
        assert messages in (None, len(found))
    assert closed == [True, True]


def test_who_goes_away_before_the_body_is_there_takes_no_thread() -> None:
    def application(_environ: dict[str, Any], _start: _Start) -> list[bytes]:
        raise AssertionError("nobody is there")

    assert _asked(application, [b"half"], leaves=True, headers=_length(100)) == []


def test_who_goes_away_within_a_long_body_ends_the_request() -> None:
    seen: list[type[Exception]] = []

    def application(environ: dict[str, Any], start: _Start) -> list[bytes]:
        try:
            environ["wsgi.input"].read(4 * SHORT)
        except OSError as error:
            seen.append(type(error))
        start("400 Bad Request", [])
        return [b""]

    _asked(application, [b"x" * (SHORT + 1)], leaves=True, headers=_length(4 * SHORT))
    assert seen == [ConnectionResetError]


@pytest.mark.parametrize(("others", "ends"), [(1, False), (9, True)])
def test_of_a_crowd_a_connection_goes_to_another_process(others: int, ends: bool) -> None:
    open_ = threading.Event()

    def application(_environ: dict[str, Any], start: _Start) -> list[bytes]:
        open_.wait(20)
        start("200 OK", [])
        return [b"made"]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def heads() -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                told.append(message)

        pages = InThreads(application, at_once=1, threads=2)
        asked = [asyncio.create_task(pages(_scope(), receive, send)) for _ in range(others + 1)]
        await asyncio.sleep(0)
        open_.set()
        await asyncio.gather(*asked)
        return told

    told = asyncio.run(heads())
    assert len(told) == others + 1
    assert ((b"connection", b"close") in told[0]["headers"]) is ends
    assert (b"connection", b"close") not in told[-1]["headers"]


def test_a_page_that_takes_long_keeps_nobody_waiting() -> None:
    slow, quick_made = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start: _Start) -> list[bytes]:
        if environ["QUERY_STRING"] == "slow":
            slow.set()
            assert quick_made.wait(20)
        start("200 OK", [])
        return [b"made"]

    async def story() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(_message: dict[str, Any]) -> None:
            return None

        pages = InThreads(application, at_once=1, threads=2)
        first = asyncio.create_task(pages(_scope(query_string=b"slow"), receive, send))
        while not slow.is_set():
            await asyncio.sleep(0.001)
        await asyncio.wait_for(pages(_scope(query_string=b"quick"), receive, send), 20)
        quick_made.set()
        await first

    asyncio.run(story())
