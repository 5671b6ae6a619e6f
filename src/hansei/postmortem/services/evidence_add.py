"""Adds evidence to a post-mortem: a file, a link, or what a record of its timeline says."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.domain.evidence import (
    LONGEST_TITLE,
    MOST_BYTES,
    MOST_PIECES,
    MOST_TOGETHER,
    URI_LIST,
    media_type_of,
    safe_name,
)
from hansei.domain.times import utc_text
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Evidence, PostMortem
from hansei.postmortem.selectors.citing import events_named
from hansei.project.bulk import storable
from hansei.project.transactions import writing

_LONGEST_URL = 2000
_URL = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x20]{1,1990}", re.IGNORECASE)


def add_file(
    *, actor: Actor, number_or_id: int | str, name: str, content: bytes, title: str = ""
) -> Evidence:
    """A file as evidence, with its SHA-256. What it is, its content tells; its name is cleaned.

    The same content again is the piece that stands already.

    Raises InputError for an empty or too large file and for one too many, NotFound where the actor
    may not change the post-mortem.
    """
    if not content:
        raise InputError("the file is empty", place="file")
    if len(content) > MOST_BYTES:
        raise InputError(f"a file holds up to {MOST_BYTES >> 20} MiB", place="file")
    kept = safe_name(storable(name))
    return _add(
        actor,
        number_or_id,
        title=_title(title, kept),
        file_name=kept,
        media_type=media_type_of(content),
        content=content,
    )


def add_link(*, actor: Actor, number_or_id: int | str, url: str, title: str = "") -> Evidence:
    """A web address as evidence. It is not fetched: what stands there may change.

    Raises InputError for anything but an http or https address, NotFound as for a file.
    """
    address = storable(url).strip()
    if len(address) > _LONGEST_URL or not _URL.fullmatch(address):
        raise InputError("a link begins with https:// or http:// and holds no blank", place="url")
    return _add(actor, number_or_id, title=_title(title, address), url=address, media_type=URI_LIST)


def add_quote(*, actor: Actor, number_or_id: int | str, event: str, title: str = "") -> Evidence:
    """What an event of the timeline says today, as evidence that stays when the timeline changes.

    Raises NotFound where the post-mortem has no such event or the actor may not change it.
    """
    return _add(actor, number_or_id, title=title, event=event.strip().lower())


def _add(actor: Actor, number_or_id: int | str, *, title: str, **values: Any) -> Evidence:
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        if "event" in values:
            title, values = _quoted(standing, title, values["event"])
        content = values.get("content")
        digest = hashlib.sha256(content).hexdigest() if content is not None else ""
        same = _same(standing, digest, values)
        if same is not None:
            return same
        made = Evidence.objects.create(
            post_mortem=standing,
            number=_next_number(standing, len(content or b"")),
            title=title,
            size=len(content or b""),
            digest=digest,
            added=timezone.now(),
            added_by=str(actor),
            **values,
        )
        record_change(
            actor=actor,
            verb="add evidence",
            object_type="post-mortem",
            object_id=standing.number,
            changes={"evidence": f"ev{made.number}", "title": title, "digest": digest},
        )
        return made


def _same(standing: PostMortem, digest: str, values: dict[str, Any]) -> Evidence | None:
    alive = standing.evidence.filter(removed=None).defer("content")
    if digest:
        return alive.filter(digest=digest, event=values.get("event", "")).first()
    return alive.filter(url=values["url"]).first()


def _next_number(standing: PostMortem, size: int) -> int:
    """The number after the last one, also of a removed piece: a citation names one for ever."""
    held = standing.evidence.aggregate(last=Max("number"), size=Sum("size"))
    last = held["last"] or 0
    if last >= MOST_PIECES:
        raise InputError(f"a post-mortem has up to {MOST_PIECES} pieces of evidence")
    if (held["size"] or 0) + size > MOST_TOGETHER:
        raise InputError(f"the evidence of a post-mortem holds up to {MOST_TOGETHER >> 20} MiB")
    return int(last) + 1


def _quoted(standing: PostMortem, title: str, name: str) -> tuple[str, dict[str, Any]]:
    found = events_named(standing, [name]).get(name)
    if found is None:
        raise NotFound(f"no event {name} in {standing.reference}")
    event = found.event
    lines = [
        f"{utc_text(event.at)} {event.actor or event.kind.value}",
        f"{', '.join(event.sources or (event.source,))} {' '.join(event.records[:20])}".strip(),
        "",
        event.text,
    ]
    values = {
        "event": name,
        "content": storable("\n".join(lines)).encode("utf-8", "replace"),
        "media_type": "text/plain",
        "file_name": f"{name}.txt",
    }
    return _title(title, event.text), values


def _title(title: str, otherwise: str) -> str:
    line = " ".join(storable(title).split()) or " ".join(storable(otherwise).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"
