"""Settings and templates read once for a request, however often they are asked for.

Outside of a request nothing is held: a command or a job reads what stands.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import local
from typing import Any, TypeVar

from django.core.signals import request_finished, request_started

_T = TypeVar("_T")
_of_thread = local()


def connect() -> None:
    """Begins to hold with each request, and lets go at its end."""
    request_started.connect(_begin, dispatch_uid="organisation.held.begin")
    request_finished.connect(forget, dispatch_uid="organisation.held.end")


def held(key: str, read: Callable[[], _T]) -> _T:
    """What `read` returns, held under `key` until the request ends or somebody changes it."""
    kept: dict[str, Any] | None = getattr(_of_thread, "kept", None)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return kept[key]  # type: ignore[no-any-return]


def changed() -> None:
    """Lets go of what is held, because it was changed just now."""
    if getattr(_of_thread, "kept", None) is not None:
        _of_thread.kept = {}


def _begin(**_: object) -> None:
    _of_thread.kept = {}


def forget(**_: object) -> None:
    """Stops to hold."""
    _of_thread.kept = None
