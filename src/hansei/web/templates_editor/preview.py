"""How a template looks: as an empty post-mortem, and with an invented incident in it."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from hansei.domain.document import Block, BlockKind, Document
from hansei.domain.draft.rules import RULES
from hansei.domain.times import zone_named
from hansei.domain.variants import SectionPlan, Variant
from hansei.outputs.markdown.tables import figure_table, milestone_table, timeline_table
from hansei.web.prose import markdown
from hansei.web.templates_editor.sample import drafted_with

WRITTEN = tuple(RULES)
"""The keys of sections that drafting writes something into; others are for people to fill."""


class Planned(NamedTuple):
    """A section of an empty post-mortem; `is_drafted` where records fill it."""

    title: str
    key: str
    is_drafted: bool
    prompts: tuple[str, ...]


class Filled(NamedTuple):
    """A section with the sample in it."""

    title: str
    html: Markup


def planned(sections: tuple[SectionPlan, ...]) -> list[Planned]:
    """The sections of an empty post-mortem."""
    return [Planned(each.title, each.key, each.key in RULES, each.prompts) for each in sections]


def filled(sections: tuple[SectionPlan, ...]) -> list[Filled]:
    """The sections with an invented incident drafted into them."""
    document = drafted_with(Variant("preview", "Preview", "", sections))
    return [
        Filled(each.title, markdown("\n\n".join(_text(block, document) for block in each.blocks)))
        for each in document.sections
    ]


def _text(block: Block, document: Document) -> str:
    zone = zone_named(document.zone)
    if block.kind is BlockKind.TIMELINE:
        return timeline_table(document, zone)
    if block.kind is BlockKind.MILESTONES:
        return f"{milestone_table(document, zone)}\n\n{figure_table(document)}"
    return block.text
