"""Which text of a room belongs to which section of the stored document, and brings both together.

aligned(document, kept, shared)    changes made elsewhere, carried into the shared document
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from hansei.collab.merging import carried
from hansei.collab.shared import SharedDocument
from hansei.domain.document import Document
from hansei.domain.section_text import section_text
from hansei.domain.writing import handles


class Kept(msgspec.Struct):
    """A section of a room. `stood` is what the stored document said when both were last alike.

    One that is `gone` from the document keeps its text: it may come back.
    """

    handle: str
    name: str
    title: str
    stood: str
    gone: bool = False


_decode = msgspec.json.Decoder(list[Kept]).decode
_encode = msgspec.json.Encoder().encode


def kept_in(text: str) -> list[Kept]:
    """The sections as a room keeps them."""
    return _decode(text)


def as_kept(sections: Sequence[Kept]) -> str:
    """The same for keeping."""
    return _encode(sections).decode()


def aligned(document: Document, kept: Iterable[Kept], shared: SharedDocument) -> list[Kept]:
    """The sections of a document in its order, then those that are gone.

    What the document says otherwise than it did is changed in the shared texts; what was typed
    there and is not written back yet stays.
    """
    known = {each.handle: each for each in kept}
    number = len(known)
    names = {each.name for each in known.values()}
    present = handles(document)
    found: list[Kept] = []
    for handle, section in zip(present, document.sections, strict=True):
        text = section_text(section)
        before = known.pop(handle, None) or _renamed(known, text, present)
        if before is None:
            while f"t{number}" in names:
                number += 1
            before = Kept(handle, f"t{number}", section.title, "")
            names.add(before.name)
        stands = shared.text(before.name)
        edits = carried(before.stood, text, stands)
        if edits:
            shared.edit(before.name, edits)
        found.append(Kept(handle, before.name, section.title, text))
    for each in known.values():
        each.gone = True
        found.append(each)
    return found


def _renamed(known: dict[str, Kept], text: str, present: Sequence[str]) -> Kept | None:
    """The section that was lost under another name and says the same."""
    for handle, each in known.items():
        if handle not in present and not each.gone and each.stood == text and text:
            return known.pop(handle)
    return None
