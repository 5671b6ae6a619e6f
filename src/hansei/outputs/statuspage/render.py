"""The status update as Markdown, from an allow-list: times, milestones, and released blocks.

A block is released by the marker `<!-- public -->` at its beginning. Whatever is not known or not
released becomes a placeholder in square brackets for a person to fill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from hansei.domain.document import BlockKind, Document, Milestone
from hansei.domain.metrics import Status, figures
from hansei.domain.public_words import (
    SECTIONS,
    Part,
    is_released,
    public_title,
    released_text,
)
from hansei.domain.times import duration_text
from hansei.outputs.base import Dossier, Output
from hansei.outputs.moments import Moments, moments_of
from hansei.outputs.statuspage.guard import clean, guard
from hansei.outputs.statuspage.share import percent_text, unsoftened, users_percent
from hansei.sources.text import one_line

_NO_TITLE = "[Title in plain words, without internal names]"
_UNSETTLED = ("**unknown", "**question", "**disputed")
_SAID = {
    Milestone.DETECTED: "We became aware of the problem.",
    Milestone.CAUSE_IDENTIFIED: "We found the cause.",
    Milestone.MITIGATED: "We put a fix in place.",
    Milestone.RECOVERED: "We confirmed that the service works normally again.",
    Milestone.RESOLVED: "We closed the incident.",
}
_STATES = (
    (Milestone.RESOLVED, "Resolved"),
    (Milestone.RECOVERED, "Resolved"),
    (Milestone.MITIGATED, "Monitoring"),
    (Milestone.CAUSE_IDENTIFIED, "Identified"),
)
_THANKS = "We are sorry for the disruption, and we thank you for your patience."
_NOTICED = "[Say in one sentence what customers noticed]"
_WHY = "[Say why it happened, in words that need no inside knowledge]"
_NEXT = "[Say what you will change so that it stays fixed]"


class Passage(NamedTuple):
    """One block as the team reads it, and as customers do: None where it stays inside."""

    section: str
    inside: str
    outside: str | None


def render(dossier: Dossier) -> bytes:
    """The update in UTF-8."""
    document, moments = dossier.document, moments_of(dossier.document)
    plain, percent = _guard(dossier), users_percent(document)

    def released(part: Part) -> list[str]:
        return [_released(text, plain, percent) for text in _public(document, SECTIONS[part])]

    parts = [
        f"# {_title(document, plain)}",
        f"**Status:** {_state(document)}  \n**When:** {_when(document, moments)}",
        "## What you may have noticed",
        *_noticed(released(Part.NOTICED), percent),
        "## Why it happened",
        *(released(Part.WHY) or [_WHY]),
        "## What we did",
        _milestones(document, moments),
        "## What happens next",
        *(released(Part.NEXT) or [_NEXT]),
        *(released(Part.MESSAGE) or [_THANKS]),
    ]
    return ("\n\n".join(parts) + "\n").encode()


def passages(dossier: Dossier) -> Iterator[Passage]:
    """Every block of prose in reading order, with what becomes of it for customers."""
    plain, percent = _guard(dossier), users_percent(dossier.document)
    shown = {key for keys in SECTIONS.values() for key in keys}
    for section in dossier.document.sections:
        for block in section.blocks:
            if block.kind is not BlockKind.TEXT or not block.text.strip():
                continue
            text, outside = block.text.strip(), None
            if section.key in shown and is_released(block):
                text = released_text(block)
                outside = _released(text, plain, percent)
            yield Passage(section.title, text, outside)


def _guard(dossier: Dossier) -> Callable[[str], str]:
    return guard(_names(dossier), _services(dossier))


def _noticed(told: list[str], percent: float | None) -> list[str]:
    """What was released, led by the share of users unless it is in there."""
    told = told or [_NOTICED]
    if percent is None or any(percent_text(percent) in text for text in told):
        return told
    return [f"{percent_text(percent)} of users were affected.", *told]


def _names(dossier: Dossier) -> Iterator[str]:
    """People and teams that the dossier knows by name."""
    if dossier.document.owner:
        yield dossier.document.owner
    for event in (*dossier.document.events, *dossier.timeline.events):
        if event.actor:
            yield event.actor


def _services(dossier: Dossier) -> Iterator[str]:
    yield from dossier.document.services
    for event in (*dossier.document.events, *dossier.timeline.events):
        if event.service:
            yield event.service


def _public(document: Document, keys: tuple[str, ...]) -> Iterator[str]:
    for section in document.sections:
        for block in section.blocks:
            if section.key in keys and is_released(block):
                yield released_text(block)


def _released(text: str, plain: Callable[[str], str], percent: float | None) -> str:
    if any(mark in text.lower() for mark in _UNSETTLED):
        return "[Not settled yet: settle it or leave it out]"
    text = text.replace("**Assumption:**", "As far as we know today:")
    text = plain(clean(text))
    return text if percent is None else unsoftened(text, percent)


def _title(document: Document, plain: Callable[[str], str]) -> str:
    own = one_line(clean(public_title(document)), 150)
    if own:  # somebody wrote it for customers: what it may not hold is taken out of it
        return plain(own).strip("# ") or _NO_TITLE
    title = one_line(clean(document.title), 150)
    if not title or plain(title) != title:
        return _NO_TITLE
    return title.lstrip("# ")


def _state(document: Document) -> str:
    known = document.milestones
    return next((words for key, words in _STATES if key in known), "Investigating")


def _when(document: Document, moments: Moments) -> str:
    """From when to when; "from at least" where only the detection is known."""
    known = document.milestones
    start = known.get(Milestone.IMPACT_START)
    first = start or known.get(Milestone.DETECTED)
    last = known.get(Milestone.RECOVERED) or known.get(Milestone.RESOLVED)
    if first is None:
        return "[Time from which customers were affected, with its zone]"
    opening = "" if start else "from at least "
    if last is None or last.at < first.at:
        return f"{opening}{_moment(first.at, moments)} until [time when service was normal again]"
    text = opening + moments.period(first.at, last.at)
    lasted = figures(known)["time_to_recover"]
    if lasted.status is Status.RECORDED and lasted.seconds:
        text += f", {duration_text(lasted.seconds)} in all"
    return text


def _moment(at: datetime, moments: Moments) -> str:
    return f"{moments.day(at)}, {moments.clock(at)} {moments.offset(at)}"


def _milestones(document: Document, moments: Moments) -> str:
    marks = [(document.milestones[key].at, said) for key, said in _SAID.items()
             if key in document.milestones]  # fmt: skip
    if not marks:
        return "[Say with times when you noticed it, found the cause and fixed it]"
    marks.sort(key=lambda pair: pair[0])
    one_day = len({moments.day(at) for at, _ in marks}) == 1
    lines = []
    for at, said in marks:
        day = "" if one_day else f"{moments.day(at)}, "
        lines.append(f"- {day}{moments.clock(at)}: {said}")
    return "\n".join(lines)


OUTPUT = Output(
    name="statuspage",
    title="Status update for customers",
    file_name="status-update.md",
    media_type="text/markdown; charset=utf-8",
    render=render,
)
