"""A structured block as its form shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.selectors import directory
from hansei.domain.blocks.cells import date_in
from hansei.domain.blocks.facts import facts_of
from hansei.domain.blocks.flags import Facts, flags
from hansei.domain.blocks.form import Column, Form, Kind
from hansei.domain.blocks.grid import Grid, grid_of
from hansei.domain.blocks.places import block_digest, placed_at
from hansei.domain.blocks.suggest import still_suggested, suggested, without_untouched
from hansei.domain.document import Document
from hansei.domain.evidence import EvidenceNote
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.evidence import evidence_notes
from hansei.reading.extract import stated_factors
from hansei.web.blocks.typed import TypedRow, rows_of, with_rows
from hansei.web.blocks.words import said

_LONGEST_OFFER, _MOST_OFFERS = 60, 12

if TYPE_CHECKING:
    from hansei.postmortem.models import PostMortem


class Place(NamedTuple):
    """A section's block of one form, in the document as it stands."""

    post_mortem: PostMortem
    document: Document
    form: Form
    position: int
    handle: str
    standing: Grid | None
    digest: str
    facts: Facts
    evidence: tuple[EvidenceNote, ...] = ()

    @property
    def title(self) -> str:
        """The section's title."""
        return self.document.sections[self.position].title


class ColumnShown(NamedTuple):
    """A column of the form. `control` is "input", "area", "select", "date" or "none"."""

    key: str
    name: str
    title: str
    control: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    wide: bool = False
    kind: str = "text"


class RowShown(NamedTuple):
    """A row: its cells by column key and what is to be said about each ("" for the whole row)."""

    token: str
    cells: Mapping[str, str]
    remarks: Mapping[str, Sequence[str]]


class FormShown(NamedTuple):
    """The form with everything in it. `offered` tells that its rows stand nowhere yet.

    `more` are further rows that one may ask for: the name and the words of each.
    """

    place: Place
    columns: tuple[ColumnShown, ...]
    rows: tuple[RowShown, ...]
    empty_row: RowShown
    remarks: tuple[str, ...]
    offered: bool
    more: tuple[tuple[str, str], ...]


def place_of(found: PostMortem, handle: str, form: Form, position: int) -> Place:
    """The block of a form in a section of a post-mortem that was reached through access."""
    document = document_of(found)
    placed = placed_at(document, position, form)
    evidence = tuple(each for each in evidence_notes(found) if not each.removed)
    factors = stated_factors(document)
    citable = {each.key for each in evidence}
    return Place(
        found, document, form, position, handle, placed.grid if placed else None,
        block_digest(document, position, form),
        facts_of(document, factors, citable, timezone.now()), evidence,
    )  # fmt: skip


def rows_to_fill(place: Place) -> tuple[list[TypedRow], bool]:
    """The rows that the form begins with, and whether they are only offered."""
    if place.standing is not None:
        return rows_of(place.standing), False
    offered = suggested(place.form, place.document, place.evidence)
    return with_rows([], offered), bool(offered)


def more_rows(place: Place, rows: Iterable[TypedRow]) -> dict[str, dict[str, str]]:
    """The rows that are suggested beside these, by name."""
    cells = [each.cells for each in rows]
    return still_suggested(place.form, place.document, cells, place.evidence)


def form_shown(
    place: Place, rows: Sequence[TypedRow], *, actor: Actor, offered: bool = False
) -> FormShown:
    """The form over these rows, with what is to be said about each cell."""
    said_of = remarks_on(place, rows)
    return FormShown(
        place=place,
        columns=tuple(_columns(place, actor)),
        rows=tuple(RowShown(each.token, each.cells, said_of.get(each.token, {})) for each in rows),
        empty_row=RowShown("new", {}, {}),
        remarks=tuple(said_of.get("", {}).get("", ())),
        offered=offered,
        more=tuple(_offers(more_rows(place, rows)))[:_MOST_OFFERS],
    )


def kept_rows(place: Place, rows: Iterable[TypedRow]) -> tuple[Grid, list[str]]:
    """The block that these rows make, and the tokens of the rows that are in it, in its order."""
    given = list(rows)
    kept = [
        each.token
        for each in given
        if grid_of(
            place.form,
            without_untouched(place.form, [dict(each.cells)], place.standing),
            like=place.standing,
        ).rows
    ]
    cells = without_untouched(place.form, [dict(each.cells) for each in given], place.standing)
    return grid_of(place.form, cells, like=place.standing), kept


def remarks_on(place: Place, rows: Iterable[TypedRow]) -> dict[str, dict[str, list[str]]]:
    """What is to be said, by token and column; "" stands for the whole block and the whole row."""
    grid, tokens = kept_rows(place, rows)
    found: dict[str, dict[str, list[str]]] = {}
    for flag in flags(grid, place.facts):
        token = tokens[flag.row] if flag.row is not None else ""
        found.setdefault(token, {}).setdefault(flag.column, []).append(said(flag))
    return found


def _offers(more: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    for name, row in more.items():
        said = row.get("what") or row.get("text")
        words = f"{name} {said}" if said else name
        yield name, shorten(words, _LONGEST_OFFER, placeholder=" …")


def _columns(place: Place, actor: Actor) -> Iterable[ColumnShown]:
    for column in place.form.columns:
        yield ColumnShown(
            key=column.key,
            name=column.key,
            title=gettext(column.title),
            control=_control(column),
            hint=gettext(column.hint) if column.hint else "",
            choices=tuple(_choices(column, place, actor)),
            wide=column.wide or column.kind is Kind.LONG,
            kind=column.kind.value,
        )
    for at, title in place.standing.others if place.standing else ():
        yield ColumnShown(f"#{at}", f"other{at}", title or gettext("No heading"), "area")


def _control(column: Column) -> str:
    if column.kind is Kind.NUMBER:
        return "none"
    if column.fixed:
        return "select"
    if column.kind is Kind.DATE:
        return "date"
    return "area" if column.kind in (Kind.TEXT, Kind.LONG) else "input"


def _choices(column: Column, place: Place, actor: Actor) -> Iterable[tuple[str, str]]:
    """What a cell may be chosen from: the value and what readers see."""
    if column.kind is Kind.PERSON:
        yield from ((each.name, each.name) for each in directory(actor=actor, limit=200))
    elif column.kind in (Kind.FACTORS, Kind.NODE):
        yield from ((each.key, each.text[:80]) for each in place.facts.factors)
        if column.kind is Kind.NODE:
            yield "impact", gettext("what users felt")
    else:
        yield from ((each, gettext(each)) for each in column.choices)


def is_plain_date(text: str) -> bool:
    """Whether a field for dates can show a text: an empty one, or a day."""
    return not text or date_in(text) is not None
