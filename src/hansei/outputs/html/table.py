"""The timeline as a table: the post-mortem's own lines first, the other events folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from hansei.domain.event import Event, Kind
from hansei.domain.times import duration_text
from hansei.outputs.html.content import Events, anchor, source_title
from hansei.outputs.html.markup import Html, clip, element, join, link
from hansei.outputs.html.prose import Prose
from hansei.outputs.moments import Moments

MOST_ROWS = 500
MOST_TEXT = 600
_MOST_BACKLINKS = 5
_MOST_NAME = 80
_MARKDOWN = frozenset({"markdown"})
_ROLES = {"th": "rowheader", "td": "cell"}


def timeline_tables(
    events: Events, prose: Prose, moments: Moments, labels: Mapping[str, str]
) -> Html:
    """The rows that a reader needs and, closed, the rest. `labels`: event id -> milestones."""
    writer = _Writer(prose, moments, labels)
    first = _within(events.first_class(prose.citations), prose)
    left = len(events.first_class(prose.citations)) - len(first)
    others = events.others(prose.citations)
    if not first and not others:
        return element("p", "No events are recorded.", class_="empty")
    parts = [writer.table(first, "Timeline"), _more(left)] if first else []
    if others or events.noise:
        parts.append(_folded(writer, others, events.noise))
    return join(*parts)


def _within(events: Sequence[Event], prose: Prose) -> list[Event]:
    """The first rows, and beyond them those that the text cites."""
    return [
        event for index, event in enumerate(events)
        if index < MOST_ROWS or event.id in prose.citations
    ]  # fmt: skip


def _folded(writer: _Writer, others: Sequence[Event], noise: int) -> Html:
    rows = others[:MOST_ROWS]
    aside = f"{noise:,} more set aside as noise: they are in the JSON." if noise else ""
    return element(
        "details",
        element("summary", f"{len(others):,} other event{'s' * (len(others) != 1)}"),
        writer.table(rows, "Other events") if rows else None,
        _more(len(others) - len(rows)),
        element("p", aside, class_="note") if aside else None,
    )


def _more(left: int) -> Html | None:
    return element("p", f"And {left:,} more in the JSON.", class_="note") if left > 0 else None


class _Writer:
    def __init__(self, prose: Prose, moments: Moments, labels: Mapping[str, str]) -> None:
        self.prose, self.moments, self.labels = prose, moments, labels

    def table(self, events: Sequence[Event], caption: str) -> Html:
        titles = ("Time", "What happened", "Who", "Source")
        heads = (element("th", each, scope="col", role="columnheader") for each in titles)
        bodies = []
        for (_, offset), group in groupby(events, self._day):
            rows = list(group)
            bodies.append(self._body(rows, offset))
        # Narrow screens lay rows out as blocks, which would cost the table its meaning for
        # screen readers: the roles keep it.
        return element(
            "table",
            element("caption", f"{caption}, in {self.moments.name}"),
            element("thead", element("tr", *heads, role="row"), role="rowgroup"),
            *bodies,
            class_="timeline",
            role="table",
        )

    def _day(self, event: Event) -> tuple[str, str]:
        return self.moments.day(event.at), self.moments.offset(event.at)

    def _body(self, events: Sequence[Event], offset: str) -> Html:
        at = events[0].at
        title = join(
            f"{self.moments.weekday(at)}, {self.moments.day(at)} ",
            element("span", offset, class_="offset"),
        )
        heading = element("th", title, scope="rowgroup", colspan="4", role="rowheader")
        rows = (self._row(event) for event in events)
        return element(
            "tbody", element("tr", heading, role="row", class_="day"), *rows, role="rowgroup"
        )

    def _row(self, event: Event) -> Html:
        return element(
            "tr",
            _cell("th", self._time(event), class_="time", scope="row"),
            _cell("td", self._what(event), class_="what"),
            _cell("td", _who(event), class_="who"),
            _cell("td", _where(event), class_="where"),
            role="row",
            id=anchor(event.id),
            class_=event.kind.value,
        )

    def _time(self, event: Event) -> Html:
        clock = self.moments.clock(event.at, event.precision_s) or "that day"
        ends = None
        if event.until is not None and event.until > event.at:
            closing = self.moments.clock(event.until, event.precision_s)
            if self.moments.day(event.until) != self.moments.day(event.at):
                closing = f"{self.moments.short_day(event.until)}, {closing}"
            length = duration_text((event.until - event.at).total_seconds())
            ends = element("span", f"to {closing} ({length})", class_="ends")
        return join(element("time", clock, datetime=event.at.isoformat()), ends)

    def _what(self, event: Event) -> Html:
        label = self.labels.get(event.id)
        left = len(event.text) - MOST_TEXT
        text = clip(event.text, MOST_TEXT)
        more = f" ({left:,} more characters in the JSON)" if left > 0 else None
        written = f"written as “{clip(event.written, _MOST_NAME)}”" if event.written else None
        return join(
            element("span", f"{label}:", class_="milestone") if label else None,
            self._words(event, text),
            element("small", more) if more else None,
            self._references(event),
            element("small", written, class_="written") if written else None,
        )

    def _words(self, event: Event, text: str) -> Html:
        if event.by_person or event.source in _MARKDOWN:
            return element("bdi", self.prose.inline(text))
        return element("bdi", text)

    def _references(self, event: Event) -> Html:
        cites = self.prose.citations.get(event.id, [])[:_MOST_BACKLINKS]
        backlinks = (
            element(
                "a", f"↩{number}", href=f"#{cite}",
                aria_label=f"Back to citation {number} of {event.id}",
            )
            for number, cite in enumerate(cites, 1)
        )  # fmt: skip
        return element("small", event.id, *(join(" ", each) for each in backlinks), class_="id")


def _cell(name: str, *children: str | None, class_: str, scope: str | None = None) -> Html:
    return element(name, *children, class_=class_, scope=scope, role=_ROLES[name])


def _who(event: Event) -> Html:
    nobody = "system" if event.kind is Kind.SYSTEM else "person"
    shape = element("span", class_=f"shape {event.kind.value}", aria_hidden="true")
    return join(shape, element("bdi", clip(event.actor or nobody, _MOST_NAME)))


def _where(event: Event) -> Html:
    names = [source_title(each) for each in event.sources or (event.source,) if each]
    named = join(*(clip(each, _MOST_NAME) for each in names), between=", ")
    shift = None
    if event.shift_s:
        late = "late" if event.shift_s > 0 else "early"
        amount = f"{event.shift_s:+,.2f}".rstrip("0").rstrip(".")
        shift = element(
            "small", f"{amount} s corrected", class_="shift",
            title=f"This clock ran {abs(event.shift_s):g} s {late}; the time shown is corrected.",
        )  # fmt: skip
    return join(link(named, event.url) if named else None, shift)
