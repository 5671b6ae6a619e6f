"""A person beside the browser under test: reads and writes a section through its plain form."""

from __future__ import annotations

import html
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus

from tests.browser.served import Served

_TEXT = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|base)" value="([^"]*)"')


@dataclass
class Elsewhere:
    """Somebody signed in by the key of a session."""

    served: Served
    session: str
    csrf: str = ""

    def text(self, handle: str = "lessons") -> str:
        """What is stored of a section of PM-1."""
        found = _TEXT.search(self._asked(handle))
        assert found
        return html.unescape(found[1])

    def write(self, text: str, handle: str = "lessons") -> None:
        """Writes a section over what is stored, again where a browser that closes comes between."""
        for last in (False, False, True):
            fields = dict(_HIDDEN.findall(self._asked(handle)))
            try:
                self._asked(handle, {**fields, "text": text})
            except urllib.error.HTTPError as error:
                if last or error.code != HTTPStatus.CONFLICT:
                    raise
            else:
                return

    def begin(self, text: str) -> None:
        """Writes until it stays: a page that closes may still send its own over the same words."""
        self.write(text)
        for _ in range(20):
            time.sleep(0.2)
            if self.text() == text:
                return
            self.write(text)

    def _asked(self, handle: str, fields: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(
            f"{self.served.url}/postmortems/1/edit/{handle}/", data=data,
            headers={"Cookie": f"hansei-session={self.session}; hansei-csrf={self.csrf}",
                     "Referer": f"{self.served.url}/"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as answer:
            for each in answer.headers.get_all("Set-Cookie") or []:
                if each.startswith("hansei-csrf="):
                    self.csrf = each.split(";")[0].removeprefix("hansei-csrf=")
            return str(answer.read().decode())
