"""Drafting again over a document that people have worked on since.

What a person wrote, changed or deleted stays so. Only blocks that still stand exactly as they were
drafted are replaced, and only new drafting rules add blocks.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hansei.domain.claims import cited_events
from hansei.domain.document import Block, BlockKind, Document, Section
from hansei.domain.event import Event


def redraft(previous: Document, fresh: Document, timeline: Sequence[Event]) -> Document:
    """`previous` with its untouched drafted blocks brought up to `fresh`.

    Of the `timeline` it shows what `fresh` shows, and what the prose that people wrote cites.
    """
    dropped = frozenset(previous.dropped)
    merged = [_section(section, fresh.section(section.key) if section.key else None, dropped)
              for section in previous.sections]  # fmt: skip
    present = {section.key for section in previous.sections if section.key}
    for position, section in enumerate(fresh.sections):
        if section.key not in present and f"section:{section.key}" not in dropped:
            added = _without_shown(section, previous)
            merged.insert(_place(merged, fresh.sections, position), added)
    wanted = cited_events(merged).union(each.id for each in fresh.events)
    events = tuple(
        each for each in timeline if each.id in wanted and f"event:{each.id}" not in dropped
    )
    return msgspec.structs.replace(
        previous,
        variant=fresh.variant,
        zone=fresh.zone,
        severity=previous.severity or fresh.severity,
        services=previous.services or fresh.services,
        modules=tuple(dict.fromkeys((*previous.modules, *fresh.modules))),
        sections=tuple(merged),
        events=events,
        milestones=fresh.milestones,
        extra={**fresh.extra, **previous.extra},
    )


def _without_shown(section: Section, previous: Document) -> Section:
    """A new section without the timeline or the figures that another one shows already."""
    shown = {block.kind for each in previous.sections for block in each.blocks}
    shown.discard(BlockKind.TEXT)
    blocks = tuple(block for block in section.blocks if block.kind not in shown)
    return msgspec.structs.replace(section, blocks=blocks)


def _place(merged: list[Section], order: tuple[Section, ...], position: int) -> int:
    """Where a new section goes: behind the nearest one that comes before it in the variant."""
    for before in reversed(order[:position]):
        for index, section in enumerate(merged):
            if section.key == before.key:
                return index + 1
    return 0


def _section(old: Section, new: Section | None, dropped: frozenset[str]) -> Section:
    if new is None:
        return old
    fresh = {block.drafted: block for block in new.blocks if block.drafted}
    blocks: list[Block] = []
    for block in old.blocks:
        if block.kind is not BlockKind.TEXT or not block.drafted or block.edited:
            blocks.append(block)
        elif block.drafted in fresh:
            blocks.append(fresh[block.drafted])
    known = {block.drafted for block in old.blocks}
    for position, block in enumerate(new.blocks):
        if block.drafted and block.drafted not in known and block.drafted not in dropped:
            blocks.insert(_after(blocks, new.blocks, position), block)
    return Section(old.key, old.title, tuple(blocks))


def _after(blocks: list[Block], order: tuple[Block, ...], position: int) -> int:
    for before in reversed(order[:position]):
        for index, block in enumerate(blocks):
            if (before.drafted and block.drafted == before.drafted) or (
                before.kind is not BlockKind.TEXT and block.kind is before.kind
            ):
                return index + 1
    return 0 if position == 0 else len(blocks)
