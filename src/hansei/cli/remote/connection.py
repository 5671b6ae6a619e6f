"""Requests to a server: with time limits, tried again where that can do no harm.

Certificates are checked against the system's. A redirect is followed on the same server alone, so
that the token is shown to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any, TypeVar
from zlib import compressobj

import httpx2
import msgspec
import stamina
import stamina.instrumentation

from hansei import __version__
from hansei.api.wire import MEDIA_TYPE
from hansei.cli.remote.address import Address
from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound, UsageError
from hansei.sources.files import File

_T = TypeVar("_T")
ROOT = "/api/v1"
ATTEMPTS = 5
_TRIED_FOR = timedelta(minutes=2)
_PASSING = frozenset({429, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_GZIP = 31
_TIMES = httpx2.Timeout(60, connect=10)
_LONG = httpx2.Timeout(1800, connect=10)
"""The server reads and drafts before it answers."""


class _Passing(Exception):
    """An answer that another try may better; `wait` is what the server asked for, in seconds."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(response.status_code)
        self.response = response
        asked = response.headers.get("Retry-After", "")
        self.wait = min(int(asked), 60) if asked.isdecimal() else None


class Connection:
    """Requests to one server. `transport` is for tests."""

    def __init__(self, address: Address, *, transport: httpx2.BaseTransport | None = None) -> None:
        # Its lines about each try would break the promise of one line for what goes wrong.
        stamina.instrumentation.set_on_retry_hooks([])
        self._base = httpx2.URL(address.url)
        self.client = httpx2.Client(
            headers={
                "Authorization": f"Bearer {address.token}",
                "User-Agent": f"hansei/{__version__}",
                "Accept": "application/json, */*",
            },
            timeout=_TIMES,
            follow_redirects=False,
            transport=transport,
        )

    def get(self, path: str, **parameters: str | list[str] | None) -> bytes:
        """What the server has there. Raises HanseiError in one line."""
        given = {name: value for name, value in parameters.items() if value}
        return self._tried(lambda: self._request("GET", path, params=given)).content

    def read(self, path: str, kind: type[_T], **parameters: str | list[str] | None) -> _T:
        """The same, decoded as `kind`."""
        return self._decoded(self.get(path, **parameters), kind)

    def send(self, path: str, lines: Iterable[bytes], kind: type[_T]) -> _T:
        """Posts lines, compressed; the answer decoded as `kind`.

        Only for what the server does once however often it is sent.
        """
        with TemporaryFile(prefix="hansei-") as body:
            pack = compressobj(level=1, wbits=_GZIP)
            for each in lines:
                body.write(pack.compress(each))
            body.write(pack.flush())
            headers = {
                "Content-Type": MEDIA_TYPE,
                "Content-Encoding": "gzip",
                "Content-Length": str(body.tell()),
            }

            def sent() -> httpx2.Response:
                body.seek(0)
                return self._request("POST", path, content=body, headers=headers, timeout=_LONG)

            return self._decoded(self._tried(sent).content, kind)

    def put(self, path: str, file: File, kind: type[_T], **parameters: str) -> _T:
        """Sends the bytes of a file; the answer decoded as `kind`. Raises OSError for the file."""

        def sent() -> httpx2.Response:
            with file.open() as stream:
                return self._request("PUT", path, params=parameters, content=stream, headers={
                    "Content-Type": "application/octet-stream",
                    "Content-Length": str(file.size),
                }, timeout=_LONG)  # fmt: skip

        return self._decoded(self._tried(sent).content, kind)

    def post(self, path: str, body: object, kind: type[_T]) -> _T:
        """Posts a value as JSON. Only for what may be sent twice."""
        headers = {"Content-Type": "application/json"}
        content = msgspec.json.encode(body)
        options = {"content": content, "headers": headers, "timeout": _LONG}
        return self._decoded(self._tried(lambda: self._request("POST", path, **options)).content,
                             kind)  # fmt: skip

    def delete(self, path: str) -> None:
        """Takes away what is there. Raises NotFound where nothing is."""
        self._tried(lambda: self._request("DELETE", path))

    def _tried(self, request: Callable[[], httpx2.Response]) -> httpx2.Response:
        try:
            for attempt in stamina.retry_context(
                on=_again, attempts=ATTEMPTS, timeout=_TRIED_FOR, wait_initial=0.2
            ):
                with attempt:
                    response = request()
                    if response.status_code in _PASSING:
                        raise _Passing(response)
        except _Passing as passing:
            response = passing.response
        except httpx2.HTTPError as error:
            raise UsageError(f"{self._base.host}: {_reason(error)}") from None
        if response.status_code >= 300:
            raise self._refused(response)
        return response

    def _request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        url = self._base.copy_with(path=self._base.path.rstrip("/") + ROOT + path)
        for _ in range(_MOST_REDIRECTS + 1):
            response = self.client.request(method, url, **options)
            if response.status_code not in _REDIRECTS or method != "GET":
                return response
            target = url.join(response.headers.get("Location", ""))
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                raise UsageError(f"{url.host} sends to another server, {target.host}: not followed")
            url, options = target, {**options, "params": None}
        raise UsageError(f"{url.host} redirects in circles")

    def _decoded(self, data: bytes, kind: type[_T]) -> _T:
        try:
            return msgspec.json.decode(data, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise UsageError(
                f"{self._base.host} answers in a form that this Hansei {__version__} does not know"
            ) from None

    def _refused(self, response: httpx2.Response) -> HanseiError:
        host, status = self._base.host, response.status_code
        problem = _problem(response)
        detail = str(problem.get("detail") or "")
        if not problem:
            return UsageError(f"{host} is no Hansei, or stands behind something: it says {status}")
        if status == 401:
            return UsageError(f"{host} does not take HANSEI_TOKEN: {detail}")
        if status == 404:
            return NotFound(detail)
        if status in (409, 412):
            return Conflict(detail)
        if status in (413, 422):
            return InputError(detail)
        if status >= 500:
            reference = str(problem.get("reference") or "")
            return UsageError(f"{host}: a fault in the server, in its log as {reference}")
        return UsageError(f"{host}: {detail}")


def _again(error: Exception) -> bool | float:
    if isinstance(error, _Passing):
        return True if error.wait is None else float(error.wait)
    return isinstance(error, httpx2.TransportError) and not _is_final(error)


def _is_final(error: httpx2.TransportError) -> bool:
    """Whether another try meets the same: a wrong certificate, a protocol nobody speaks."""
    return "certificate" in str(error).lower() or isinstance(error, httpx2.UnsupportedProtocol)


def _reason(error: httpx2.HTTPError) -> str:
    if isinstance(error, httpx2.TimeoutException):
        return "does not answer in time"
    if "certificate" in str(error).lower():
        return f"its certificate is not to be trusted: {error}"
    if isinstance(error, httpx2.ConnectError):
        return f"cannot be reached: {error}"
    return f"the connection broke: {error or type(error).__name__}"


def _problem(response: httpx2.Response) -> Mapping[str, Any]:
    if not response.headers.get("Content-Type", "").startswith("application/problem+json"):
        return {}
    try:
        found = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
