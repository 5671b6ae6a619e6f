"""The shared document: a CRDT that holds one text for each section.

Texts have names of their own ("t3"), so that a section which is renamed keeps what is being typed
into it. Places in a text count characters here, and bytes in the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pycrdt import Doc, Text, TextEvent, merge_updates

from hansei.collab.merging import Edit


class Malformed(ValueError):
    """Something that is no update of a shared document."""


class SharedDocument:
    """The texts of a room. Used by one thread alone. `edited` tells whether `edit` was called."""

    def __init__(self, updates: Iterable[bytes] = ()) -> None:
        self._doc: Doc[Text] = Doc()
        self._texts: dict[str, Text] = {}
        self._touched: set[str] = set()
        self.edited = False
        for each in updates:
            if each:
                self._doc.apply_update(each)

    def text(self, name: str) -> str:
        """The text of that name as it stands."""
        return str(self._text(name))

    def apply(self, update: bytes) -> frozenset[str]:
        """Takes an update; returns the names of the known texts that it changed.

        Raises Malformed.
        """
        self._touched.clear()
        try:
            self._doc.apply_update(update)
        except ValueError as error:
            raise Malformed(str(error)) from None
        return frozenset(self._touched)

    def edit(self, name: str, edits: Sequence[Edit]) -> None:
        """Changes a text; edits go from its end to its beginning."""
        text = self._text(name)
        stands = str(text)
        self.edited = True
        with self._doc.transaction():
            for start, end, insert in edits:
                place = len(stands[:start].encode())
                if end > start:
                    del text[place : place + len(stands[start:end].encode())]
                if insert:
                    text.insert(place, insert)

    def know(self, names: Iterable[str]) -> None:
        """Names the texts that there are, so that `apply` tells when one changes."""
        for name in names:
            self._text(name)

    def state(self) -> bytes:
        """What this document has seen, for `since`."""
        return self._doc.get_state()

    def since(self, state: bytes = b"\x00") -> bytes:
        """What somebody lacks who has seen that; all of it by default. Raises Malformed."""
        try:
            return self._doc.get_update(state)
        except ValueError as error:
            raise Malformed(str(error)) from None

    def _text(self, name: str) -> Text:
        if name not in self._texts:
            text = self._texts[name] = self._doc.get(name, type=Text)

            def touch(_event: TextEvent) -> None:
                self._touched.add(name)

            text.observe(touch)
        return self._texts[name]


def together(updates: Sequence[bytes]) -> bytes:
    """Several updates as one. Raises Malformed."""
    if len(updates) == 1:
        return updates[0]
    try:
        return merge_updates(*updates)
    except ValueError as error:
        raise Malformed(str(error)) from None
