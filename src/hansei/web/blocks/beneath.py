"""What stands under a form: sums, clocks, the drawing; everything that its rows amount to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext

from hansei.domain.blocks.causal_map import causal_map, whys
from hansei.domain.blocks.clocks import DUTIES, Clock, clocks
from hansei.domain.blocks.costs import totals
from hansei.domain.blocks.forms import (
    ACTIONS,
    CAUSAL_MAP,
    CAUSES,
    COMMUNICATION,
    COMPLIANCE,
    COST,
    IMPACT,
)
from hansei.domain.blocks.grid import Grid
from hansei.domain.blocks.told import first_told
from hansei.domain.coverage import factor_coverage
from hansei.domain.document import Document
from hansei.domain.metrics import Status, figures
from hansei.organisation.selectors import today
from hansei.postmortem.selectors.coverage import acceptances_of
from hansei.reading.extract import actions
from hansei.web.blocks.drawing import drawing
from hansei.web.blocks.shown import Place
from hansei.web.blocks.words import since_words, state_word


class ClockShown(NamedTuple):
    """One clock in words."""

    clock: Clock
    name: str
    state: str
    since: str


def beneath(place: Place, grid: Grid) -> Mapping[str, Any]:
    """What the part "blocks/beneath.html" shows; empty where a form has nothing to add."""
    made = _OF_FORM.get(place.form.name)
    return made(place, grid) if made else {}


def _impact(place: Place, _grid: Grid) -> dict[str, Any]:
    known = [each for each in figures(place.document.milestones).values()
             if each.status is Status.RECORDED]  # fmt: skip
    return {"figures": [(gettext(each.definition.title), each.seconds) for each in known]}


def _cost(_place: Place, grid: Grid) -> dict[str, Any]:
    return {"totals": totals(grid)}


def _communication(place: Place, grid: Grid) -> dict[str, Any]:
    return {"told": first_told(grid, place.facts.milestones, place.facts.known), "tells": True}


def _compliance(place: Place, grid: Grid) -> dict[str, Any]:
    now = place.facts.now
    found = clocks(grid, place.facts.milestones, now, place.facts.known) if now else ()
    rows = grid.records()
    return {
        "clocks": [
            ClockShown(
                each,
                f"{rows[each.row]['rule']}: {rows[each.row]['step']}",
                state_word(each.state),
                since_words(each),
            )
            for each in found
        ],
        "rules": list(dict.fromkeys(each.rule for each in DUTIES)),
    }


def _map(place: Place, grid: Grid) -> dict[str, Any]:
    found = causal_map(place.facts.factors, grid, impact_line(place.document))
    return {
        "map": found,
        "drawn": drawing(found, gettext("Causal map: what led to the impact")),
        "chain": whys(found),
    }


def _factors(place: Place, _grid: Grid) -> dict[str, Any]:
    signed = [each.acceptance for each in acceptances_of(place.post_mortem)]
    listed = actions(place.document)
    found = factor_coverage(place.facts.factors, listed, signed, today=today())
    return {"coverage": found, "actions": listed}


def impact_line(document: Document) -> str:
    """The impact in one line, for the end of the map."""
    section = document.section("impact")
    text = section.text.split("\n")[0] if section else ""
    return "" if text.startswith(("|", "-", "<!--", "**")) else text[:160]


_OF_FORM: Mapping[str, Callable[[Place, Grid], dict[str, Any]]] = {
    IMPACT.name: _impact,
    COST.name: _cost,
    COMMUNICATION.name: _communication,
    COMPLIANCE.name: _compliance,
    CAUSAL_MAP.name: _map,
    CAUSES.name: _factors,
    ACTIONS.name: _factors,
}
