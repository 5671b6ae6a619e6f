"""Forms with files, kept within bounds before anything of them is written to disk.

Django reads a form as soon as its protection against other sites is checked, which is before it is
known who sends it: without this a stranger could fill the disk.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_FORM = (1 << 30) + (1 << 20)
"""Bytes of a form that somebody who is signed in sends: an upload of exports."""
LARGEST_OF_STRANGERS = 1 << 20
_API = "/api/"


class Bounded(FileUploadHandler):
    """Refuses a form for its stated length; the server never reads further than that."""

    def handle_raw_input(self, *given: Any, **_: Any) -> None:
        """Raises RequestDataTooBig, which answers 400. The API has bounds of its own."""
        length: int = given[2]
        request: Any = self.request
        if request is None or request.path.startswith(_API):
            return
        known = getattr(request, "user", None)
        is_known = known is not None and known.is_authenticated
        most = LARGEST_FORM if is_known else LARGEST_OF_STRANGERS
        if length > most:
            raise RequestDataTooBig(f"a form has at most {most >> 20} MiB")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Leaves every byte to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to the next handler."""
