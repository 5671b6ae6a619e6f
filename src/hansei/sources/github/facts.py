"""People in GitHub's objects, and the record of what was told about an object."""

from __future__ import annotations

from typing import Any

from hansei.domain.event import Kind, Place, Record
from hansei.sources.forges import Told
from hansei.sources.text import one_line, text_of


def login(value: Any) -> str:
    """The login of a user object; "" for none."""
    return one_line(text_of(value, "login", "name"), 100)


def record_of(told: Told, repository: dict[str, Any], place: Place) -> Record:
    """The record of what was told about an object of a repository."""
    refs = told.refs
    if told.url:
        refs = (*refs, f"url:{told.url.partition('?')[0].partition('#')[0].rstrip('/')}")
    return Record(
        source="github",
        key=told.key,
        at=told.at,
        text=one_line(told.text),
        signal=told.signal,
        kind=Kind.SYSTEM if not told.actor or told.actor.endswith("[bot]") else Kind.HUMAN,
        actor=told.actor or None,
        service=one_line(text_of(repository, "name"), 100) or None,
        environment=one_line(told.environment, 60) or None,
        channel=one_line(told.branch, 100) or None,
        refs=tuple(dict.fromkeys(refs)),
        noise=told.noise,
        url=told.url or None,
        place=place,
    )
