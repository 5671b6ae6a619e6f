"""Drafted prompts that a filled form has answered.

Drafting writes "**Unknown:** how many users were affected" and lists of questions. Once a form
holds the answer, they would contradict it. Only what still stands as it was drafted goes.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hansei.domain.blocks.cells import citations_in
from hansei.domain.blocks.forms import CAUSES, COMMUNICATION, FORMS, IMPACT
from hansei.domain.blocks.grid import Grid
from hansei.domain.blocks.places import with_blocks
from hansei.domain.claims import cited_events
from hansei.domain.coverage import FactorType
from hansei.domain.document import Block, Document, Section

_ANSWERED_BY = {
    "how many users": ("users affected", "share of users"),
    "how many requests": ("failed requests",),
    "whether an SLA or SLO": ("sla violated", "slo violated"),
    "the cost in revenue": ("revenue lost",),
    "how long the service": ("degraded for",),
}
"""What a drafted line on the impact asks -> the measures that answer it."""


def settled(document: Document, section: int, grid: Grid) -> Document:
    """The document without the drafted prompts of a section that this block answers."""
    form = FORMS[grid.form]
    dropped = set(document.dropped)
    blocks: list[Block] = []
    for block in document.sections[section].blocks:
        kept: Block | None = block
        if block.drafted and not block.edited and grid.rows:
            answer = _ANSWERS.get(form.name, _prompts)
            kept = answer(block, grid)
        if kept is None:
            dropped.add(block.drafted)
        else:
            blocks.append(kept)
    if tuple(blocks) == document.sections[section].blocks:
        return document
    return with_blocks(document, section, tuple(blocks), frozenset(dropped))


def _prompts(block: Block, grid: Grid) -> Block | None:
    """Without the questions that ask for what the form's own section should hold."""
    own = {f"{each}.prompts" for each in FORMS[grid.form].sections}
    return None if block.drafted in own else block


def _impact(block: Block, grid: Grid) -> Block | None:
    if block.drafted not in ("impact.unknown", "impact.duration", "impact.prompts"):
        return block
    given = {row["measure"].lower() for row in grid.records() if row["value"]}
    lines = [line for line in block.text.split("\n") if not _answers(line, given)]
    if lines == block.text.split("\n"):
        return block
    return msgspec.structs.replace(block, text="\n".join(lines)) if lines else None


def _answers(line: str, given: set[str]) -> bool:
    return "**Unknown:**" in line and any(
        ask in line and not given.isdisjoint(measures) for ask, measures in _ANSWERED_BY.items()
    )


def _causes(block: Block, grid: Grid) -> Block | None:
    kinds = {row.get("type", "").lower() for row in grid.records() if row["text"]}
    if block.drafted == "root_cause.unknown" and FactorType.PRIMARY.value in kinds:
        return None
    if block.drafted == "root_cause.factors" and kinds - {FactorType.PRIMARY.value}:
        asks = [each for each in block.text.split("\n") if "Which conditions made it" not in each]
        if len(asks) == len(block.text.split("\n")):
            return block
        return msgspec.structs.replace(block, text="\n".join(asks)) if asks else None
    return block


def _communication(block: Block, grid: Grid) -> Block | None:
    """Without the drafted log, where the form cites every message that it lists."""
    if block.drafted != "communication.log":
        return block
    listed = cited_events([Section("", "", (block,))])
    told = {name for row in grid.records() for name in citations_in(row.get("evidence", "")) or ()}
    return None if listed <= told else block


_ANSWERS: dict[str, Callable[[Block, Grid], Block | None]] = {
    IMPACT.name: _impact,
    CAUSES.name: _causes,
    COMMUNICATION.name: _communication,
}
