"""Drafting: every section, every sentence with its evidence, no number of its own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import permutations

import msgspec
import pytest
from hypothesis import given

from hansei.domain.claims import Standing, cited_events, claims, coverage
from hansei.domain.document import BlockKind, Document, Milestone
from hansei.domain.draft.compose import Draft
from hansei.domain.draft.wording import clock
from hansei.domain.event import Kind, Record, Signal
from hansei.domain.times import duration_text, zone_named
from hansei.domain.variants import modules, names, variant
from tests.domain.incidents import drafted_from, outage
from tests.strategies.records import BRIEF, HOSTILE, hostile_record_sets, record, record_sets

_QUOTED = re.compile(r"“[^”]*”")
_CITED = re.compile(r"\[e\d+(?:, e\d+)*\]")
_ORDINAL = re.compile(r"^\d+\. ", re.MULTILINE)


def _texts(document: Document) -> Iterator[str]:
    for section in document.sections:
        for block in section.blocks:
            if block.drafted:
                yield block.text


def _unsupported(made: Draft) -> list[str]:
    """Claims that neither cite an event of the document nor are marked."""
    known = {each.id for each in made.document.events}
    return [
        each.text
        for each in claims(made.document)
        if each.standing is Standing.UNCITED or not set(each.cites) <= known
    ]


@pytest.mark.parametrize("name", names())
def test_every_section_of_the_variant_is_there_in_order(name: str) -> None:
    document = drafted_from(outage(), name=name).document
    plan = variant(name)
    assert tuple(each.key for each in document.sections) == plan.keys
    assert [each.title for each in document.sections] == [each.title for each in plan.sections]
    for section in document.sections:
        assert section.blocks, section.key
    kinds = [block.kind for section in document.sections for block in section.blocks]
    assert kinds.count(BlockKind.TIMELINE) == 1
    assert kinds.count(BlockKind.MILESTONES) == 1
    assert document.variant == name


@pytest.mark.parametrize("name", names())
def test_every_module_can_be_added_to_it(name: str) -> None:
    extras = [each for each in modules() if each not in variant(name).keys]
    document = drafted_from(outage(), name=name, extras=extras).document
    assert [each.key for each in document.sections[-len(extras) :]] == extras
    assert document.modules == tuple(extras)
    assert all(each.blocks for each in document.sections)


@pytest.mark.parametrize("name", names())
def test_every_sentence_cites_or_is_marked(name: str) -> None:
    made = drafted_from(outage(), name=name, extras=("communication",))
    assert _unsupported(made) == []


def test_coverage_of_a_draft_is_whole() -> None:
    found = coverage(drafted_from(outage()).document)
    assert found.cited == found.total > 8
    assert found.marked > 5


@BRIEF
@given(record_sets())
def test_every_sentence_cites_or_is_marked_whatever_the_records(records: list[Record]) -> None:
    for name in ("incident", "status-page"):
        assert _unsupported(drafted_from(records, name=name)) == []


@BRIEF
@given(hostile_record_sets())
def test_hostile_words_cite_nothing_and_stay_quoted(records: list[Record]) -> None:
    made = drafted_from(records, extras=("communication",))
    assert _unsupported(made) == []
    for text in _texts(made.document):
        assert "\n\n" not in text
        assert "e99" not in cited_events(made.document.sections)
        assert not re.search(r"(?<!\\)<(?:script|!--|b>|i>)", text)
        for line in text.splitlines():
            assert line.startswith(("- ", "| ", "**", "It ", "The ", "Recovery ")) or re.match(
                r"\d\. \*\*Question", line
            ), line


@pytest.mark.parametrize("words", HOSTILE)
def test_each_hostile_wording_alone(words: str) -> None:
    text = f"100 users cannot pay {words} because of {words} done"
    spoilt = [
        *outage(),
        record("slack", "h", 18, text, signal=Signal.MESSAGE, kind=Kind.HUMAN,
               actor=f"lead {words}", channel="incident-7"),
        record("statuspage", "t", 19, text, signal=Signal.STATUS_UPDATE),
        record("deploylog", "c", -1, text, signal=Signal.CHANGE, service=words),
    ]  # fmt: skip
    made = drafted_from(spoilt, extras=("communication",))
    assert _unsupported(made) == []
    blocks = list(_texts(made.document))
    assert any("100 users cannot pay" in each for each in blocks)
    for each in blocks:
        assert "\n\n" not in each
        assert not set("\x1b\u202e") & set(each)
    assert made.document.title.isprintable()


def _times(made: Draft, zone: tzinfo) -> Iterator[datetime]:
    for event in made.timeline.events:
        yield event.at
        if event.until:
            yield event.until
    for mark in made.document.milestones.values():
        yield from (mark.at, mark.earliest, mark.latest)


def _allowed(made: Draft) -> list[str]:
    """Every time and duration that follows from the model, the longest wording first."""
    zone = zone_named(made.document.zone)
    times = sorted(set(_times(made, zone)))
    words = {clock(at, zone, day=day, precision_s=width)
             for at in times for day in (None, at) for width in (1, 60, 86400)}  # fmt: skip
    words |= {duration_text((b - a).total_seconds()) for a, b in permutations(times, 2) if b > a}
    words.add(duration_text(0))
    for shift in made.timeline.clocks:
        words |= {duration_text(abs(shift.offset_s)), f"± {shift.error_s:g} s"}
        words.add(f"from {shift.pairs} happenings")
    words |= {each.service for each in made.timeline.events if each.service}
    words |= {f"{n} alerts" for n in range(3, len(made.timeline.events) + 1)}
    return sorted(words, key=lambda each: (-len(each), each))


def _own_numbers(made: Draft) -> list[str]:
    """What is left of a draft's numbers without quotations, citations and the model's."""
    allowed = _allowed(made)
    left = []
    for text in _texts(made.document):
        bare = _ORDINAL.sub("", _CITED.sub("", _QUOTED.sub("", text)))
        for each in allowed:
            if each in bare:
                bare = bare.replace(each, "")
        left += [f"{found} in {text}" for found in re.findall(r"\d+", bare)]
    return left


def test_no_number_comes_from_elsewhere_than_the_model() -> None:
    for name in names():
        assert _own_numbers(drafted_from(outage(), name=name, extras=("communication",))) == []


@BRIEF
@given(record_sets())
def test_no_number_of_its_own_whatever_the_records(records: list[Record]) -> None:
    assert _own_numbers(drafted_from(records, extras=("communication",))) == []


def test_times_are_shown_in_the_zone_of_the_document() -> None:
    made = drafted_from(outage(), zone=zone_named("Asia/Kolkata"), zone_name="Asia/Kolkata")
    text = "\n".join(_texts(made.document))
    assert "19:30:00 Asia/Kolkata" in text
    assert _own_numbers(made) == []


@BRIEF
@given(record_sets())
def test_drafting_is_deterministic(records: list[Record]) -> None:
    shuffled = list(records)
    random.Random(3).shuffle(shuffled)
    assert drafted_from(records) == drafted_from(records)
    assert drafted_from(shuffled) == drafted_from(records)


def test_nothing_known_is_said_to_be_unknown() -> None:
    made = drafted_from([record("slack", "m", 0, "Lunch?", signal=Signal.MESSAGE, kind=Kind.HUMAN)])
    assert made.document.milestones == {}
    assert _unsupported(made) == []
    text = "\n".join(_texts(made.document))
    assert "**Unknown:** when the incident began" in text
    assert "**Unknown:** when service was restored" in text
    assert "No record in the window shows a change" in text
    assert "review" not in made.document.extra


def test_no_records_still_make_a_document() -> None:
    made = drafted_from([], fallback_title="Incident from nothing")
    assert made.document.title == "Incident from nothing"
    assert made.document.events == ()
    assert _unsupported(made) == []


def test_causes_are_candidates_and_no_opinion() -> None:
    section = drafted_from(outage()).document.section("root_cause")
    assert section is not None
    assert "**Unknown:** the primary cause" in section.text
    assert "A deployment at 13:56:00, 4 min before the first sign" in section.text
    assert "Root cause identified: v412 halves the connection pool" in section.text
    assert "A rollback at 14:36:00" in section.text


def test_the_dates_of_the_policy_are_in_the_front_matter() -> None:
    extra = drafted_from(outage()).document.extra
    assert extra["due"] == {"due": True, "reason": "every SEV-2 incident gets one"}
    assert extra["review"]["start"] == "2026-03-04T15:00:00+00:00"
    assert extra["review"]["minutes"] == 60
    assert extra["check_ins"] == ["2026-04-03", "2026-05-04", "2026-06-02"]


def test_what_is_cited_is_shown_on_the_timeline() -> None:
    made = drafted_from(outage())
    shown = {each.id for each in made.document.events}
    assert cited_events(made.document.sections) <= shown
    assert not any(each.noise for each in made.document.events)


def test_silences_and_hand_offs_become_questions() -> None:
    text = "\n".join(_texts(drafted_from(outage()).document))
    assert "**Question:** For 14 min after 14:22:00 nothing is recorded" in text
    assert "**Question:** At 14:12:00 the work changed hands" in text


def test_an_explicit_window_is_kept() -> None:
    from hansei.domain.window import Window

    times = sorted(each.at for each in outage())
    made = drafted_from(outage(), window=Window(times[2], times[5]))
    assert made.timeline.counts.outside == len(times) - 4
    assert all(times[2] <= each.at <= times[5] for each in made.timeline.events)


def test_counts_add_up() -> None:
    made = drafted_from(outage())
    counts = made.timeline.counts
    assert counts.records == len(outage())
    assert counts.events == len(made.timeline.events) == counts.records - counts.merged
    assert counts.noise == 1
    assert counts.key_events == sum(each.key for each in made.timeline.events)


def test_milestones_point_at_shown_events() -> None:
    document = drafted_from(outage()).document
    shown = {each.id for each in document.events}
    assert set(document.milestones) == set(Milestone)
    for mark in document.milestones.values():
        assert set(mark.events) <= shown


def test_names_with_full_stops_end_no_sentence() -> None:
    spoilt = [
        msgspec.structs.replace(each, actor="J. Role of Dr. Duty! Who?", service="api v. Next. Go")
        for each in outage()
    ]
    made = drafted_from(spoilt, extras=("communication",))
    assert _unsupported(made) == []
    assert any("J. Role of Dr Duty Who?" in each for each in _texts(made.document))


def test_an_outage_without_a_service_is_quoted() -> None:
    down = record("uptimerobot", "u", 0, "shop. Is it [e99] down", signal=Signal.DOWN,
                  until=record("x", "x", 9, "").at)  # fmt: skip
    made = drafted_from([down])
    assert _unsupported(made) == []
    text = "\n".join(_texts(made.document))
    assert "measured “shop. Is it \\[e99\\] down” down for 9 min" in text
