"""GitHub's objects, one function each: deployments, releases, runs, pull requests, issues.

Source: GitHub's "Webhook events and payloads" and the REST API's deployments, releases, commits,
pulls and actions/runs.
"""

from __future__ import annotations

import re
from typing import Any

from hansei.domain.event import Signal
from hansei.sources.commits import sha_refs
from hansei.sources.forges import Told, inner, when
from hansei.sources.github.facts import login
from hansei.sources.text import one_line, text_of

_ROLLBACK = re.compile(r"\broll(?:ed|ing)?[ _-]?back\b|\brevert", re.IGNORECASE)
_DEPLOYS = re.compile(r"deploy|release|promote|rollout|publish", re.IGNORECASE)
_STATES = {
    "success": "succeeded", "failure": "failed", "error": "failed with an error",
    "in_progress": "is in progress", "queued": "is queued", "pending": "is pending",
    "inactive": "is no longer the current one",
}  # fmt: skip


def _deployed(deployment: dict[str, Any]) -> str:
    ref, sha = text_of(deployment, "ref"), text_of(deployment, "sha")[:7]
    what = f"{ref} ({sha})" if sha and not ref.startswith(sha) else ref or sha
    return f"{what or 'a commit'} to {text_of(deployment, 'environment') or 'an environment'}"


def _signal(deployment: dict[str, Any]) -> Signal:
    told = f"{text_of(deployment, 'task')} {text_of(deployment, 'description')}"
    return Signal.ROLLBACK if _ROLLBACK.search(told) else Signal.DEPLOY


def _number(value: dict[str, Any], name: str = "id") -> str:
    return text_of(value, name)


def deployment(value: dict[str, Any]) -> Told:
    """A deployment was requested; whether it succeeded is in its statuses."""
    number = _number(value)
    note = one_line(text_of(value, "description"), 300)
    return Told(
        key=f"deployment:{number}",
        at=when(value, "created_at"),
        text=f"Deployment of {_deployed(value)} started" + (f": {note}" if note else ""),
        signal=_signal(value),
        actor=login(value.get("creator")),
        refs=(f"github:deployment:{number}", *sha_refs(text_of(value, "sha"))),
        environment=text_of(value, "environment"),
        branch=text_of(value, "ref"),
    )


def deployment_status(value: dict[str, Any], of: dict[str, Any]) -> Told:
    """A deployment's state changed; only a success means that something went live."""
    state = text_of(value, "state")
    number = _number(of) or text_of(value, "deployment_url").rpartition("/")[2]
    note = one_line(text_of(value, "description"), 300)
    outcome = _STATES.get(state, f"is {state or 'in an unknown state'}")
    return Told(
        key=f"deployment_status:{_number(value)}:{state}",
        at=when(value, "created_at", "updated_at"),
        text=f"Deployment of {_deployed({**value, **of})} {outcome}"
        + (f": {note}" if note else ""),
        signal=_signal(of) if state == "success" else Signal.NONE,
        actor=login(value.get("creator")),
        refs=(f"github:deployment:{number}", *sha_refs(text_of(of, "sha"))),
        url=text_of(value, "log_url", "target_url"),
        environment=text_of(value, "environment") or text_of(of, "environment"),
        branch=text_of(of, "ref"),
        noise=state in ("inactive", "queued", "pending"),
    )


def release(value: dict[str, Any], action: str) -> Told:
    """A release; only a published one reaches users."""
    tag = text_of(value, "tag_name")
    name = one_line(text_of(value, "name"), 200)
    live = action in ("published", "released")
    return Told(
        key=f"release:{_number(value)}:{action}",
        at=when(value, "published_at", "created_at"),
        text=f"Release {tag} {action}" + (f": {name}" if name and name != tag else ""),
        signal=Signal.DEPLOY if live and value.get("draft") is not True else Signal.NONE,
        actor=login(value.get("author")),
        refs=(f"release:{tag}",) if tag else (),
        url=text_of(value, "html_url"),
        branch=text_of(value, "target_commitish"),
        noise=not live,
    )


