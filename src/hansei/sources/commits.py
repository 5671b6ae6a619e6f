"""One commit as a record, whichever way it came: `git log`, a webhook or an API answer."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.text import one_line, urls_in

_REVERT = re.compile(r"(?:revert|rollback|roll back|rolled back)\b[\s:!(\"]|revert$", re.IGNORECASE)
_REVERTED = re.compile(r"\b[Tt]his reverts (?:commit|merge request) ([0-9a-f]{7,64}|\S{1,80})")
_PULL = re.compile(r"\(#(\d{1,9})\)|\b[Pp]ull [Rr]equest #(\d{1,9})|\bPR[ -]?#?(\d{1,9})\b")
_MERGE_REQUEST = re.compile(r"\b[Mm]erge request (?:[\w./-]{0,100})!(\d{1,9})")
_BOT = re.compile(r"\[bot\]|\bbot\b|^GitHub$|^dependabot|^renovate|noreply-ci", re.IGNORECASE)
_MERGES = ("Merge pull request", "Merge branch")
_CHANGE, _ROLLBACK = Signal.CHANGE, Signal.ROLLBACK


class Commit(NamedTuple):
    """What a commit says of itself. `at` is when it was committed, where that is known."""

    sha: str
    at: datetime
    subject: str
    body: str = ""
    author: str = ""
    precision_s: int = 1
    zone_assumed: bool = False
    written: str | None = None
    url: str | None = None
    branch: str | None = None


def record_of(commit: Commit, source: str, place: Place) -> Record:
    """The record of a commit: a change, or a rollback where it reverts another."""
    sha = commit.sha.lower()
    subject = one_line(commit.subject, 500)
    if subject.startswith(_MERGES):
        subject = _with_title(subject, commit.body)
    reverts = reverted_by(commit.subject, commit.body)
    return Record(
        source=source,
        key=f"commit:{sha}",
        at=commit.at,
        text=f"Commit {sha[:7]}: {subject}" if subject else f"Commit {sha[:7]}",
        signal=_CHANGE if reverts is None else _ROLLBACK,
        kind=_kind(commit.author),
        actor=one_line(commit.author, 100) or None,
        precision_s=commit.precision_s,
        written=commit.written,
        zone_assumed=commit.zone_assumed,
        channel=commit.branch,
        refs=_refs(sha, commit, reverts),
        url=commit.url,
        place=place,
    )


@lru_cache(maxsize=4096)
def _kind(author: str) -> Kind:
    return Kind.SYSTEM if _BOT.search(author) else Kind.HUMAN


def _with_title(subject: str, body: str) -> str:
    """A merge's subject with the title that the forge puts into its body."""
    title = next((line for line in body[:1000].splitlines() if line.strip()), "")
    if title and not title.strip().startswith(("See merge request", "#", "Conflicts")):
        return one_line(f"{subject}: {title}", 500)
    return subject


def reverted_by(subject: str, body: str) -> str | None:
    """The commit that a message reverts, "" where it does not name it, None for no revert."""
    if "his reverts " in body or "his reverts " in subject:
        found = _REVERTED.search(body) or _REVERTED.search(subject)
        if found:
            return found[1].rstrip(".,").lower()
    return "" if _REVERT.match(subject.strip()) else None


def _refs(sha: str, commit: Commit, reverts: str | None) -> tuple[str, ...]:
    subject, body = commit.subject, commit.body
    refs = [f"commit:{sha}", f"commit:{sha[:7]}"] if len(sha) > 7 else [f"commit:{sha}"]
    if commit.url:
        refs.append(f"url:{commit.url}")
    if "#" in subject or "PR" in subject or "!" in subject:
        refs.extend(pull_refs(subject))
    if body:
        refs.extend(f"pr:!{found[1]}" for found in _MERGE_REQUEST.finditer(body[:4000]))
    if reverts:
        refs.append(f"reverts:{reverts[:7]}")
    refs.extend(f"url:{url}" for url in urls_in(body[:4000]))
    return tuple(refs) if len(refs) < 3 else tuple(dict.fromkeys(refs))


def sha_refs(sha: str) -> tuple[str, ...]:
    """A commit's references, in full and by its first seven digits."""
    sha = sha.lower()
    return tuple(dict.fromkeys((f"commit:{sha}", f"commit:{sha[:7]}"))) if len(sha) >= 7 else ()


def pull_refs(text: str) -> list[str]:
    """ "pr:#12" for each pull request that a text names, "pr:!12" for a GitLab merge request."""
    refs = [f"pr:#{found[1] or found[2] or found[3]}" for found in _PULL.finditer(text[:1000])]
    return refs + [f"pr:!{found[1]}" for found in _MERGE_REQUEST.finditer(text[:1000])]
