"""GitLab: webhook deliveries and REST answers about deployments, releases, pushes and merges.

Source: GitLab's "Webhook events" and its REST API's deployments, releases and commits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.commits import Commit, sha_refs
from hansei.sources.commits import record_of as record_of_commit
from hansei.sources.forges import Told, inner, when
from hansei.sources.text import one_line, text_of

_ROLLBACK = re.compile(r"\broll(?:ed|ing)?[ _-]?back\b|\brevert", re.IGNORECASE)
_ZERO = re.compile(r"0{40}")
_STATES = {"success": "succeeded", "failed": "failed", "running": "started",
           "canceled": "was cancelled", "created": "was created"}  # fmt: skip


def recognise(sample: Sample) -> int:
    """100 for a delivery (`object_kind` beside a project), 90 for an answer of the API."""
    best = 0
    for item in sample.first[:20]:
        if isinstance(item, dict):
            best = max(best, 100 if _is_delivery(item) else 90 if _kind_of(item) else 0)
    return best


def _is_delivery(item: dict[str, Any]) -> bool:
    project = inner(item, "project")
    return isinstance(item.get("object_kind"), str) and "path_with_namespace" in project


def _kind_of(item: dict[str, Any]) -> str:
    """What an object of the REST API is, by the members that only it has; "" for no such one."""
    if (
        "iid" in item
        and "sha" in item
        and "status" in item
        and "name" in inner(item, "environment")
    ):
        return "deployment"
    if "tag_name" in item and "released_at" in item and "_links" in item:
        return "release"
    return "commit" if "short_id" in item and "committed_date" in item and "title" in item else ""


def parse(item: Item, _context: Context) -> Iterator[Reading | Refusal]:
    """The records of one delivery or one object of the REST API.

    Raises ForeignPayload for anything else, UnknownEvent for a delivery of another kind, and
    BadRow where the time is missing.
    """
    value, place = item.value, item.place
    if not isinstance(value, dict):
        raise ForeignPayload("is no GitLab delivery", place=str(place))
    try:
        if _is_delivery(value):
            records = list(_delivered(value, place))
        elif kind := _kind_of(value):
            records = [_answered(value, kind, place)]
        else:
            raise ForeignPayload("is no GitLab delivery", place=str(place))
    except BadRow as error:
        raise BadRow(error.reason, place=str(place)) from None
    for record in records:
        yield Reading(record, value)


def _record(told: Told, service: str, place: Place) -> Record:
    refs = (*told.refs, f"url:{told.url}") if told.url else told.refs
    return Record(
        source="gitlab",
        key=told.key,
        at=told.at,
        text=one_line(told.text),
        signal=told.signal,
        kind=Kind.HUMAN if told.actor and "bot" not in told.actor.lower() else Kind.SYSTEM,
        actor=told.actor or None,
        service=one_line(service, 100) or None,
        environment=one_line(told.environment, 60) or None,
        channel=one_line(told.branch, 100) or None,
        refs=tuple(dict.fromkeys(refs)),
        noise=told.noise,
        url=told.url or None,
        place=place,
    )


def _name(user: Any) -> str:
    return one_line(text_of(user, "name", "username"), 100)


def _delivered(value: dict[str, Any], place: Place) -> Iterator[Record]:
    kind = text_of(value, "object_kind")
    service = text_of(inner(value, "project"), "name")
    if kind in ("push", "tag_push"):
        yield from _push(value, service, place)
        return
    read = _DELIVERIES.get(kind)
    if read is None:
        raise UnknownEvent(f"GitLab event {kind[:60]!r}", place=str(place))
    yield _record(read(value), service, place)


def _deployment(value: dict[str, Any]) -> Told:
    state, sha = text_of(value, "status"), text_of(value, "short_sha")
    title = one_line(text_of(value, "commit_title"), 300)
    return _deployed(
        text_of(value, "deployment_id"), when(value, "status_changed_at"), state,
        text_of(value, "ref"), sha, text_of(value, "environment"), title,
    )._replace(actor=_name(value.get("user")), url=text_of(value, "deployable_url"))  # fmt: skip


def _deployed(
    number: str, at: datetime, state: str, ref: str, sha: str, environment: str, title: str
) -> Told:
    what = f"{ref} ({sha[:7]})" if ref and sha else ref or sha[:7] or "a commit"
    text = f"Deployment of {what} to {environment or 'an environment'}"
    live = Signal.ROLLBACK if _ROLLBACK.match(title) else Signal.DEPLOY
    return Told(
        key=f"deployment:{number}:{state}",
        at=at,
        text=f"{text} {_STATES.get(state, f'is {state}')}" + (f": {title}" if title else ""),
        signal=live if state == "success" else Signal.NONE,
        refs=(f"gitlab:deployment:{number}", *sha_refs(sha)),
        environment=environment,
        branch=ref,
        noise=state in ("created", "blocked", "skipped"),
    )


def _release(value: dict[str, Any]) -> Told:
    tag = text_of(value, "tag", "tag_name")
    action = text_of(value, "action") or "create"
    done = {"create": "published", "update": "updated", "delete": "deleted"}.get(action, action)
    name = one_line(text_of(value, "name"), 200)
    return Told(
        key=f"release:{text_of(value, 'id') or tag}:{done}",
        at=when(value, "released_at", "created_at"),
        text=f"Release {tag} {done}" + (f": {name}" if name and name != tag else ""),
        signal=Signal.DEPLOY if action == "create" else Signal.NONE,
        actor=_name(value.get("author")),
        refs=(f"release:{tag}", *sha_refs(text_of(value.get("commit"), "id"))),
        url=text_of(value, "url") or text_of(value.get("_links"), "self"),
        noise=action != "create",
    )


def _merge_request(value: dict[str, Any]) -> Told:
    told = inner(value, "object_attributes")
    number, title = text_of(told, "iid"), one_line(text_of(told, "title"), 300)
    merged = text_of(told, "action") == "merge"
    done = "merged" if merged else text_of(told, "action", "state") or "changed"
    target = text_of(told, "target_branch")
    change = Signal.ROLLBACK if _ROLLBACK.match(title) else Signal.CHANGE
    return Told(
        key=f"merge_request:{text_of(told, 'id')}:{done}:{text_of(told, 'updated_at')}",
        at=when(told, *(("merged_at",) if merged else ()), "updated_at", "created_at"),
        text=f"Merge request !{number} {done}"
        + (f" into {target}" if target else "")
        + f": {title}",
        signal=change if merged else Signal.NONE,
        actor=_name(value.get("user")),
        refs=(f"pr:!{number}", *sha_refs(text_of(told, "merge_commit_sha"))),
        url=text_of(told, "url"),
        branch=target,
        noise=not merged,
    )


def _pipeline(value: dict[str, Any]) -> Told:
    told = inner(value, "object_attributes")
    state, branch = text_of(told, "status"), text_of(told, "ref")
    return Told(
        key=f"pipeline:{text_of(told, 'id')}:{state}",
        at=when(told, "finished_at", "created_at"),
        text=f"Pipeline {text_of(told, 'id')} on {branch or 'a commit'}: {state}",
        actor=_name(value.get("user")),
        refs=sha_refs(text_of(told, "sha")),
        url=text_of(told, "url"),
        branch=branch,
        noise=True,
    )


_DELIVERIES: dict[str, Callable[[dict[str, Any]], Told]] = {
    "deployment": _deployment,
    "release": _release,
    "merge_request": _merge_request,
    "pipeline": _pipeline,
}


def _push(value: dict[str, Any], service: str, place: Place) -> Iterator[Record]:
    """A push bears no time of its own: its last commit's is the nearest that GitLab gives."""
    ref, after = text_of(value, "ref"), text_of(value, "after")
    tag = ref.startswith("refs/tags/")
    name = ref.removeprefix("refs/tags/").removeprefix("refs/heads/")
    branch = None if tag else name[:100]
    commits = value.get("commits")
    found = (
        [each for each in commits if isinstance(each, dict)] if isinstance(commits, list) else []
    )
    if not found:
        raise BadRow("is a push without commits, which bears no time")
    read = [_commit(each, branch) for each in found]
    gone = _ZERO.fullmatch(after) is not None
    count = f"{len(found)} commit{'' if len(found) == 1 else 's'}"
    text = f"Tag {name} pushed" if tag else f"{count} pushed to {name}"
    told = Told(
        key=f"push:{ref}:{text_of(value, 'before')[:12]}:{after[:12]}",
        at=max(commit.at for commit in read),
        text=text,
        signal=Signal.CHANGE,
        actor=one_line(text_of(value, "user_name", "user_username"), 100),
        refs=() if gone else sha_refs(after),
        branch=branch or "",
    )
    yield _record(told, service, place)
    for commit in read:
        yield record_of_commit(commit, "gitlab", place)


