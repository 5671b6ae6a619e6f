"""The five figures as a strip, and the milestones that they rest on as a table."""

from __future__ import annotations

from collections.abc import Sequence

from hansei.domain.document import How, Mark, Milestone
from hansei.domain.metrics import Figure, Status, figures
from hansei.domain.times import duration_text
from hansei.outputs.html.content import anchor, ordered
from hansei.outputs.html.markup import Html, element, join
from hansei.outputs.moments import Moments

_SHARP_S = 2.0  # two clocks read to the second leave this much: not worth a word
_HOW = {How.STATED: "stated", How.INFERRED: "inferred from the record"}


def figure_strip(milestones: dict[Milestone, Mark]) -> Html:
    """All five figures with definition, value and what the milestones' windows leave open."""
    cards = [_card(each, milestones) for each in figures(milestones).values()]
    return element("dl", *cards, class_="figures")


def range_text(least: float, most: float) -> str:
    """ "between 22 and 26 min", the unit once where both share it; "" where they read alike."""
    low, high = duration_text(least), duration_text(most)
    if low == high:
        return ""
    number, _, unit = low.partition(" ")
    if " " not in unit and high.partition(" ")[2] == unit:
        low = number
    return f"between {low} and {high}"


def milestone_table(
    milestones: dict[Milestone, Mark], moments: Moments, shown: frozenset[str]
) -> Html:
    """Every milestone with its instant, window and evidence. `shown`: events that have a row."""
    rows = [_mark_row(milestone, mark, moments, shown) for milestone, mark in ordered(milestones)]
    missing = [each for each in Milestone if each not in milestones]
    rows += [_missing_row(missing)] if missing else []
    titles = ("Milestone", "Time", "Certain", "Known from")
    head = element("tr", *(element("th", title, scope="col") for title in titles))
    table = element(
        "table",
        element("caption", f"Milestones, in {moments.name}"),
        element("thead", head),
        element("tbody", *rows),
        class_="milestones",
    )
    return element(
        "div", table, class_="scroll", role="region", aria_label="Milestones", tabindex="0"
    )


def _card(figure: Figure, milestones: dict[Milestone, Mark]) -> Html:
    definition = figure.definition
    range_: Html | None = None
    if figure.status is Status.MISSING or figure.seconds is None:
        value = element("dd", "not known", class_="value missing")
    elif figure.status is Status.INVALID:
        value = element("dd", duration_text(figure.seconds), class_="value invalid")
        range_ = element("dd", "Invalid: it would end before it starts", class_="range")
    else:
        value = element("dd", duration_text(figure.seconds), class_="value")
        least, most = figure.least, figure.most
        if least is not None and most is not None and most - least > _SHARP_S:
            spread = range_text(least, most)
            range_ = element("dd", spread, class_="range") if spread else None
    start, end = (_known(each, milestones) for each in (definition.start, definition.end))
    words = f"from {start} to {end}"
    return element(
        "div", element("dt", definition.title), value, range_,
        element("dd", words, class_="definition"),
    )  # fmt: skip


def _known(milestone: Milestone, milestones: dict[Milestone, Mark]) -> str:
    return milestone.label.lower() + ("" if milestone in milestones else " (not known)")


def _mark_row(milestone: Milestone, mark: Mark, moments: Moments, shown: frozenset[str]) -> Html:
    evidence = [
        element("a", event, href=f"#{anchor(event)}", class_="cite") if event in shown
        else join(event)
        for event in mark.events
    ]  # fmt: skip
    known = [_HOW[mark.how], mark.reason, join(*evidence, between=", ")]
    time = join(f"{moments.day(mark.at)}, ", element("b", moments.clock(mark.at, _unit(mark))))
    return element(
        "tr",
        element("th", milestone.label, scope="row"),
        element("td", time),
        element("td", _window_text(mark, moments)),
        element("td", join(*known, between="; ")),
    )


def _window_text(mark: Mark, moments: Moments) -> str:
    width = (mark.latest - mark.earliest).total_seconds()
    if width <= 60:
        return "to the minute" if width > 1 else "to the second"
    unit = 1 if mark.earliest.second or mark.latest.second else 60
    first, last = moments.clock(mark.earliest, unit), moments.clock(mark.latest, unit)
    if moments.day(mark.earliest) != moments.day(mark.latest):
        first = f"{moments.short_day(mark.earliest)}, {first}"
        last = f"{moments.short_day(mark.latest)}, {last}"
    return f"between {first} and {last}"


def _unit(mark: Mark) -> int:
    return 1 if mark.at.second else 60


def _missing_row(missing: Sequence[Milestone]) -> Html:
    names = ", ".join(each.label.lower() for each in missing)
    return element(
        "tr",
        element("th", "Not known", scope="row"),
        element("td", names[:1].upper() + names[1:], colspan="3", class_="missing"),
    )
