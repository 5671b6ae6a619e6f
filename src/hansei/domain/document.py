"""The post-mortem as a document: sections of Markdown around a timeline and its milestones.

Markdown is the truth for prose: actions, factors, lessons and claims are read from it (`claims`,
`extract`), never held twice. The timeline and the milestones are structured, and shown in the text
where a block of kind TIMELINE or MILESTONES stands.

A drafted block carries the identity of what drafted it and a digest of what was drafted. A block
whose text no longer has that digest was edited by a person, and drafting leaves it alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from hansei.domain.event import Event


class Milestone(StrEnum):
    """The marked instants of an incident, in their usual order."""

    IMPACT_START = "impact_start"
    DETECTED = "detected"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    CAUSE_IDENTIFIED = "cause_identified"
    MITIGATED = "mitigated"
    RECOVERED = "recovered"
    RESOLVED = "resolved"

    @property
    def label(self) -> str:
        """The name for readers."""
        return _MILESTONE_LABELS[self]


_MILESTONE_LABELS = {
    Milestone.IMPACT_START: "Impact start",
    Milestone.DETECTED: "Detected",
    Milestone.ACKNOWLEDGED: "Acknowledged",
    Milestone.ESCALATED: "Escalated",
    Milestone.CAUSE_IDENTIFIED: "Cause identified",
    Milestone.MITIGATED: "Fix applied",
    Milestone.RECOVERED: "Recovery confirmed",
    Milestone.RESOLVED: "Closed",
}


def dropped_name(milestone: Milestone) -> str:
    """How `Document.dropped` names a milestone that a person cleared."""
    return f"milestone:{milestone.value}"


class How(StrEnum):
    """How a milestone came to be known. A person's statement outranks the rest."""

    STATED = "stated"
    INFERRED = "inferred"


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event that may be the milestone, and why."""

    event: str
    at: datetime
    reason: str
    weight: int = 0


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A milestone: its instant, the window that it lies in for certain, and its evidence."""

    at: datetime
    earliest: datetime
    latest: datetime
    how: How = How.INFERRED
    events: tuple[str, ...] = ()
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


PUBLIC = "<!-- public -->"
"""At the beginning of a block: its author released it for customers."""


class BlockKind(StrEnum):
    TEXT = "text"
    TIMELINE = "timeline"
    MILESTONES = "milestones"


class Block(msgspec.Struct, frozen=True, omit_defaults=True):
    """One block of a section: a paragraph, list or table of Markdown without blank lines around.

    `drafted` names the drafting rule that wrote it ("" for a person's block), `digest` what it
    wrote.
    """

    text: str = ""
    kind: BlockKind = BlockKind.TEXT
    drafted: str = ""
    digest: str = ""

    @property
    def edited(self) -> bool:
        """Whether a person changed a drafted block."""
        return bool(self.drafted) and self.digest != digest_of(self.text)


def digest_of(text: str) -> str:
    """Eight hexadecimal digits that tell whether a drafted text is still as drafted."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def drafted(identity: str, text: str) -> Block:
    """A block written by the drafting rule `identity`."""
    return Block(text=text, drafted=identity, digest=digest_of(text))


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """One section. `key` is its meaning ("impact"), "" where nothing recognised it."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()

    @property
    def text(self) -> str:
        """The prose of the section as Markdown."""
        return "\n\n".join(block.text for block in self.blocks if block.kind is BlockKind.TEXT)


class ActionStatus(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ActionClass(StrEnum):
    """What an action improves."""

    DETECT = "detect"
    MITIGATE = "mitigate"
    PREVENT = "prevent"
    PROCESS = "process"


SUGGESTION = "Suggestion:"
"""What drafting writes before an action that nobody has taken up yet."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """A corrective action as its section states it. `answers` holds factor numbers ("F1").

    `due_written` is the wording of a due date that could not be read as a full date.
    """

    text: str
    owner: str | None = None
    due: date | None = None
    due_written: str | None = None
    status: ActionStatus = ActionStatus.PLANNED
    answers: tuple[str, ...] = ()
    line: int = 0
    action_class: ActionClass | None = None

    @property
    def is_suggestion(self) -> bool:
        """Whether drafting wrote it and nobody took it up: no owner, day, factor or step."""
        taken = self.owner or self.due or self.due_written or self.answers or self.action_class
        begun = self.status is not ActionStatus.PLANNED
        return self.text.startswith(SUGGESTION) and not taken and not begun


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as the prose states it, in seconds, beside its wording and line."""

    figure: str
    seconds: float
    text: str
    line: int = 0


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post-mortem. `zone` is the IANA name in which its times are shown.

    `events` are the lines of its timeline; `milestones` holds those that are known. `dropped` are
    drafting rules whose block a person deleted, and the sections, events and milestones
    ("milestone:detected") that one took away: drafting does not bring them back. `extra` keeps
    front matter that Hansei does not use.
    """

    title: str
    id: str = ""
    variant: str = "incident"
    zone: str = "UTC"
    severity: str | None = None
    status: str = "working draft"
    owner: str | None = None
    services: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    events: tuple[Event, ...] = ()
    milestones: dict[Milestone, Mark] = {}
    dropped: tuple[str, ...] = ()
    extra: dict[str, Any] = {}

    def section(self, key: str) -> Section | None:
        """The first section of that meaning."""
        return next((section for section in self.sections if section.key == key), None)


class Manuscript(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it stands in a file: where each event and block is, and what did not fit.

    `event_lines`: event id -> line. `block_lines`: (section index, block index) -> line.
    `heading_lines`: section index -> line. Lines count from 1. `zone_written` is how the text
    names its zone, None where it never does. `unmapped`: headings with their line that fit no
    known section. `impact_text`, `stated` and the rest are what the prose says.
    """

    document: Document
    file: str = ""
    text: str = ""
    event_lines: Mapping[str, int] = {}
    block_lines: Mapping[tuple[int, int], int] = {}
    heading_lines: Mapping[int, int] = {}
    stated: tuple[Stated, ...] = ()
    unmapped: tuple[tuple[str, int], ...] = ()
    zone_written: str | None = None
    zones_written: tuple[tuple[str, int], ...] = ()
