"""The body of the page: the sections, with the timeline and the milestones where they belong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hansei.domain.document import PUBLIC, Block, BlockKind, Document, Section
from hansei.outputs.html.markup import Html, element, join
from hansei.outputs.html.prose import Prose

_TITLES = {BlockKind.TIMELINE: "Timeline", BlockKind.MILESTONES: "Milestones"}
_KEYS = {BlockKind.TIMELINE: "timeline", BlockKind.MILESTONES: "milestones"}


class Part(NamedTuple):
    """A section of the page: its heading, and pieces that are text or what a block stands for."""

    title: str
    pieces: list[Html | BlockKind]


def parts_of(document: Document, prose: Prose) -> list[Part]:
    """All sections, their prose rendered. Timeline and milestones appear once each.

    Where no block places them they follow the first section, the timeline in its own section if
    the document has one.
    """
    parts = [Part(each.title, _pieces(each, prose)) for each in document.sections]
    placed = {piece for part in parts for piece in part.pieces if isinstance(piece, BlockKind)}
    wanted = [kind for kind in (BlockKind.TIMELINE, BlockKind.MILESTONES) if kind not in placed]
    for kind in reversed(wanted):
        _place(kind, document, parts)
    return parts


def body(parts: list[Part], written: Mapping[BlockKind, Callable[[], Html]]) -> Html:
    """The sections as HTML. `written` gives what stands for a block; each is asked once."""
    done: set[BlockKind] = set()
    sections = []
    for number, part in enumerate(parts, 1):
        pieces = []
        for piece in part.pieces:
            if isinstance(piece, Html):
                pieces.append(piece)
            elif piece in written and piece not in done:
                done.add(piece)
                pieces.append(written[piece]())
        if not any(pieces):
            pieces = [element("p", "Nothing is written here yet.", class_="empty")]
        heading = element("h2", part.title, id=f"part-{number}-title")
        sections.append(
            element("section", heading, *pieces, id=f"part-{number}",
                    aria_labelledby=f"part-{number}-title")
        )  # fmt: skip
    return join(*sections)


def _place(kind: BlockKind, document: Document, parts: list[Part]) -> None:
    for section, part in zip(document.sections, parts, strict=False):
        if section.key == _KEYS[kind]:
            part.pieces.append(kind)
            return
    parts.insert(min(1, len(document.sections)), Part(_TITLES[kind], [kind]))


def _pieces(section: Section, prose: Prose) -> list[Html | BlockKind]:
    pieces: list[Html | BlockKind] = []
    run: list[str] = []
    for block in section.blocks:
        if block.kind is BlockKind.TEXT and not _is_public(block):
            run.append(block.text)
            continue
        pieces += _finish(run, prose)
        pieces.append(_public(block, prose) if _is_public(block) else block.kind)
    return pieces + _finish(run, prose)


def _finish(run: list[str], prose: Prose) -> list[Html]:
    """One Markdown text of the blocks so far, so that their references and lists connect."""
    text = "\n\n".join(run)
    run.clear()
    return [prose.render(text)] if text.strip() else []


def _is_public(block: Block) -> bool:
    return block.kind is BlockKind.TEXT and block.text.lstrip().startswith(PUBLIC)


def _public(block: Block, prose: Prose) -> Html:
    text = prose.render(block.text.lstrip().removeprefix(PUBLIC).lstrip())
    return element("div", element("span", "Public", class_="tag"), text, class_="public")
