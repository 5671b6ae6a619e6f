"""What stands behind the page: the clocks, and what the checks found."""

from __future__ import annotations

from collections.abc import Sequence

from hansei.domain.event import Place
from hansei.domain.evidence import EvidenceNote
from hansei.domain.findings import Finding
from hansei.domain.timeline import ClockKind, ClockShift, Counts
from hansei.domain.times import duration_text
from hansei.outputs.html.content import anchor, source_title
from hansei.outputs.html.markup import Html, clip, element, join, link
from hansei.outputs.moments import Moments

MOST_FINDINGS = 200
_MOST_QUOTED = 400
_COUNTED = (
    ("records", "record", "records"), ("events", "event", "events"),
    ("merged", "merged", "merged"), ("noise", "noise", "noise"),
    ("outside", "outside the window", "outside the window"), ("refused", "refused", "refused"),
)  # fmt: skip


def counts_line(counts: Counts) -> Html | None:
    """How many records became how many events."""
    if not counts.records:
        return None
    parts = []
    for name, one, many in _COUNTED:
        number = getattr(counts, name)
        if number:
            parts.append(f"{number:,} {one if number == 1 else many}")
    return element("p", f"{', '.join(parts)}.", class_="note")


def clock_list(clocks: Sequence[ClockShift]) -> Html:
    """One sentence for each clock that was compared."""
    return element("ul", *(element("li", _clock(each)) for each in clocks), class_="clocks")


def evidence_list(evidence: Sequence[EvidenceNote], moments: Moments) -> Html:
    """Every piece of evidence with its digest, which tells a copy of it from another file."""
    items = (element("li", _piece(each, moments), id=anchor(each.key)) for each in evidence)
    return element("ul", *items, class_="evidence")


def _piece(piece: EvidenceNote, moments: Moments) -> Html:
    where = None if piece.erased else piece.where
    told = [
        link(clip(where, _MOST_QUOTED), where) if where else None,
        f"kept {moments.day(piece.at)} by {piece.by_name or piece.by}" if piece.at else None,
        f"SHA-256 {piece.digest}" if piece.digest else None,
        "content erased" if piece.erased else "removed" if piece.removed else None,
    ]
    return join(
        element("b", piece.key), " ", clip(piece.title, _MOST_QUOTED), " ",
        element("small", join(*told, between=", "), class_="place"),
    )  # fmt: skip


def finding_list(findings: Sequence[Finding]) -> Html:
    """The worst first, each with both sides of what disagrees."""
    ranked = sorted(findings, key=lambda each: (-each.level.rank, each.place.line))
    left = len(ranked) - MOST_FINDINGS
    items = (element("li", _finding(each), class_=each.level) for each in ranked[:MOST_FINDINGS])
    more = element("p", f"And {left:,} more in the JSON.", class_="note") if left > 0 else None
    return join(element("ol", *items, class_="findings"), more)


def _clock(shift: ClockShift) -> str:
    source, against = source_title(shift.source), source_title(shift.against)
    way = "late" if shift.offset_s > 0 else "early"
    size = duration_text(abs(shift.offset_s))
    pairs = f"{shift.pairs} pair{'s' * (shift.pairs != 1)} of the same happening"
    done = "The timeline is corrected." if shift.applied else "The timeline is not corrected."
    if shift.kind is ClockKind.ZONE:
        found = f"{source} stands {size} {way} against {against}: a mistaken time zone"
    else:
        found = f"{source} ran {size} {way} against {against}, give or take {shift.error_s:.3g} s"
    return f"{found} (from {pairs}). {done}"


def _finding(finding: Finding) -> Html:
    head = element(
        "p",
        element("span", finding.level, class_="level"),
        " ",
        clip(finding.message, _MOST_QUOTED),
        " ",
        element("code", finding.rule),
    )
    sides = None
    if finding.says or finding.against:
        other = finding.against
        sides = element(
            "dl",
            _side("The text says", finding.says, finding.place),
            _side("Against", other.text, other.place) if other else None,
            class_="sides",
        )
    else:
        head = join(head, _at(finding.place))
    hints = (("Suggestion", finding.suggestion), ("Ask", finding.ask))
    return join(
        head,
        sides,
        *(
            element("p", element("b", f"{name}: "), clip(text, _MOST_QUOTED), class_="hint")
            for name, text in hints
            if text
        ),
    )


def _side(name: str, text: str, place: Place | None) -> Html:
    quoted = element("bdi", clip(text, _MOST_QUOTED)) if text else None
    return element("div", element("dt", name), element("dd", quoted, _at(place)))


def _at(place: Place | None) -> Html | None:
    if place is None or not (place.line or place.path):
        return None
    name = place.file.replace("\\", "/").rpartition("/")[2]
    where = " ".join(filter(None, (name, f"line {place.line}" if place.line else place.path)))
    return element("small", clip(where, 120), class_="place")
