"""What becomes of an upload that is adopted, or drafted to nothing, written beside its files.

    ask(upload)              the answer is awaited from now on
    begin(upload)            whether the caller is the one to adopt
    give_up(upload)          another attempt may begin
    tell(upload, ...)        one thing of it
    told(upload)             everything so far
    leave(upload, ending)    keeps why none of its files held a record
    left(upload)             the same

It goes away with the upload. What was adopted stands in the store, with its own entries of audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from hansei.domain.errors import UsageError
from hansei.domain.landings import Landing
from hansei.drafting.uploads import kept_folder
from hansei.sources.intake import COMPANION, READ_HINT, FileReport

_ANSWER, _TAKEN, _UNREAD = "adoption", "adoption-taken", "unread"
_MOST_FILES, _MOST_REFUSALS = 200, 20


class RefusedRow(msgspec.Struct, frozen=True):
    """A row of an export that could not be read: where it stands and why."""

    place: str
    reason: str


class FileTold(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file that holds records, with the first rows that were refused."""

    name: str
    source: str
    records: int
    refused: int
    refusals: list[RefusedRow]
    note: str

    @property
    def more(self) -> int:
        """Refused rows beyond those that are shown."""
        return max(0, self.refused - len(self.refusals))

    @property
    def is_companion(self) -> bool:
        """Whether it holds names for other files, and no records."""
        return self.note.startswith(COMPANION)

    @property
    def is_read(self) -> bool:
        """Whether it is known what it is, and every row of it was read."""
        return bool(self.source or self.is_companion) and not self.refused


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """The end: `records` of no incident were imported; `problem` says what broke it off, or "".

    `files` are those that hold records, or in a draft all of them, with trouble first; `more` are
    not told.
    """

    files: list[FileTold] = []
    more: int = 0
    records: int = 0
    problem: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the answer: one landing, or the end."""

    landing: Landing | None = None
    ending: Ending | None = None


class Told(msgspec.Struct, frozen=True):
    """The answer so far; `ending` is None while it goes on."""

    landings: list[Landing]
    ending: Ending | None


def ask(upload: str) -> None:
    """Has the answer awaited. Raises UsageError where the upload is gone."""
    (kept_folder(upload) / _ANSWER).touch(mode=0o600)


def begin(upload: str, *, again: bool = False) -> bool:
    """Whether the caller is to adopt: nobody has begun, or the first attempt broke off (`again`).

    Raises UsageError where the upload is gone.
    """
    try:
        (kept_folder(upload) / _TAKEN).touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        found = told(upload)
        return again and (found is None or found.ending is None)
    return True


def give_up(upload: str) -> None:
    """Lets another attempt begin. Raises UsageError where the upload is gone."""
    (kept_folder(upload) / _TAKEN).unlink(missing_ok=True)


def tell(upload: str, line: Line) -> None:
    """Adds a line to the answer."""
    with (kept_folder(upload) / _ANSWER).open("ab") as stream:
        # It begins on a line of its own, whatever an attempt that broke off left before it.
        stream.write(b"\n" + msgspec.json.encode(line) + b"\n")


def told(upload: str) -> Told | None:
    """The answer so far, None where nobody asked.

    Of what was told twice the first counts: an attempt that broke off had adopted what the next
    one finds standing. Raises UsageError where the upload is gone.
    """
    path = kept_folder(upload) / _ANSWER
    if not path.exists():
        return None
    landings: dict[tuple[object, ...], Landing] = {}
    end = None
    for line in _lines(path):
        if line.landing is not None:
            each = line.landing
            landings.setdefault((each.source, each.title, each.number), each)
        end = line.ending or end
    return Told(list(landings.values()), end)


def ending(reports: Sequence[FileReport], records: int, problem: str) -> Ending:
    """The end, from what became of files."""
    first = sorted(reports, key=lambda each: (not each.refused, bool(each.source)))[:_MOST_FILES]
    more = len(reports) - len(first)
    return Ending(files=_told(first), more=more, records=records, problem=problem)


def leave(upload: str, found: Ending) -> None:
    """Keeps why none of the files held a record. Raises UsageError where the upload is gone."""
    (kept_folder(upload) / _UNREAD).write_bytes(msgspec.json.encode(found))


def left(upload: str) -> Ending | None:
    """Why none of the files held a record; None where one did, or after a day."""
    with suppress(UsageError, OSError, msgspec.DecodeError):
        return msgspec.json.decode((kept_folder(upload) / _UNREAD).read_bytes(), type=Ending)
    return None


def _told(reports: Iterable[FileReport]) -> list[FileTold]:
    return [
        FileTold(
            name=each.name,
            source=each.title,
            records=each.records,
            refused=each.refused,
            refusals=[
                RefusedRow(str(one.place), one.reason) for one in each.refusals[:_MOST_REFUSALS]
            ],
            note=each.note.removesuffix(READ_HINT),
        )
        for each in reports
    ]


def _lines(path: Path) -> Iterator[Line]:
    decode = msgspec.json.Decoder(Line).decode
    with path.open("rb") as stream:
        for line in stream:
            with suppress(msgspec.DecodeError):  # a line breaks off where an attempt did
                yield decode(line)
