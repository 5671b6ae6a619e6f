"""The causal map as an SVG: boxes that lead to the impact on the right."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from markupsafe import Markup

from hansei.domain.blocks.causal_map import IMPACT, CausalMap, Edge, Node
from hansei.domain.coverage import FactorType
from hansei.web.blocks.layout import HEAD, LINE, PAD, WIDTH, Arrow, Box, layout

_SHAPES = {
    FactorType.PRIMARY: "primary", FactorType.TRIGGER: "trigger", FactorType.CONDITION: "condition",
    FactorType.BARRIER: "barrier", FactorType.AMPLIFIER: "amplifier",
    FactorType.DETECTION: "detection", FactorType.RECOVERY: "recovery",
}  # fmt: skip
_STATES = ("shown", "unshown", "looped")


def drawing(found: CausalMap, label: str) -> Markup:
    """The drawing; its colours come from the page's style sheet by class."""
    placed = layout(found, {each.key: _words(each) for each in found.nodes})
    looped = {pair for loop in found.loops for pair in zip(loop, (*loop[1:], loop[0]), strict=True)}
    parts = [*(_arrow(each, looped) for each in placed.arrows),
             *(_box(each, placed.boxes[each.key]) for each in found.nodes)]  # fmt: skip
    return Markup(
        '<svg class="causal-map" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img"'
        ' aria-label="{2}"><defs>{3}</defs>{4}</svg>'
    ).format(placed.width, placed.height, label, _heads(), Markup("").join(parts))


def _words(node: Node) -> str:
    return node.text or (gettext("What users felt") if node.key == IMPACT else "")


def _box(node: Node, box: Box) -> Markup:
    kind = "impact" if node.key == IMPACT else _SHAPES[node.type] if node.type else "plain"
    head = gettext("Impact") if node.key == IMPACT else node.key
    if node.type:
        head = f"{head} · {gettext(node.type.value)}"
    return Markup(
        '<g class="node {}"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="10"/>'
        '<text class="head" x="{}" y="{}">{}</text><text>{}</text></g>'
    ).format(
        kind, node.text, box.x, box.y, WIDTH, box.height, box.x + PAD, box.y + PAD + 10, head,
        Markup("").join(_lines(box)),
    )  # fmt: skip


def _lines(box: Box) -> Iterator[Markup]:
    for at, line in enumerate(box.lines, 1):
        y = box.y + PAD + HEAD + LINE * at - 5
        yield Markup('<tspan x="{}" y="{}">{}</tspan>').format(box.x + PAD, y, line)


def _arrow(arrow: Arrow, looped: set[tuple[str, str]]) -> Markup:
    edge = arrow.edge
    state = "shown" if edge.supported else "unshown"
    if (edge.start, edge.end) in looped:
        state = "looped"
    return Markup(
        '<g class="edge {0}"><title>{1}</title><path d="{2}" marker-end="url(#arrow-{0})"/>'
        '<text class="cites" x="{3}" y="{4}" text-anchor="middle">{5}</text></g>'
    ).format(
        state, _told(edge), arrow.path, *arrow.label,
        ", ".join(edge.cites[:2]) if edge.supported else "?",
    )  # fmt: skip


def _told(edge: Edge) -> str:
    text = gettext("%(start)s leads to %(end)s") % {"start": edge.start, "end": edge.end}
    return f"{text}: {edge.how}" if edge.how else text


def _heads() -> Markup:
    return Markup("").join(
        Markup(
            '<marker id="arrow-{0}" class="arrow {0}" viewBox="0 0 10 10" refX="5" refY="5"'
            ' markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto">'
            '<path d="M0 0L10 5L0 10z"/></marker>'
        ).format(each)
        for each in _STATES
    )
