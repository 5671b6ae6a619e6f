"""What drafting on the command line does with the store, in the command line's words."""

from __future__ import annotations

from hansei.domain.document import Document
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict
from hansei.drafting.pipeline import StoredDraft
from hansei.project.boot import open_store


class Stored(StoredDraft):
    """A draft in the store at `url`, made by the person at the shell."""

    def __init__(self, url: str | None, *, source: str) -> None:
        open_store(url)
        from hansei.accounts.actor import command_line

        super().__init__(command_line(), source=source, note="drafted on the command line")

    def saving(self, draft: Draft) -> tuple[int, Document]:
        """As there; a Conflict says what to do about the file."""
        try:
            return super().saving(draft)
        except Conflict as error:
            raise Conflict(
                "the store holds a newer version than the file here:"
                f" `hansei export` it over the file, then draft again ({error})"
            ) from None
