"""Requests with an Idempotency-Key: done once, answered alike for a day.

The answer is kept in the transaction of the change itself, so that a server that dies in between
leaves neither. A request that changed nothing leaves no answer: it may be sent again.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hansei.api.models import KeyedAnswer
from hansei.api.problems import Refused
from hansei.domain.errors import Conflict
from hansei.project.transactions import writing

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=15)
"""After so long a request under way counts as dead; should it still end, it undoes its change."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_HEADERS = ("Content-Type", "Location", "ETag")
_Run = Callable[[], HttpResponse]


class _Undone(Exception):
    """Leaves a transaction without its change."""


def keyed(request: HttpRequest, user_id: int, key: str, run: _Run) -> HttpResponse:
    """Runs a request, or gives the answer that one with this key had.

    Raises Refused where the key is none, was sent with another request, or while that request is
    under way.
    """
    if not _KEY.fullmatch(key):
        raise Refused("usage", "Idempotency-Key is 1 to 200 visible ASCII characters")
    asked = _digest(request)
    mine, attempt = _begun(user_id, key, asked)
    if mine.request != asked:
        raise Refused("key-reused")
    if mine.status is not None:
        return _again(mine)
    if mine.attempt != attempt:
        busy = "a request with this Idempotency-Key is under way"
        raise Refused("conflict", busy, headers={"Retry-After": "1"})
    return _run(mine, run)


def _begun(user_id: int, key: str, asked: str) -> tuple[KeyedAnswer, str]:
    attempt, now = secrets.token_hex(16), timezone.now()
    # Read before waiting for the store: the one under way may be what holds it.
    standing = KeyedAnswer.objects.filter(user_id=user_id, key=key).first()
    if standing is not None and standing.began > now - GIVEN_UP:
        return standing, attempt
    with writing():
        KeyedAnswer.objects.filter(began__lt=now - KEPT).delete()
        mine, new = KeyedAnswer.objects.get_or_create(
            user_id=user_id,
            key=key,
            defaults={"request": asked, "attempt": attempt, "began": now},
        )
        dead = mine.status is None and mine.began < now - GIVEN_UP
        if not new and dead and mine.request == asked:
            mine.attempt, mine.began = attempt, now
            mine.save(update_fields=["attempt", "began"])
    return mine, attempt


def _run(mine: KeyedAnswer, run: _Run) -> HttpResponse:
    still_mine = KeyedAnswer.objects.filter(pk=mine.pk, attempt=mine.attempt)
    done = False
    try:
        with writing():
            response = run()
            if response.status_code >= 300:
                raise _Undone
            kept = {each: response[each] for each in _HEADERS if each in response}
            if not still_mine.update(
                status=response.status_code,
                headers=msgspec.json.encode(kept).decode(),
                body=response.content,
            ):
                raise Conflict("a later request with this Idempotency-Key took over")
        done = True
    except _Undone:
        pass
    finally:
        if not done:
            still_mine.delete()
    return response


def _again(kept: KeyedAnswer) -> HttpResponse:
    headers = msgspec.json.decode(kept.headers, type=dict[str, str])
    response = HttpResponse(bytes(kept.body), status=kept.status, headers=headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    """SHA-256 over method, address and body; of a form over its fields and files, however cut."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, values in sorted(request.POST.lists()):
        found.update(msgspec.json.encode([name, *values]))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.sha256()
            for part in file.chunks():
                content.update(part)
            file.seek(0)
            found.update(msgspec.json.encode([name, file.name, content.hexdigest()]))
    return found.hexdigest()
