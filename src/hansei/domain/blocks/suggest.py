"""Rows that a writer is offered: what the facts tell already, and what to ask.

Nothing is written until the writer saves it; an offered row with nothing filled in is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from hansei.domain.blocks.causal_map import IMPACT as IMPACT_NODE
from hansei.domain.blocks.causal_map import causal_map, whys
from hansei.domain.blocks.causes import factors_of, tables_of_factors
from hansei.domain.blocks.clocks import Duty, Since, duties_of
from hansei.domain.blocks.facts import zone_of
from hansei.domain.blocks.form import Form
from hansei.domain.blocks.forms import (
    ACTIONS,
    CAUSAL_MAP,
    COMMUNICATION,
    COMPLIANCE,
    COST,
    EVIDENCE_LOG,
    IMPACT,
    WHYS,
)
from hansei.domain.blocks.grid import Grid
from hansei.domain.blocks.places import first_placed
from hansei.domain.coverage import Factor, FactorType
from hansei.domain.document import SUGGESTION, ActionStatus, Document, Milestone
from hansei.domain.event import Signal
from hansei.domain.evidence import EvidenceNote
from hansei.domain.times import duration_text

Row = dict[str, str]
_MOST_MESSAGES = 50
_KNOWN_BY = {
    IMPACT.name: "measure", COST.name: "item", EVIDENCE_LOG.name: "id",
    COMMUNICATION.name: "evidence",
}  # fmt: skip
"""The column that tells whether a suggestion stands already, for forms that go on suggesting."""


def suggested(form: Form, document: Document, evidence: Iterable[EvidenceNote] = ()) -> list[Row]:
    """The rows that an empty form of this document begins with."""
    if form.name == IMPACT.name:
        return [_duration(document) if each == "Degraded for" else {"measure": each}
                for each in form.starts]  # fmt: skip
    if form.name == WHYS.name:
        return _from_map(document) or [{"why": each} for each in form.starts]
    if form.name == CAUSAL_MAP.name:
        return _edges(document)
    if form.name == COMMUNICATION.name:
        return _messages(document)
    if form.name == COMPLIANCE.name:
        return []
    if form.name == EVIDENCE_LOG.name:
        return [_kept(each, zone_of(document)) for each in evidence]
    return [{form.columns[0].key: each} for each in form.starts]


def still_suggested(
    form: Form, document: Document, rows: Iterable[Mapping[str, str]],
    evidence: Iterable[EvidenceNote] = (),
) -> dict[str, Row]:  # fmt: skip
    """What is suggested beside these rows, by the name that tells it from other suggestions.

    A chain of causes is the writer's own once it is begun: nothing is added to it.
    """
    column = _KNOWN_BY.get(form.name)
    if column is None:
        return {}
    known = {
        name.strip(" []").casefold()
        for row in rows
        for name in re.split(r"[,;]", row.get(column, ""))
    }
    found = {row[column]: row for row in suggested(form, document, evidence)}
    return {name: row for name, row in found.items() if name.casefold() not in known}


def without_untouched(form: Form, rows: Iterable[Row], standing: Grid | None) -> list[Row]:
    """The rows without those that only hold what the form offered, and do not stand already."""
    first = form.columns[0].key
    known = {row[first] for row in standing.records()} if standing else set()
    return [
        row for row in rows
        if row.get(first, "").strip() not in form.starts
        or row.get(first, "").strip() in known
        or any(text.strip() for key, text in row.items() if key != first)
    ]  # fmt: skip


def taken_up(form: Form, rows: Iterable[Row]) -> list[Row]:
    """The rows, with suggested actions that somebody took up as actions like all others."""
    if form.name != ACTIONS.name:
        return list(rows)
    return [_taken(row) for row in rows]


def _taken(row: Row) -> Row:
    text = row.get("text", "").strip()
    given = any(row.get(key, "").strip() for key in ("owner", "due", "class", "answers"))
    begun = row.get("status", "").strip() not in ("", ActionStatus.PLANNED)
    if not text.startswith(SUGGESTION) or not (given or begun):
        return row
    own = text.removeprefix(SUGGESTION).strip()
    return {**row, "text": own[:1].upper() + own[1:]}


def notification_rows(rule: str, document: Document) -> list[Row]:
    """The notifications that a rule asks for, with the time that they count from where known."""
    return [_duty(each, document) for each in duties_of(rule)]


def _duty(duty: Duty, document: Document) -> Row:
    row = {"rule": duty.rule, "step": duty.step}
    aware = document.milestones.get(Milestone.DETECTED)
    if duty.since in (Since.AWARE, Since.DISCOVERED) and aware:
        row["from"] = clock_text(aware.at, zone_of(document))
        row["evidence"] = ", ".join(aware.events[:3])
    return row


def clock_text(at: datetime, zone: tzinfo) -> str:
    """A time as cells hold it: in the document's zone, seconds only where there are any."""
    local = at.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def _duration(document: Document) -> Row:
    start = document.milestones.get(Milestone.IMPACT_START)
    end = document.milestones.get(Milestone.RECOVERED)
    if not start or not end or end.at < start.at:
        return {"measure": "Degraded for"}
    return {
        "measure": "Degraded for",
        "value": duration_text((end.at - start.at).total_seconds()),
        "evidence": ", ".join(dict.fromkeys((*start.events, *end.events))),
    }


def document_factors(document: Document) -> list[Factor]:
    """The factors of every table in the document."""
    return [each for _, _, grid in tables_of_factors(document) for each in factors_of(grid)]


def _edges(document: Document) -> list[Row]:
    return [
        {"from": each.key, "to": IMPACT_NODE, "evidence": ", ".join(each.cites)}
        for each in document_factors(document)
        if each.type in (FactorType.PRIMARY, FactorType.AMPLIFIER)
    ]


def _from_map(document: Document) -> list[Row]:
    placed = first_placed(document, CAUSAL_MAP)
    if placed is None:
        return []
    chain = whys(causal_map(document_factors(document), placed.grid))
    return [
        {"why": question, "because": answer, "evidence": ", ".join(cites)}
        for question, answer, cites in chain
    ]


def _messages(document: Document) -> list[Row]:
    zone = zone_of(document)
    return [
        {
            "time": clock_text(each.at, zone),
            "audience": "customers",
            "channel": "status page" if "statuspage" in each.source else "",
            "text": each.text,
            "evidence": each.id,
        }
        for each in document.events
        if each.signal is Signal.STATUS_UPDATE
    ][:_MOST_MESSAGES]


def _kept(piece: EvidenceNote, zone: tzinfo) -> Row:
    return {
        "id": piece.key,
        "what": piece.title,
        "where": piece.where,
        "by": piece.by_name,
        "at": clock_text(piece.at, zone) if piece.at else "",
        "digest": piece.digest,
    }
