"""What the commands do with the store; Django is loaded only when one of them needs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from hansei.domain.document import Document
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict
from hansei.outputs.markdown.render import render_markdown
from hansei.project.boot import open_store
from hansei.sources.base import Reading
from hansei.sources.intake import FileReport

if TYPE_CHECKING:
    from hansei.timeline.models import Import

MARK = "store"
"""Front matter that names the number and version in the store that a file was written from."""


class Stored:
    """One draft's dealings with the store: its records go in, the post-mortem follows."""

    def __init__(self, url: str | None, *, source: str) -> None:
        open_store(url)
        from hansei.accounts.actor import command_line

        self._actor = command_line()
        self._source = source
        self._version: int | None = None
        self._batch: Import | None = None

    def importing(self, readings: Iterable[Reading], reports: Sequence[FileReport]) -> None:
        """Stores the readings; all of them land, or none does."""
        from hansei.timeline.services.import_records import import_records

        result = import_records(
            actor=self._actor,
            readings=((each.record, each.raw) for each in readings),
            reports=reports,
        )
        self._batch = result.batch

    def previous(self) -> Document | None:
        """The post-mortem drafted from this source before, as it stands in the store."""
        from hansei.postmortem.selectors import previous_draft

        found = previous_draft(actor=self._actor, source=self._source)
        if found is None:
            return None
        self._version = found.version
        return found.document

    def from_file(self, document: Document) -> Document:
        """A document read from a file, without the mark of the version that it was written from."""
        standing = dict(document.extra)
        mark = standing.pop(MARK, None)
        version = mark.get("version") if isinstance(mark, dict) else None
        self._version = version if isinstance(version, int) else None
        if self._version is None:
            self.previous()
        return msgspec.structs.replace(document, extra=standing)

    def saving(self, draft: Draft) -> tuple[int, Document]:
        """Saves the draft; its number, and the document with the mark of the saved version.

        Raises Conflict where the store holds a newer version than the draft was made over.
        """
        from hansei.postmortem.services.save_draft import save_draft

        try:
            saved = save_draft(
                actor=self._actor,
                draft=draft,
                source=self._source,
                import_batch=self._batch,
                version=self._version,
                markdown=render_markdown(draft.document),
                note="drafted on the command line",
            )
        except Conflict as error:
            raise Conflict(
                "the store holds a newer version than the file here:"
                f" `hansei export` it over the file, then draft again ({error})"
            ) from None
        number = int(saved.number)
        mark = {"number": number, "version": int(saved.version)}
        document = msgspec.structs.replace(
            draft.document,
            id=str(saved.document_id),
            extra={**draft.document.extra, MARK: mark},
        )
        return number, document
