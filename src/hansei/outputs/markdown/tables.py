"""The tables of the Markdown form: timeline, milestones and figures.

Reading compares a row with what rendering the stored event gives: an equal row means that nobody
touched it, so the two directions share these functions.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from hansei.domain.document import Document, How, Mark, Milestone
from hansei.domain.event import Event
from hansei.domain.metrics import Figure, Status, figures
from hansei.domain.times import duration_text

_HEAD = ("Event", "Who", "Source", "Id")
RULE = "| --- | --- | --- | --- | --- |"


def cell(text: str) -> str:
    """Text that stands in a table cell as it is: one line, no markup, no HTML."""
    for special in "\\|<*`":
        text = text.replace(special, "\\" + special)
    return " ".join(text.split())


def shown_time(at: datetime, zone: tzinfo, precision_s: int) -> str:
    """A time in the document's zone, as fine as it is known."""
    local = at.astimezone(zone)
    if precision_s >= 86400:
        return f"{local:%Y-%m-%d}"
    if precision_s >= 60 and not (local.second or local.microsecond):
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M:%S}"


def event_row(event: Event, zone: tzinfo) -> tuple[str, str, str, str, str]:
    """The five cells of an event: time, text, who, sources, id."""
    return (
        shown_time(event.at, zone, event.precision_s),
        cell(event.text),
        cell(event.actor or ""),
        cell(", ".join(event.sources or ((event.source,) if event.source else ()))),
        cell(event.id),
    )


def row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def timeline_table(document: Document, zone: tzinfo) -> str:
    """The events of the document, a line each."""
    head = row((f"Time ({document.zone})", *_HEAD))
    return "\n".join((head, RULE, *(row(event_row(each, zone)) for each in document.events)))


def milestone_row(milestone: Milestone, mark: Mark | None, zone: tzinfo) -> tuple[str, ...]:
    """Name, time, window, how it is known, evidence; an unknown one says so."""
    if mark is None:
        return (milestone.label, "unknown", "", "", "")
    width = int((mark.latest - mark.earliest).total_seconds())
    window = ""
    if width > 1:
        first, last = (shown_time(each, zone, 1) for each in (mark.earliest, mark.latest))
        window = f"{first} to {last}"
    how = "stated" if mark.how is How.STATED else f"inferred: {mark.reason}"
    evidence = f"[{', '.join(mark.events)}]" if mark.events else ""
    return (milestone.label, shown_time(mark.at, zone, 1), window, cell(how), evidence)


def milestone_table(document: Document, zone: tzinfo) -> str:
    head = row(("Milestone", f"Time ({document.zone})", "Window", "Known from", "Evidence"))
    rows = (milestone_row(each, document.milestones.get(each), zone) for each in Milestone)
    return "\n".join((head, RULE, *(row(each) for each in rows)))


def figure_row(figure: Figure) -> tuple[str, ...]:
    """Title, value, range, definition."""
    definition = figure.definition
    meaning = f"{definition.start.label.lower()} to {definition.end.label.lower()}"
    if figure.seconds is None or figure.status is Status.MISSING:
        return (definition.title, "not known", "", meaning)
    value = duration_text(figure.seconds)
    if figure.status is Status.INVALID:
        value += " (invalid: the end lies before the start)"
    spread = ""
    if figure.least is not None and figure.most is not None and figure.most - figure.least > 2:
        spread = f"{duration_text(figure.least)} to {duration_text(figure.most)}"
    return (definition.title, value, spread, meaning)


def figure_table(document: Document) -> str:
    head = row(("Figure", "Value", "Range", "From milestone to milestone"))
    rows = (figure_row(each) for each in figures(document.milestones).values())
    return "\n".join((head, "| --- | --- | --- | --- |", *(row(each) for each in rows)))
