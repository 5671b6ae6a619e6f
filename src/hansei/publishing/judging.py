"""What the checks say about a post-mortem that somebody wants to publish."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from hansei.checks import check_bytes
from hansei.domain.document import PUBLIC, Block, Document, Section
from hansei.domain.findings import Finding, Level
from hansei.domain.redact import LEAKED_KEY
from hansei.outputs.markdown.render import render_markdown

_CONSISTENCY = "consistency/"
_FOR_CUSTOMERS = "Customer message"
_GAP = re.compile(r"\n{3,}")


class Judgement(NamedTuple):
    """What keeps a post-mortem from being published within the organisation.

    `contradictions` are those at error level. Warnings and notes never stop anybody.
    """

    contradictions: tuple[Finding, ...] = ()
    secrets: tuple[Finding, ...] = ()


def judged(document: Document) -> Judgement:
    """The findings over a whole document. Takes a moment: not for inside a transaction."""
    found = check_bytes(render_markdown(document).encode(), file="")
    return Judgement(
        contradictions=tuple(each for each in found if _contradicts(each)),
        secrets=tuple(each for each in found if each.rule == LEAKED_KEY),
    )


def against_record(document: Document, public: str) -> list[Finding]:
    """Where a text for customers disagrees with the post-mortem or makes the impact smaller.

    Lines count within `public`. It is read in place of the blocks that it was made from, as the
    last section of the document.
    """
    text = _GAP.sub("\n\n", public).strip()
    inside = tuple(
        msgspec.structs.replace(
            each, blocks=tuple(block for block in each.blocks if not _released(block))
        )
        for each in document.sections
    )
    probe = msgspec.structs.replace(
        document, sections=(*inside, Section("", _FOR_CUSTOMERS, (Block(_flat(text)),)))
    )
    rendered = render_markdown(probe)
    at = rendered.rindex(f"## {_FOR_CUSTOMERS}\n")
    offset = rendered.count("\n", 0, at) + 2
    last = text.count("\n") + 1
    found = []
    for each in check_bytes(rendered.encode(), file=""):
        line = each.place.line - offset
        if _contradicts(each) and 1 <= line <= last:
            place = msgspec.structs.replace(each.place, line=line, end_line=line)
            found.append(msgspec.structs.replace(each, place=place))
    return found


def _contradicts(finding: Finding) -> bool:
    return finding.level is Level.ERROR and finding.rule.startswith(_CONSISTENCY)


def _released(block: Block) -> bool:
    return block.text.lstrip().startswith(PUBLIC)


def _flat(text: str) -> str:
    """Headings would begin sections of their own: they become lines in bold, one for one."""
    return re.sub(r"^#{1,6} +(.+)$", r"**\1**", text, flags=re.MULTILINE)
