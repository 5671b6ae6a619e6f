"""A post-mortem as one Markdown file that reads back without loss.

Front matter holds what a person may set; the prose stands as written; what the tables cannot show
(evidence, windows, identities) is one comment at the end. HTML comments mark drafted blocks, so
that a text editor, a diff and a Markdown viewer all show a clean document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import yaml

from hansei.domain.document import Block, BlockKind, Document
from hansei.domain.section_text import END, MILESTONES, TIMELINE
from hansei.domain.times import zone_named
from hansei.outputs.base import Dossier, Output
from hansei.outputs.markdown.tables import figure_table, milestone_table, timeline_table

FORMAT = 1
DATA = "<!-- hansei-data"


def render_markdown(document: Document) -> str:
    """The whole file."""
    return "\n\n".join([*(each.text for each in parts(document)), _data(document)]) + "\n"


class Part(NamedTuple):
    """A piece of the file between blank lines: the heading or a block of a section, by position.

    `section` is -1 for what stands before the sections, `block` -1 for what is no block.
    """

    text: str
    section: int = -1
    block: int = -1


def parts(document: Document) -> Iterator[Part]:
    """What a reader of the file sees, in order; the data at its end follows."""
    zone = zone_named(document.zone)
    yield Part(_front_matter(document))
    yield Part(f"# {heading(document.title)}")
    for at, section in enumerate(document.sections):
        if section.title:
            yield Part(f"## {heading(section.title)}", at)
        for number, block in enumerate(section.blocks):
            yield Part(_block(block, document, zone), at, number)


def one_line(text: str) -> str:
    """A heading's text: one line."""
    return " ".join(text.split())


def heading(text: str) -> str:
    """The same, harmless in a viewer that shows HTML."""
    return one_line(text).replace("<", "&lt;")


def drafted_ids(document: Document) -> list[str]:
    """Every drafting rule that has written here, also those whose block is gone."""
    present = [block.drafted for each in document.sections for block in each.blocks]
    return sorted({*(each for each in present if each), *document.dropped})


def _front_matter(document: Document) -> str:
    fields: dict[str, Any] = {
        "hansei": FORMAT,
        "title": document.title,
        "id": document.id or None,
        "variant": document.variant,
        "zone": document.zone,
        "severity": document.severity,
        "status": document.status,
        "owner": document.owner,
        "services": list(document.services),
        "modules": list(document.modules),
    }
    shown = {key: value for key, value in fields.items() if value not in (None, [])}
    shown |= document.extra
    text = yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{text}---"


def _block(block: Block, document: Document, zone: Any) -> str:
    if block.kind is BlockKind.TIMELINE:
        return f"{TIMELINE}\n\n{timeline_table(document, zone)}\n\n{END}"
    if block.kind is BlockKind.MILESTONES:
        tables = f"{milestone_table(document, zone)}\n\n{figure_table(document)}"
        return f"{MILESTONES}\n\n{tables}\n\n{END}"
    if block.drafted:
        return f"<!-- drafted {block.drafted} {block.digest} -->\n{block.text}"
    return block.text


def _data(document: Document) -> str:
    lines = [
        _json(
            {
                "sections": [
                    [each.key, heading(each.title), each.title] for each in document.sections
                ]
            }
        ),
        _json({"drafted": drafted_ids(document)}),
        *(_json({"event": each}) for each in document.events),
        *(_json({"milestone": name, "mark": mark}) for name, mark in document.milestones.items()),
    ]
    return "\n".join((DATA, *lines, "-->"))


def _json(value: Any) -> str:
    """One line of JSON that cannot end the comment around it."""
    return msgspec.json.encode(value).decode().replace(">", "\\u003e").replace("--", "-\\u002d")


def _render(dossier: Dossier) -> bytes:
    return render_markdown(dossier.document).encode()


OUTPUT = Output(
    name="markdown",
    title="Markdown with front matter",
    file_name="postmortem.md",
    media_type="text/markdown; charset=utf-8",
    render=_render,
)
