"""Citations of events and evidence that there are not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from hansei.domain.blocks.cells import citations_in
from hansei.domain.blocks.forms import EVIDENCE_LOG
from hansei.domain.blocks.places import placed_in
from hansei.domain.claims import citations_of
from hansei.domain.consistency.case import Case
from hansei.domain.consistency.unknown_events import RULE
from hansei.domain.document import BlockKind, Document
from hansei.domain.findings import Finding, Level

_MOST = 50
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_CODE = re.compile(r"`[^`]*`")


def unknown_citations(
    case: Case, events: Collection[str] = (), evidence: Collection[str] | None = None
) -> Iterator[Finding]:
    """A finding for each line that cites an event or evidence that the document does not have.

    `events` are further ones that its timeline has; `evidence` names what is kept beside the text.
    Where that is not known, the evidence log in the text tells, and without one evidence is not
    looked at.
    """
    document = case.document
    known = {each.id.lower() for each in document.events} | {each.lower() for each in events}
    kept = evidence if evidence is not None else _logged(document)
    count = 0
    for at, section in enumerate(document.sections):
        for number, block in enumerate(section.blocks):
            line = case.block_lines.get((at, number), 0)
            if block.kind is not BlockKind.TEXT or not line:
                continue
            for offset, name in _cited(block.text):
                is_evidence = name.startswith("ev")
                if (name in (kept or ()) if is_evidence else name in known) or (
                    is_evidence and kept is None
                ):
                    continue
                count += 1
                if count > _MOST:
                    return
                what = "there is no such evidence" if is_evidence else "there is no such event"
                yield case.finding_at_line(
                    RULE, Level.WARNING, line + offset, f"{name} is cited, but {what}", says=name,
                    suggestion="Cite what shows it, or mark the statement as an assumption.",
                )  # fmt: skip


def _cited(text: str) -> Iterator[tuple[int, str]]:
    """What each line outside of code cites, in lower case."""
    fenced = False
    for offset, line in enumerate(text.split("\n")):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and "[" in line:
            for name in dict.fromkeys(citations_of(_CODE.sub("", line))):
                yield offset, name.lower()


def _logged(document: Document) -> frozenset[str] | None:
    """The evidence that the log in the text lists; None without a log."""
    logs = [each.grid for each in placed_in(document) if each.form == EVIDENCE_LOG.name]
    if not logs:
        return None
    return frozenset(
        name for grid in logs for row in grid.records() for name in citations_in(row["id"]) or ()
    )
