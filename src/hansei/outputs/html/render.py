"""The page: one file that asks for nothing from anywhere and needs no script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from hansei import __version__
from hansei.domain.claims import coverage
from hansei.domain.document import BlockKind, Document
from hansei.domain.event import Event
from hansei.outputs.base import Dossier, Output
from hansei.outputs.html.chart import chart
from hansei.outputs.html.content import Events, events_of, language, ordered, window
from hansei.outputs.html.markup import Html, clip, element, join
from hansei.outputs.html.notes import clock_list, counts_line, evidence_list, finding_list
from hansei.outputs.html.prose import Prose
from hansei.outputs.html.sections import Part, body, parts_of
from hansei.outputs.html.strip import figure_strip, milestone_table
from hansei.outputs.html.table import timeline_tables
from hansei.outputs.moments import UTC_MOMENTS, Moments, moments_of

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_MOST_TITLE = 200


def render(dossier: Dossier) -> bytes:
    """The post-mortem as a page in UTF-8."""
    document = dossier.document
    moments, events = moments_of(document), events_of(dossier)
    titles = {event.id: _title(event, moments) for event in events.shown}
    prose = Prose(titles | {each.key: clip(each.title, 120) for each in dossier.evidence})
    parts = parts_of(document, prose)
    written = {
        BlockKind.TIMELINE: lambda: _timeline(dossier, events, prose, moments),
        BlockKind.MILESTONES: lambda: _milestones(document, events, prose, moments),
    }
    # Rendered before the tables are: an event's row names all citations of the event.
    closing = _closing(dossier, moments)
    main = element(
        "main",
        element("article", _header(dossier, moments), body(parts + closing, written)),
        id="main",
    )
    return _page(document, _contents(parts + closing), main, _footer(dossier)).encode()


def _title(event: Event, moments: Moments) -> str:
    clock = moments.clock(event.at, event.precision_s) or moments.day(event.at)
    return f"{clock} {clip(event.text, 120)}"


def _reference(document: Document) -> str:
    """How people call it: its number in the store, else its id, if it has any."""
    store = document.extra.get("store")
    number = store.get("number") if isinstance(store, dict) else None
    return f" PM-{number}" if isinstance(number, int) else f" {document.id}".rstrip()


def _header(dossier: Dossier, moments: Moments) -> Html:
    document = dossier.document
    kind = element("p", "Post-mortem", _reference(document), class_="kind")
    title = element("h1", clip(document.title, _MOST_TITLE) or "Untitled post-mortem")
    return element(
        "header", kind, title, _facts(dossier, moments), figure_strip(document.milestones)
    )


def _facts(dossier: Dossier, moments: Moments) -> Html:
    document = dossier.document
    facts: list[tuple[str, str | None]] = [
        ("Severity", document.severity),
        ("Services", ", ".join(document.services)),
        ("Status", document.status),
        ("Owner", document.owner),
    ]
    rows = [_fact(name, clip(text, 300)) for name, text in facts if text]
    span = window(dossier)
    if span is not None:
        own, utc = moments.period(*span), UTC_MOMENTS.period(*span)
        rows.append(
            _fact("Window", own, element("span", utc, class_="utc") if utc != own else None)
        )
    if not moments.known:
        rows.append(_fact("Zone", f"“{clip(document.zone, 60)}” is no time zone: shown in UTC"))
    return element("dl", *rows, class_="facts")


def _fact(name: str, *words: str | None) -> Html:
    return element("div", element("dt", name), element("dd", *words))


def _timeline(dossier: Dossier, events: Events, prose: Prose, moments: Moments) -> Html:
    marks = ordered(dossier.document.milestones)
    drawing = chart(events.shown, events.key, marks, moments)
    tables = timeline_tables(events, prose, moments, _labels(dossier.document))
    return join(drawing, tables, counts_line(dossier.timeline.counts))


def _milestones(document: Document, events: Events, prose: Prose, moments: Moments) -> Html:
    rows = frozenset(event.id for event in events.first_class(prose.citations))
    return milestone_table(document.milestones, moments, rows)


def _labels(document: Document) -> Mapping[str, str]:
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for milestone, mark in ordered(document.milestones):
        for event in mark.events[:1]:
            labels[event].append(milestone.label)
    return {event: ", ".join(titles) for event, titles in labels.items()}


def _closing(dossier: Dossier, moments: Moments) -> list[Part]:
    parts = []
    if dossier.evidence:
        parts.append(Part("Evidence", [evidence_list(dossier.evidence, moments)]))
    if dossier.timeline.clocks:
        parts.append(Part("Clocks", [clock_list(dossier.timeline.clocks)]))
    if dossier.findings:
        parts.append(Part("What the checks found", [finding_list(dossier.findings)]))
    return parts


def _contents(parts: list[Part]) -> Html:
    items = (
        element("li", element("a", clip(part.title, 80), href=f"#part-{number}"))
        for number, part in enumerate(parts, 1)
    )
    return element("nav", element("ul", *items), aria_label="Contents")


def _footer(dossier: Dossier) -> Html:
    parts = [f"Made by Hansei {__version__}"]
    source = dossier.source.replace("\\", "/").rstrip("/").rpartition("/")[2]
    if source:
        parts[0] += f" from {clip(source, 100)}"
    claims = coverage(dossier.document)
    if claims.total:
        parts.append(f"{claims.cited:,} of {claims.total:,} claims cited")
    if claims.marked:
        parts.append(f"{claims.marked:,} marked as open or assumed")
    return element("footer", element("p", ". ".join(parts) + "."))


def _page(document: Document, contents: Html, main: Html, footer: Html) -> str:
    head = join(
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        Html('<meta name="referrer" content="no-referrer">'),
        Html('<link rel="icon" href="data:,">'),
        element("title", clip(document.title, _MOST_TITLE) or "Post-mortem"),
        element("style", Html(_style())),
    )
    skip = element("a", "Skip to the text", href="#main", class_="skip")
    page = element("body", skip, element("div", contents, main, footer, class_="page"))
    whole = element("html", element("head", head), page, lang=language(document))
    return f"<!doctype html>\n{whole}\n"


@cache
def _style() -> str:
    here = files("hansei.outputs.html")
    sheets = ("page.css", "chart.css", "print.css")
    return "\n".join(here.joinpath(name).read_text("utf-8") for name in sheets)


OUTPUT = Output(
    name="html",
    title="Web page",
    file_name="postmortem.html",
    media_type="text/html; charset=utf-8",
    render=render,
)
