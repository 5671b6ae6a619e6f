"""What a reviewer would ask about a structured block, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from hansei.domain.blameless import check_sentence
from hansei.domain.blocks.causal_map import causal_map
from hansei.domain.blocks.causes import factors_of
from hansei.domain.blocks.cells import NOTHING_KNOWN, Known, citations_in, wrong
from hansei.domain.blocks.clocks import State, clocks
from hansei.domain.blocks.forms import CAUSAL_MAP, CAUSES, COMPLIANCE, FORMS, IMPACT, WHYS
from hansei.domain.blocks.grid import Grid
from hansei.domain.completeness.text import ends_at_person
from hansei.domain.coverage import Factor, FactorType
from hansei.domain.document import Mark, Milestone


class Flagged(StrEnum):
    """What is flagged. `says` of the flag holds the wording that it is about."""

    CELL = "cell"
    """A cell that is not what its column asks for; `says` is a `cells.Wrong`."""
    NO_PRIMARY = "no primary cause"
    SEVERAL_PRIMARY = "several primary causes"
    NO_EVIDENCE = "no evidence"
    PERSON = "a person as a cause"
    STOPS_AT_PERSON = "the chain stops at a person"
    NO_ANSWER = "no answer"
    LOOP = "a loop"
    UNSUPPORTED = "an arrow that nothing shows"
    NO_NODE = "an arrow from or to no factor"
    LOOSE = "a factor without an arrow"
    OVERDUE = "overdue"
    LATE = "done late"
    OTHER_DUE = "another due time than the rule's"


class Flag(msgspec.Struct, frozen=True):
    """One remark. `row` is None for the block as a whole, `column` "" for the whole row."""

    what: Flagged
    row: int | None = None
    column: str = ""
    says: str = ""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What flags are judged by. `now` is None where nobody asks for clocks."""

    known: Known = NOTHING_KNOWN
    factors: Sequence[Factor] = ()
    milestones: Mapping[Milestone, Mark] = {}
    now: datetime | None = None


def flags(grid: Grid, facts: Facts) -> tuple[Flag, ...]:
    """Everything that is to be said about a block."""
    of_form = _OF_FORM.get(grid.form)
    return (*_cells(grid, facts.known), *(of_form(grid, facts) if of_form else ()))


def _cells(grid: Grid, known: Known) -> Iterator[Flag]:
    form = FORMS[grid.form]
    for at, row in enumerate(grid.records()):
        for key, text in row.items():
            found = wrong(form.column(key), text, known)
            if found:
                yield Flag(Flagged.CELL, at, key, found.value)


def _causes(grid: Grid, _facts: Facts) -> Iterator[Flag]:
    found = factors_of(grid)
    primary = sum(each.type is FactorType.PRIMARY for each in found)
    if found and primary != 1:
        yield Flag(Flagged.SEVERAL_PRIMARY if primary else Flagged.NO_PRIMARY)
    for at, row in enumerate(grid.records()):
        if not row["text"]:
            continue
        if not citations_in(row.get("evidence", "")):
            yield Flag(Flagged.NO_EVIDENCE, at, "evidence")
        if _names_person(row["text"]):
            yield Flag(Flagged.PERSON, at, "text")


def _whys(grid: Grid, _facts: Facts) -> Iterator[Flag]:
    rows = grid.records()
    answered = [at for at, row in enumerate(rows) if row["because"]]
    if not answered:
        return
    for at, row in enumerate(rows):
        if row["because"] and not citations_in(row["evidence"]):
            yield Flag(Flagged.NO_EVIDENCE, at, "evidence")
        if not row["because"] and at < answered[-1]:
            yield Flag(Flagged.NO_ANSWER, at, "because")
    last = rows[answered[-1]]["because"]
    if ends_at_person(last):
        yield Flag(Flagged.STOPS_AT_PERSON, answered[-1], "because", last)


def _map(grid: Grid, facts: Facts) -> Iterator[Flag]:
    found = causal_map(facts.factors, grid)
    for loop in found.loops:
        yield Flag(Flagged.LOOP, says=" → ".join((*loop, loop[0])))
    for at in found.unread:
        yield Flag(Flagged.NO_NODE, at)
    for at in sorted({each.row for each in found.edges if not each.supported}):
        yield Flag(Flagged.UNSUPPORTED, at, "evidence")
    for key in found.loose if found.edges else ():
        yield Flag(Flagged.LOOSE, says=key)


def _impact(grid: Grid, _facts: Facts) -> Iterator[Flag]:
    for at, row in enumerate(grid.records()):
        if re.search(r"\d", row["value"]) and not citations_in(row.get("evidence", "")):
            yield Flag(Flagged.NO_EVIDENCE, at, "evidence")


def _compliance(grid: Grid, facts: Facts) -> Iterator[Flag]:
    if facts.now is None:
        return
    for each in clocks(grid, facts.milestones, facts.now, facts.known):
        if each.state in (State.OVERDUE, State.LATE):
            yield Flag(Flagged.OVERDUE if each.state is State.OVERDUE else Flagged.LATE, each.row)
        if each.duty and each.written and each.due:
            yield Flag(Flagged.OTHER_DUE, each.row, "due")


def _names_person(text: str) -> bool:
    return any(each.rule.id in _BLAMES for each in check_sentence(text))


_BLAMES = ("blame/person-as-cause", "blame/human-error")
_OF_FORM = {
    CAUSES.name: _causes,
    WHYS.name: _whys,
    CAUSAL_MAP.name: _map,
    IMPACT.name: _impact,
    COMPLIANCE.name: _compliance,
}
