"""Dossiers at the edges: very many events, hostile texts, long silences, changing clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.outputs.dossiers import DAY, at, dossier, event, text

from hansei.domain.document import Document, Mark, Milestone, Section
from hansei.domain.event import Event, Kind
from hansei.domain.timeline import Timeline
from hansei.outputs.base import Dossier

HOSTILE = (
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) <img src=x onerror=alert(1)>",
    "invoice \u202egnp.exe\u202c \u2066and\u2069 \x00\x1b[31m red",
    "x" * 10_000,
    "\ud800 lone surrogate",
    "</svg></title></style><style>*{display:none}</style>",
    "![spy](https://tracker.example/pixel.png) ![d](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='data:text/html,x'>x</a> <iframe src='https://evil.example'></iframe>",
    "&lt;b&gt; \" ' ` =",
)


def hostile() -> Dossier:
    """Every text field holds something that a page must not obey."""
    events = tuple(
        event(f"e{n}", f"14:{n:02d}", each, ("slack", each)[n % 2], actor=each, written=each,
              by_person=n % 3 == 0, url="javascript:alert(1)", kind=Kind.HUMAN)
        for n, each in enumerate(HOSTILE, 1)
    )  # fmt: skip
    everything = "\n\n".join(HOSTILE)
    sections = (
        Section("summary", HOSTILE[0], text(*HOSTILE, "Seen in [e1] and [e4].")),
        Section("", HOSTILE[5], text(f"# {HOSTILE[0]}\n\n| a | {HOSTILE[0]} |\n| - | - |\n| b |")),
        Section("", "x" * 500, text(everything)),
    )
    return dossier(
        title=HOSTILE[0] + HOSTILE[3], id=HOSTILE[0], severity=HOSTILE[2], status=HOSTILE[1],
        owner=HOSTILE[3], services=HOSTILE, zone=HOSTILE[0], events=events, sections=sections,
        extra={"lang": '"><script>', "claims": HOSTILE[0]},
    )  # fmt: skip


def many(count: int = 10_000) -> Dossier:
    """A storm of events from twelve sources, a few of them in the post-mortem."""
    events = tuple(
        Event(
            id=f"e{n}",
            at=DAY + timedelta(seconds=9.0 * n),
            text=f"Probe {n} of the checkout answered with an error & took {n % 977} ms <again>",
            source=f"source {n % 12}",
            kind=Kind.HUMAN if n % 5 == 0 else Kind.SYSTEM,
            until=DAY + timedelta(seconds=9.0 * n + 600) if n % 50 == 0 else None,
            key=n % 400 == 0,
        )
        for n in range(count)
    )
    document = Document(
        title="An alert storm", zone="America/New_York", sections=(Section("summary", "Summary"),)
    )
    return Dossier(document=document, timeline=Timeline(events=events))


def silent() -> Dossier:
    """Minutes of action around days of nothing, over a change of the clocks."""
    start = datetime(2025, 3, 29, 22, 40, tzinfo=UTC)
    minutes = (0, 4, 9, 12, 150, 155, 158, 163, 4_500, 4_504, 4_512, 4_530)
    events = tuple(
        Event(id=f"e{n}", at=start + timedelta(minutes=each), text=f"Step {n}", source="slack",
              kind=Kind.HUMAN, actor="on-call engineer", precision_s=60)
        for n, each in enumerate(minutes, 1)
    )  # fmt: skip
    marks = {
        Milestone.DETECTED: _exact(events[1].at),
        Milestone.MITIGATED: _exact(events[6].at),
        Milestone.RESOLVED: _exact(events[-1].at),
    }
    return dossier(events=events, milestones=marks, zone="Europe/Berlin")


def night() -> Dossier:
    """One continuous night in which the clocks went forward."""
    start = datetime(2025, 3, 29, 21, 0, tzinfo=UTC)
    events = tuple(
        Event(id=f"e{n}", at=start + timedelta(minutes=17 * n), text=f"Step {n}", source="slack",
              precision_s=60)
        for n in range(1, 31)
    )  # fmt: skip
    marks = {Milestone.IMPACT_START: _exact(events[9].at), Milestone.DETECTED: _exact(events[5].at)}
    document = Document(
        title="Backups stopped", zone="Europe/Berlin", events=events, milestones=marks
    )
    return Dossier(document=document)


def single() -> Dossier:
    """One event and nothing else."""
    document = Document(title="One alert", events=(event("e1", "14:05", "Alert fired"),))
    return Dossier(document=document)


def empty() -> Dossier:
    """Nothing but a title."""
    return Dossier(document=Document(title="Nothing is known yet"))


def crowded() -> Dossier:
    """All eight milestones in one minute, and a window wider than the incident."""
    marks = {
        each: Mark(at=at("14:05:30"), earliest=at("13:00"), latest=at("15:00"))
        for each in Milestone
    }
    return dossier(milestones=marks)


def _exact(instant: datetime) -> Mark:
    return Mark(at=instant, earliest=instant, latest=instant)
