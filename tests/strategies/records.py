"""Records of incidents: happenings seen by several sources, chatter, and hostile words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from hansei.domain.event import Kind, Place, Record, Signal

TRUST = {
    "pagerduty": 2, "datadog": 2, "slack": 2, "uptimerobot": 2, "statuspage": 2, "deploylog": 1,
    "generic": 0,
}  # fmt: skip
"""How far each source's clock is trusted, as their folders say (`sources.base.Clock`)."""

BRIEF = settings(derandomize=True, max_examples=40, deadline=None)
START = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)

_SEEN = {
    Signal.ALERT_FIRED: ("pagerduty", "datadog", "slack"),
    Signal.ALERT_RESOLVED: ("pagerduty", "datadog", "slack"),
    Signal.DOWN: ("uptimerobot", "slack"),
    Signal.UP: ("uptimerobot", "slack"),
    Signal.ACKNOWLEDGED: ("pagerduty", "slack"),
    Signal.ESCALATED: ("pagerduty",),
    Signal.DEPLOY: ("deploylog", "slack"),
    Signal.ROLLBACK: ("deploylog", "slack"),
    Signal.RESOLVED: ("pagerduty", "slack"),
    Signal.STATUS_UPDATE: ("statuspage",),
    Signal.NONE: ("generic", "deploylog"),
}
_WORDS = (
    "checkout payments search latency errors queue depth replica lag pool exhausted timeouts 5xx "
    "saturation memory disk cache misses login region worker".split()
)
HOSTILE = (
    "[e99]", "[e1, e99]", "**Assumption:**", "# Heading", "| a | b |", "<script>alert(1)</script>",
    "”", "“", "\n\n", "- bullet", "```", "](http://x)", "<!-- hansei -->", "\\", "&amp;", "\x1b[2J",
    "1. one", "end.", "done”. Now", "\u202e", "é", "=1+1", "---",
)  # fmt: skip
"""Words that would end a quotation, make a citation or break a Markdown block."""


def record(source: str, key: str, minute: float, text: str, **fields: object) -> Record:
    """A record `minute` minutes after START."""
    at = START + timedelta(minutes=minute)
    return Record(source=source, key=key, at=at, text=text, **fields)  # type: ignore[arg-type]


@st.composite
def sightings(draw: st.DrawFn, number: int) -> list[Record]:
    """One happening as one or more sources saw it, up to a minute apart."""
    signal = draw(st.sampled_from(sorted(_SEEN)))
    text = " ".join(draw(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=4)))
    second = draw(st.integers(0, 4 * 3600))
    refs = draw(st.sampled_from([(), (f"alert:{number}",)]))
    found = []
    for source in draw(st.sets(st.sampled_from(_SEEN[signal]), min_size=1)):
        delay = draw(st.integers(0, 60))
        found.append(
            Record(
                source=source,
                key=f"{number}:{draw(st.integers(0, 2))}",
                at=START + timedelta(seconds=second + delay),
                text=f"{text} {number % 3}" if source != "slack" else f"Alert: {text} {number % 3}",
                signal=signal,
                refs=refs,
                service=draw(st.sampled_from([None, "checkout", "search"])),
                precision_s=draw(st.sampled_from([0, 1, 60])),
                place=Place(f"{source}.json", number),
            )
        )
    return found


@st.composite
def messages(draw: st.DrawFn, number: int, words: Sequence[str] = _WORDS) -> Record:
    """What somebody said in a chat."""
    text = " ".join(draw(st.lists(st.sampled_from(words), min_size=1, max_size=6)))
    said = draw(st.sampled_from(["", "Rolled back, ", "Root cause identified: ", "It is fixed: "]))
    return Record(
        source="slack",
        key=f"m{number}",
        at=START + timedelta(seconds=draw(st.integers(0, 4 * 3600))),
        text=f"{said}{text}{draw(st.sampled_from(['', '.', '. It is 9 users.', '!']))}",
        signal=Signal.MESSAGE,
        kind=Kind.HUMAN,
        actor=draw(st.sampled_from(["on-call engineer", "incident lead", "support"])),
        channel=draw(st.sampled_from(["incident-7", "random"])),
        noise=draw(st.booleans()),
    )


@st.composite
def record_sets(draw: st.DrawFn, most: int = 8) -> list[Record]:
    """The records of an incident from several sources, in no order."""
    found: list[Record] = []
    for number in range(draw(st.integers(1, most))):
        found += draw(sightings(number))
    found += [draw(messages(number)) for number in range(draw(st.integers(0, most // 2)))]
    return found


@st.composite
def hostile_record_sets(draw: st.DrawFn) -> list[Record]:
    """The same, with words that are meant to break what quotes them."""
    found = draw(record_sets(5))
    words = st.lists(st.sampled_from((*HOSTILE, *_WORDS[:4])), min_size=1, max_size=8)
    spoilt = []
    for index, each in enumerate(found):
        text = f"{each.text} {' '.join(draw(words))}"
        actor = draw(st.sampled_from([each.actor, "[e99] | <b>", "**Unknown:** x"]))
        spoilt.append(
            Record(
                source=each.source, key=f"{index}:{each.key}", at=each.at, text=text,
                signal=each.signal, kind=each.kind, actor=actor, channel=each.channel,
                service=draw(st.sampled_from([None, "a|b", "[e99]", "<i>", "x\n\n# y"])),
                refs=each.refs, noise=each.noise,
            )
        )  # fmt: skip
    return spoilt
