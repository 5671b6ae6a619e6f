"""GitHub: webhook deliveries and REST answers about deployments, releases, pushes and runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, InputError, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.commits import Commit, sha_refs
from hansei.sources.commits import record_of as record_of_commit
from hansei.sources.forges import Told, inner, when
from hansei.sources.github import events
from hansei.sources.github.facts import login, record_of
from hansei.sources.text import text_of

_LISTS = ("workflow_runs", "check_runs", "commits", "items")
_AROUND = ("repository", "sender", "organization", "installation", "enterprise", "changes")
_ZERO = re.compile(r"0{40}")
_API = re.compile(r"https://[\w.-]{1,100}/(?:api/v3/)?repos/")


def recognise(sample: Sample) -> int:
    """100 for a webhook delivery with its repository and sender, 95 for an answer of the API."""
    return max((_likeness(item) for item in sample.first[:20]), default=0)


def _likeness(item: Any) -> int:
    if not isinstance(item, dict):
        return 0
    if _is_delivery(item):
        return 100
    if _kind_of(item):
        return 95
    listed = _listed(item)
    return 95 if listed and any(_kind_of(each) for each in listed[1][:20]) else 0


def _is_delivery(item: dict[str, Any]) -> bool:
    repository = inner(item, "repository")
    on_github = "full_name" in repository and "node_id" in repository
    ping = "zen" in item and "hook_id" in item  # an organisation's has no repository
    return ping or (on_github and (isinstance(item.get("sender"), dict) or "pusher" in item))


def _kind_of(item: Any) -> str:
    """What an object of the REST API is, by the members that only it has; "" for no such one."""
    if not isinstance(item, dict):
        return ""
    if "node_id" not in item or not isinstance(item.get("url"), str) or not _API.match(item["url"]):
        return ""
    if "statuses_url" in item and "task" in item:
        return "deployment"
    if "deployment_url" in item and "state" in item:
        return "deployment_status"
    if "tag_name" in item and "draft" in item:
        return "release"
    if "sha" in item and isinstance(item.get("commit"), dict):
        return "commit"
    if "workflow_id" in item:
        return "workflow_run"
    if "head_sha" in item and "check_suite" in item:
        return "check_run"
    if "merged_at" in item and "base" in item:
        return "pull_request"
    return "issue" if "number" in item and "title" in item and "comments" in item else ""


def _listed(document: dict[str, Any]) -> tuple[str, list[Any]] | None:
    for name in _LISTS:
        found = document.get(name)
        if isinstance(found, list):
            return name, found
    return None


def parse(item: Item, _context: Context) -> Iterator[Reading | Refusal]:
    """The records of one delivery or one object of the REST API.

    Raises ForeignPayload for anything else, UnknownEvent for a delivery about another object, and
    BadRow where the time is missing.
    """
    value, place = item.value, item.place
    if not isinstance(value, dict):
        raise ForeignPayload("is no GitHub delivery", place=str(place))
    listed = _listed(value)
    if _is_delivery(value):
        for record in _placed(_delivered, value, place):
            yield Reading(record, value)
    elif _kind_of(value):
        for record in _placed(_answered, value, place):
            yield Reading(record, value)
    elif listed and any(_kind_of(each) for each in listed[1][:20]):
        for index, each in enumerate(listed[1]):
            where = Place(place.file, place.line, f"$.{listed[0]}[{index}]")
            try:
                for record in _placed(_answered, each, where):
                    yield Reading(record, each)
            except InputError as error:
                yield Refusal(where, error.reason, error.code, each)
    else:
        raise ForeignPayload("is no GitHub delivery", place=str(place))


def _placed(read: Any, value: Any, place: Place) -> list[Record]:
    try:
        return list(read(value, place))
    except InputError as error:
        raise type(error)(error.reason, place=str(place)) from None


def _answered(value: Any, place: Place) -> Iterator[Record]:
    kind = _kind_of(value)
    if kind == "commit":
        yield record_of_commit(_commit(value), "github", place)
        return
    if not kind:
        raise BadRow("is no object of the GitHub API")
    if kind == "deployment_status":
        told = events.deployment_status(value, {})
    elif kind == "deployment":
        told = events.deployment(value)
    elif kind == "release":
        told = events.release(value, "drafted" if value.get("draft") is True else "published")
    elif kind in ("workflow_run", "check_run"):
        told = events.run(value, kind)
    elif kind == "pull_request":
        told = events.pull_request(value, "")
    else:
        told = events.issue(value, "", None)
    yield record_of(told, inner(value, "repository"), place)


def _delivered(value: dict[str, Any], place: Place) -> Iterator[Record]:
    repository = inner(value, "repository")
    if "commits" in value or ("ref" in value and "before" in value):
        yield record_of(_push(value, repository), repository, place)
        commits = value.get("commits")
        for commit in commits if isinstance(commits, list) else ():
            if isinstance(commit, dict):
                yield record_of_commit(_pushed(commit, value), "github", place)
        return
    yield record_of(_told(value, text_of(value, "action")), repository, place)


def _told(value: dict[str, Any], action: str) -> Told:
    """What a delivery tells, by the object in it. Deployments carry their workflow run along."""
    if "deployment_status" in value:
        return events.deployment_status(
            inner(value, "deployment_status"), inner(value, "deployment")
        )
    if "deployment" in value:
        return events.deployment(inner(value, "deployment"))
    if "release" in value:
        return events.release(inner(value, "release"), action or "published")
    for kind in ("workflow_run", "check_run"):
        if kind in value:
            return events.run(inner(value, kind), kind)
    if "issue" in value and "comment" in value:
        return events.comment(inner(value, "comment"), inner(value, "issue"), action)
    if "issue" in value:
        return events.issue(inner(value, "issue"), action, value.get("sender"))
    if "pull_request" in value and "review" not in value and "comment" not in value:
        return events.pull_request(inner(value, "pull_request"), action)
    if "hook" in value and "zen" in value:
        hook = inner(value, "hook")
        at = when(hook, "updated_at", "created_at")
        return Told(f"ping:{text_of(value, 'hook_id')}", at, "Webhook added", noise=True)
    about = [name for name, found in value.items() if isinstance(found, dict)]
    told = ", ".join(sorted(str(name)[:40] for name in about if name not in _AROUND)[:5])
    raise UnknownEvent(f"GitHub event about {told or 'nothing known'} ({action[:40]})")


def _push(value: dict[str, Any], repository: dict[str, Any]) -> Told:
    ref = text_of(value, "ref")
    tag = ref.startswith("refs/tags/")
    name = ref.removeprefix("refs/tags/").removeprefix("refs/heads/")
    after = text_of(value, "after")
    commits = value.get("commits")
    count = len(commits) if isinstance(commits, list) else 0
    gone = value.get("deleted") is True or _ZERO.fullmatch(after) is not None
    if gone:
        text = f"{'Tag' if tag else 'Branch'} {name} deleted"
    elif tag:
        text = f"Tag {name} pushed"
    else:
        text = f"{count or 'No'} commit{'' if count == 1 else 's'} pushed to {name}"
    stamped = {**inner(value, "head_commit"), "pushed_at": repository.get("pushed_at")}
    return Told(
        key=f"push:{ref}:{text_of(value, 'before')[:12]}:{after[:12]}",
        at=when(stamped, "pushed_at", "timestamp"),
        text=text + (" by force" if value.get("forced") is True else ""),
        signal=Signal.NONE if gone else Signal.CHANGE,
        actor=login(value.get("pusher")) or login(value.get("sender")),
        refs=() if gone else sha_refs(after),
        url=text_of(value, "compare"),
        branch="" if tag else name,
        noise=gone,
    )


def _pushed(commit: dict[str, Any], push: dict[str, Any]) -> Commit:
    subject, _, body = text_of(commit, "message").partition("\n")
    return Commit(
        text_of(commit, "id"), when(commit, "timestamp"), subject, body,
        text_of(commit.get("author"), "username", "name"), url=text_of(commit, "url") or None,
        branch=text_of(push, "ref").removeprefix("refs/heads/")[:100] or None,
    )  # fmt: skip


def _commit(value: dict[str, Any]) -> Commit:
    commit = inner(value, "commit")
    author, committer = inner(commit, "author"), inner(commit, "committer")
    at = when(committer if committer.get("date") else author, "date")
    subject, _, body = text_of(commit, "message").partition("\n")
    name = login(value.get("author")) or text_of(author, "name")
    return Commit(text_of(value, "sha"), at, subject, body, name,
                  url=text_of(value, "html_url") or None)  # fmt: skip


SOURCE = Source(
    name="github",
    title="GitHub",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.VENDOR,
)