def run(value: dict[str, Any], kind: str) -> Told:
    """A workflow or check run: noise, unless its name says that it deploys."""
    name = one_line(text_of(value, "name", "path"), 200) or "(no name)"
    state = text_of(value, "conclusion") or text_of(value, "status") or "requested"
    deploys = _DEPLOYS.search(f"{name} {text_of(value, 'path')}") is not None
    signal = Signal.NONE
    if deploys and state == "success":
        signal = Signal.ROLLBACK if _ROLLBACK.search(name) else Signal.DEPLOY
    branch = text_of(value, "head_branch") or text_of(value.get("check_suite"), "head_branch")
    words = "Workflow" if kind == "workflow_run" else "Check"
    return Told(
        key=f"{kind}:{_number(value)}:{state}",
        at=when(value, "completed_at", "updated_at", "run_started_at", "started_at", "created_at"),
        text=f"{words} {name} on {branch or 'a commit'}: {state.replace('_', ' ')}",
        signal=signal,
        actor=login(value.get("triggering_actor") or value.get("actor")),
        refs=sha_refs(text_of(value, "head_sha")),
        url=text_of(value, "html_url"),
        branch=branch,
        noise=not deploys,
    )


def pull_request(value: dict[str, Any], action: str) -> Told:
    """A pull request; a merged one changed its base branch."""
    number = _number(value, "number")
    merged = bool(value.get("merged_at"))
    done = "merged" if merged and action in ("closed", "") else action or text_of(value, "state")
    title = one_line(text_of(value, "title"), 300)
    revert = title.lower().startswith("revert")
    base = text_of(inner(value, "base"), "ref")
    return Told(
        key=f"pull_request:{_number(value)}:{done}",
        at=when(value, *(("merged_at",) if done == "merged" else ("updated_at", "created_at"))),
        text=f"Pull request #{number} {done}" + (f" into {base}" if base else "") + f": {title}",
        signal=(Signal.ROLLBACK if revert else Signal.CHANGE) if done == "merged" else Signal.NONE,
        actor=login(value.get("merged_by") if done == "merged" else None)
        or login(value.get("user")),
        refs=(f"pr:#{number}", *sha_refs(text_of(value, "merge_commit_sha"))),
        url=text_of(value, "html_url"),
        branch=base,
        noise=done != "merged",
    )


def issue(value: dict[str, Any], action: str, sender: Any) -> Told:
    """An issue was opened, closed or edited."""
    number = _number(value, "number")
    named = {"opened": ("created_at",), "closed": ("closed_at",)}.get(action, ())
    return Told(
        key=f"issue:{_number(value)}:{action}:{text_of(value, 'updated_at')}",
        at=when(value, *named, "updated_at", "created_at"),
        text=f"Issue #{number} {action or text_of(value, 'state')}: "
        + one_line(text_of(value, "title"), 300),
        signal=Signal.NOTE,
        actor=login(sender) or login(value.get("user")),
        refs=(f"github:issue:#{number}",),
        url=text_of(value, "html_url"),
        noise=action not in ("opened", "closed", "reopened", ""),
    )


def comment(value: dict[str, Any], of: dict[str, Any], action: str) -> Told:
    """A comment on an issue or a pull request."""
    number = _number(of, "number")
    done = "Comment" if action == "created" else f"Comment {action}"
    return Told(
        key=f"comment:{_number(value)}:{action}",
        at=when(value, *(() if action == "created" else ("updated_at",)), "created_at"),
        text=f"{done} on #{number}: {one_line(text_of(value, 'body'), 1500)}",
        signal=Signal.NOTE,
        actor=login(value.get("user")),
        refs=(f"github:issue:#{number}",),
        url=text_of(value, "html_url"),
        noise=action != "created",
    )
