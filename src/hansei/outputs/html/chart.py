"""The timeline as SVG, once for wide and once for narrow screens: its size is bounded.

Kinds differ by shape (a filled square for machines, a ring for people), so that the chart survives
print and any eyes. What lies closer than a mark's width is one bar with its count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hansei.domain.document import Mark, Milestone
from hansei.domain.event import Event, Kind
from hansei.outputs.html import band
from hansei.outputs.html.axis import draw_axis
from hansei.outputs.html.content import source_title
from hansei.outputs.html.lanes import Cluster, Lane, lanes
from hansei.outputs.html.markup import Html, clip, element, join
from hansei.outputs.html.scale import Scale, scale
from hansei.outputs.moments import Moments

_MOST_TITLE = 70


class Layout(NamedTuple):
    """Measures in SVG units. `side` is the column of lane names, 0 where they stand above."""

    name: str
    width: float
    side: float
    lane: float
    mark: float
    titled: bool


WIDE = Layout("wide", 960, 164, 40, 20, True)
NARROW = Layout("narrow", 400, 0, 54, 26, False)


def chart(
    events: Sequence[Event], keys: frozenset[str],
    milestones: Sequence[tuple[Milestone, Mark]], moments: Moments,
) -> Html | None:  # fmt: skip
    """Both drawings with their legend, None where there is nothing to draw."""
    instants = [each.at for each in events] + [mark.at for _, mark in milestones]
    instants += [each.until for each in events if each.until and each.until > each.at]
    if not instants:
        return None
    words = _words(events, milestones, moments)
    drawings = []
    for layout in (WIDE, NARROW):
        axis = scale(instants, layout.side + 8, layout.width - 8)
        drawings.append(_draw(layout, axis, events, keys, milestones, moments, words))
    caption = element("figcaption", _legend(events), _reading(axis, milestones))
    return element("figure", *drawings, caption, class_="chart")


def _draw(
    layout: Layout, axis: Scale, events: Sequence[Event], keys: frozenset[str],
    milestones: Sequence[tuple[Milestone, Mark]], moments: Moments, words: str,
) -> Html:  # fmt: skip
    placed = band.labels(milestones, axis, moments, layout.width, 13)
    top = band.height(placed) if placed else 6.0
    drawn = lanes(events, keys, axis, layout.mark)
    bottom = top + layout.lane * len(drawn)
    parts, end = draw_axis(axis, moments, top, bottom, layout.width)
    parts += band.draw_lines(placed, axis, bottom)
    parts += [_ground(layout, lane, top + layout.lane * i) for i, lane in enumerate(drawn)]
    for index, lane in enumerate(drawn):
        middle = top + layout.lane * (index + 1) - 14
        parts.append(_spans(lane, middle, axis))
        parts += [_cluster(each, middle, moments, layout) for each in lane.clusters]
    parts += band.draw_labels(placed, moments, titled=layout.titled)
    return element(
        "svg", *parts, class_=layout.name, role="img", aria_label=words,
        viewBox=f"0 0 {layout.width:g} {end:.0f}",
    )  # fmt: skip


def _ground(layout: Layout, lane: Lane, top: float) -> Html:
    name = source_title(lane.source) if lane.sources == 1 else f"{lane.sources} other sources"
    room = 22 if layout.side else 46
    line = element("path", d=f"M0 {top:.0f}H{layout.width:.0f}", class_="ground")
    count = element("tspan", f" {lane.count:,}", class_="count")
    y = top + (layout.lane - 14 + 4 if layout.side else 15)
    label = element("text", clip(name, room), count, x="0", y=f"{y:.0f}", class_="lane")
    return join(line, label)


def _spans(lane: Lane, middle: float, axis: Scale) -> Html:
    """What lasts, as bars behind the marks, joined where they touch."""
    joined: list[list[float]] = []
    for cluster in lane.clusters:
        if cluster.ends is None:
            continue
        start, end = cluster.left, axis.x(cluster.ends)
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    y = f"{middle - 3:.1f}"
    return join(*(
        element("rect", x=f"{start:.1f}", y=y, width=f"{max(2.0, end - start):.1f}", height="6",
                rx="3", class_="span")
        for start, end in joined
    ))  # fmt: skip


def _cluster(cluster: Cluster, middle: float, moments: Moments, layout: Layout) -> Html:
    title = element("title", _title(cluster, moments)) if layout.titled else None
    shape = _bar(cluster, middle) if cluster.count > 1 else _single(cluster, middle)
    return element("g", title, shape, class_=None if cluster.key else "minor")


def _single(cluster: Cluster, middle: float) -> Html:
    size = 5.0 if cluster.key else 3.5
    x = cluster.x
    if cluster.first.kind is Kind.HUMAN:
        return element("circle", cx=f"{x:.1f}", cy=f"{middle:.1f}", r=f"{size:g}", class_="human")
    return element(
        "rect", x=f"{x - size:.1f}", y=f"{middle - size:.1f}", width=f"{2 * size:g}",
        height=f"{2 * size:g}", class_="system",
    )  # fmt: skip


def _bar(cluster: Cluster, middle: float) -> Html:
    """A bar as high as the order of magnitude, machines below, people above, and the count."""
    height = min(20.0, 8 + 2.5 * cluster.count.bit_length() / 2)
    left, bottom = cluster.x - 5, middle + 6
    system = height * cluster.system / cluster.count
    parts = []
    for share, base, kind in (
        (system, bottom, "system"), (height - system, bottom - system, "human"),
    ):  # fmt: skip
        if share >= 0.5:
            parts.append(
                element(
                    "rect",
                    x=f"{left:.1f}",
                    y=f"{base - share:.1f}",
                    width="10",
                    height=f"{share:.1f}",
                    rx=None if cluster.system else "5",
                    class_=kind,
                )
            )  # fmt: skip
    number = element(
        "text", _short(cluster.count), x=f"{cluster.x:.1f}", y=f"{bottom - height - 3:.1f}",
        class_="number",
    )  # fmt: skip
    return join(*parts, number)


def _short(count: int) -> str:
    if count < 1000:
        return str(count)
    return f"{count // 1000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


def _title(cluster: Cluster, moments: Moments) -> str:
    event = cluster.first
    clock = moments.clock(event.at, event.precision_s) or moments.day(event.at)
    text = clip(event.text, _MOST_TITLE)
    if cluster.count == 1:
        until = f" to {moments.clock(event.until)}" if event.until else ""
        return f"{clock}{until} {event.actor or ''}: {text}".replace(" :", ":")
    end = moments.clock(cluster.last_at)
    people = cluster.count - cluster.system
    return (
        f"{cluster.count:,} events by {end} ({cluster.system:,} system, {people:,} human), "
        f"such as {clock}: {text}"
    )


def _words(
    events: Sequence[Event], milestones: Sequence[tuple[Milestone, Mark]], moments: Moments
) -> str:
    """What the drawing shows, for those who do not see it."""
    sources = len({each.source for each in events})
    marks = ", ".join(f"{key.label} {moments.clock(mark.at)}" for key, mark in milestones)
    return (
        f"Timeline of {len(events):,} events from {sources} source{'s' * (sources != 1)}. "
        f"Milestones: {marks or 'none known'}. The table below holds the same events."
    )


def _legend(events: Sequence[Event]) -> Html:
    def key(kind: str, words: str) -> Html:
        shape = element("span", class_=f"shape {kind}", aria_hidden="true")
        return element("span", shape, words, class_="key")

    parts = [key("system", "system"), key("human", "person")]
    parts.append(key("several", "several at once, with their number"))
    if any(each.until for each in events):
        parts.append(key("lasting", "lasting"))
    return join(*parts, between=" ")


def _reading(axis: Scale, milestones: Sequence[tuple[Milestone, Mark]]) -> Html:
    parts = []
    if milestones:
        parts.append("A dashed line is an inferred milestone, a tinted span its window.")
    if axis.breaks:
        parts.append("Zigzags cut out quiet stretches; elsewhere time runs evenly.")
    return element("span", " ".join(parts), class_="reading") if parts else Html()