def _commit(value: dict[str, Any], branch: str | None = None) -> Commit:
    subject, _, body = text_of(value, "message", "title").partition("\n")
    author = text_of(value.get("author"), "name") or text_of(value, "author_name")
    at = when(value, "timestamp", "committed_date", "created_at")
    url = text_of(value, "url", "web_url") or None
    return Commit(text_of(value, "id"), at, subject, body, author, url=url, branch=branch)


def _answered(value: dict[str, Any], kind: str, place: Place) -> Record:
    if kind == "commit":
        return record_of_commit(_commit(value), "gitlab", place)
    if kind == "release":
        return _record(_release(value), "", place)
    commit = inner(inner(value, "deployable"), "commit")
    finished = inner(value, "deployable")
    at = when(finished if finished.get("finished_at") else value, "finished_at", "updated_at",
              "created_at")  # fmt: skip
    told = _deployed(
        text_of(value, "id"), at, text_of(value, "status"), text_of(value, "ref"),
        text_of(value, "sha"), text_of(inner(value, "environment"), "name"),
        one_line(text_of(commit, "title"), 300),
    )  # fmt: skip
    return _record(told._replace(actor=_name(value.get("user"))), "", place)


SOURCE = Source(
    name="gitlab",
    title="GitLab",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.VENDOR,
)
