"""Documents in the form that the Markdown reader gives: blocks cut at blank lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hansei.domain.document import (
    Block,
    BlockKind,
    Candidate,
    Document,
    How,
    Mark,
    Milestone,
    Section,
    digest_of,
)
from hansei.domain.event import Event, Kind, Place, Signal

ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
_WORD = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp", "Zs"), blacklist_characters="\x85"),
    min_size=1,
    max_size=12,
)
_HOSTILE = st.sampled_from(
    ["|", "\\", "\\|", "-->", "<!--", "--", "```", "`x`", "*b*", "<script>", "[e1]", "e1", "é", "$",
     "#", "---", "&amp;", "\\\\", "|---|", "{}", '"', "'", "null", "2025-01-01", "10:36"]
)  # fmt: skip


def lines(most: int = 8) -> st.SearchStrategy[str]:
    """One line of words, some of them meant to break a Markdown table or an HTML comment."""
    return st.lists(st.one_of(_WORD, _HOSTILE), min_size=1, max_size=most).map(
        lambda words: " ".join(" ".join(words).split())
    )


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    """A block of prose that stands alone between blank lines."""
    head = draw(_WORD.filter(lambda word: not word.startswith(("#", "<", "`", "~", "|", "---"))))
    rest = draw(st.lists(lines(), max_size=3))
    body = [line for line in rest if not line.startswith(("#", "<!--", "```", "~~~"))]
    return "\n".join([f"x{head}", *(f"y {line}" for line in body)])


moments = st.datetimes(
    min_value=datetime(1995, 1, 1),
    max_value=datetime(2090, 1, 1),
    timezones=st.just(UTC),
)


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    sources = draw(
        st.lists(st.sampled_from(["slack", "pagerduty", "a|b"]), unique=True, max_size=2)
    )
    return Event(
        id=f"e{number}",
        at=draw(moments),
        text=draw(lines()),
        kind=draw(st.sampled_from(Kind)),
        signal=draw(st.sampled_from(Signal)),
        source=sources[0] if sources else "",
        sources=tuple(sources),
        actor=draw(st.none() | lines(2)),
        until=draw(st.none() | moments),
        precision_s=draw(st.sampled_from([0, 1, 60, 3600, 86400])),
        written=draw(st.none() | lines(2)),
        records=tuple(draw(st.lists(lines(1), max_size=2))),
        shift_s=draw(st.sampled_from([0.0, 95.5, -3600.0])),
        key=draw(st.booleans()),
        by_person=draw(st.booleans()),
        place=Place("a.json", draw(st.integers(0, 9)), "$[1]"),
    )


@st.composite
def marks(draw: st.DrawFn, ids: list[str]) -> Mark:
    at = draw(moments)
    width = timedelta(seconds=draw(st.integers(0, 600)))
    some = st.lists(st.sampled_from(ids), max_size=2, unique=True) if ids else st.just([])
    return Mark(
        at=at,
        earliest=at - width,
        latest=at + width,
        how=draw(st.sampled_from(How)),
        events=tuple(draw(some)),
        reason=draw(lines(3)),
        candidates=tuple(
            Candidate(event=each, at=at, reason=draw(lines(2)), weight=3) for each in draw(some)
        ),
    )


@st.composite
def sections(draw: st.DrawFn, number: int) -> Section:
    blocks: list[Block] = []
    for index in range(draw(st.integers(0, 4))):
        text = draw(paragraphs())
        identity = draw(st.sampled_from(["", f"s{number}.{index}"]))
        digest = draw(st.sampled_from([digest_of(text), "00000000"])) if identity else ""
        blocks.append(Block(text=text, drafted=identity, digest=digest))
    key = draw(st.sampled_from(["", "impact", "summary", "timeline", "own section"]))
    return Section(key, f"T{number} " + draw(lines(3)), tuple(blocks))


_EXTRA: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["review", "due", "ticket", "own field"]),
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), lines(3),
              st.lists(lines(2), max_size=2), st.dictionaries(lines(1), lines(2), max_size=2)),
    max_size=3,
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document whose prose has the reader's form."""
    timeline = [draw(events(number)) for number in range(1, 1 + draw(st.integers(0, 5)))]
    ids = [each.id for each in timeline]
    parts = [draw(sections(number)) for number in range(draw(st.integers(1, 4)))]
    kinds = [BlockKind.TIMELINE, BlockKind.MILESTONES]
    for kind in kinds:
        where = draw(st.integers(0, len(parts) - 1))
        part = parts[where]
        parts[where] = Section(part.key, part.title, (*part.blocks, Block(kind=kind)))
    known = draw(st.lists(st.sampled_from(Milestone), unique=True, max_size=8))
    return Document(
        title=draw(lines()),
        id=draw(st.sampled_from(["", "abc", "12"])),
        variant=draw(st.sampled_from(["incident", "regulated"])),
        zone=draw(st.sampled_from(ZONES)),
        severity=draw(st.none() | st.sampled_from(["SEV-1", "2", "null", "yes"])),
        status=draw(st.sampled_from(["working draft", "published"])),
        owner=draw(st.none() | lines(2)),
        services=tuple(draw(st.lists(lines(2), max_size=2))),
        modules=tuple(draw(st.lists(st.sampled_from(["cost", "feedback"]), unique=True))),
        sections=tuple(parts),
        events=tuple(timeline),
        milestones={each: draw(marks(ids)) for each in sorted(known)},
        dropped=tuple(sorted(draw(st.lists(st.sampled_from(["x.y", "event:e99"]), unique=True)))),
        extra=draw(_EXTRA),
    )
