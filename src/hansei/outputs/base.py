"""What an output is: a folder whose `render.py` holds one `OUTPUT`.

A dossier goes in, bytes come out. An output computes nothing about the incident: durations,
milestones and findings come with the dossier, so that every output tells the same story.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from hansei.domain.document import Document
from hansei.domain.evidence import EvidenceNote
from hansei.domain.findings import Finding
from hansei.domain.timeline import Timeline


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """A post-mortem with the full timeline behind it and what the checks say about it.

    `timeline` holds all events; `document.events` the lines shown in the post-mortem itself.
    `evidence` is what the store keeps beside the text, which cites it. `source` is the path or
    identity that it was made from.
    """

    document: Document
    timeline: Timeline = Timeline()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[EvidenceNote, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """One target format. `name` is what `--format` takes, `file_name` its usual file."""

    name: str
    title: str
    file_name: str
    media_type: str
    render: Callable[[Dossier], bytes]
