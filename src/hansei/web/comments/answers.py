"""Answers to what is sent about remarks: a page for a form, a few words for the editor's script."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hansei.domain.errors import HanseiError, InputError, NotFound
from hansei.web.editor.asked import as_json, refused, wants_json
from hansei.web.pages import Request, notice, trouble
from hansei.web.replies import SeeOther


def done(
    request: Request, number: int, thread: int = 0, *, said: str = "", undo: str = "",
    stands: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """It is done; `undo` is the address that takes it back, `stands` a section as it is now."""
    if wants_json(request):
        return as_json({"said": said, "undo": undo, "thread": thread, "stands": stands})
    if said:
        notice(request, said, undo=undo)
    return _back(request, number, thread)


def not_done(request: Request, number: int, error: HanseiError, thread: int = 0) -> HttpResponse:
    """It is refused, and why. What is absent or hidden stays a 404."""
    if isinstance(error, NotFound):
        raise error
    if wants_json(request):
        return refused(error)
    trouble(request, error.reason if isinstance(error, InputError) else str(error))
    return _back(request, number, thread)


def _back(request: Request, number: int, thread: int) -> HttpResponse:
    """To the text, where the form stood there, else to the remarks."""
    name = "post-mortem" if request.POST.get("from") == "text" else "comments"
    place = f"#remark-{thread}" if thread else ""
    return SeeOther(f"{reverse(name, args=(number,))}{place}")
