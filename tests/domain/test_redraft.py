"""Drafting again: what people wrote, changed, deleted or stated stays."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given

from hansei.domain.document import Block, BlockKind, Document, How, Mark, Milestone, Section
from hansei.domain.draft.compose import Draft
from hansei.domain.event import Event, Kind, Record, Signal
from hansei.domain.times import zone_named
from hansei.domain.variants import variant
from tests.domain.incidents import drafted_from, outage
from tests.strategies.records import BRIEF, START, record, record_sets

_LATER = record("pagerduty", "p9", 70, "Checkout reopened", signal=Signal.REOPENED,
                refs=("incident:P7",))  # fmt: skip
_EARLIER = record("deploylog", "d0", -30, "search v3 deployed", signal=Signal.DEPLOY)


def _with_block(document: Document, drafted: str, text: str | None) -> Document:
    """The document with a drafted block's text changed by a person, or deleted (None)."""
    sections = []
    for section in document.sections:
        blocks = [
            msgspec.structs.replace(block, text=text or "") if block.drafted == drafted else block
            for block in section.blocks
            if text is not None or block.drafted != drafted
        ]
        sections.append(msgspec.structs.replace(section, blocks=tuple(blocks)))
    dropped = () if text is not None else (drafted,)
    return msgspec.structs.replace(
        document, sections=tuple(sections), dropped=document.dropped + dropped
    )


def _block(document: Document, drafted: str) -> str | None:
    for section in document.sections:
        for block in section.blocks:
            if block.drafted == drafted:
                return block.text
    return None


def _again(document: Document, *more: Record) -> Draft:
    return drafted_from([*outage(), *more], previous=document)


def test_nothing_new_changes_nothing() -> None:
    first = drafted_from(outage())
    assert _again(first.document) == first


@BRIEF
@given(record_sets())
def test_drafting_again_changes_nothing_whatever_the_records(records: list[Record]) -> None:
    first = drafted_from(records)
    assert drafted_from(records, previous=first.document).document == first.document


def test_an_untouched_block_follows_the_records() -> None:
    first = drafted_from(outage()[:-2]).document
    assert "closed" not in (_block(first, "summary.window") or "")
    again = _again(first)
    assert "The incident was closed" in (_block(again.document, "summary.window") or "")
    assert again.document.milestones[Milestone.RESOLVED].at == START + timedelta(minutes=52)


def test_an_edited_block_stays_as_it_was_edited() -> None:
    edited = _with_block(drafted_from(outage()).document, "summary.impact", "Nobody could pay.")
    again = _again(edited, _LATER).document
    assert _block(again, "summary.impact") == "Nobody could pay."
    assert _block(again, "questions.review") != _block(edited, "questions.review")


def test_a_deleted_block_stays_deleted() -> None:
    removed = _with_block(drafted_from(outage()).document, "root_cause.whys", None)
    again = _again(removed, _LATER).document
    assert _block(again, "root_cause.whys") is None
    assert _block(again, "root_cause.candidates") is not None


def test_a_persons_own_block_and_section_stay_where_they_are() -> None:
    first = drafted_from(outage()).document
    impact = next(i for i, each in enumerate(first.sections) if each.key == "impact")
    own = Block(text="Refunds came to 12 EUR.")
    sections = list(first.sections)
    sections[impact] = msgspec.structs.replace(
        sections[impact], blocks=(own, *sections[impact].blocks)
    )
    sections.insert(2, Section("", "Our own heading", (Block(text="Kept."),)))
    changed = msgspec.structs.replace(first, sections=tuple(sections))
    again = _again(changed, _LATER).document
    assert [each.title for each in again.sections] == [each.title for each in sections]
    assert again.sections[2].text == "Kept."
    found = again.section("impact")
    assert found is not None
    assert found.blocks[0] == own


def test_a_removed_section_comes_back_unless_it_was_dropped() -> None:
    first = drafted_from(outage()).document
    without = tuple(each for each in first.sections if each.key != "lessons")
    changed = msgspec.structs.replace(first, sections=without)
    assert _again(changed).document.section("lessons") is not None
    dropped = msgspec.structs.replace(changed, dropped=("section:lessons",))
    assert _again(dropped).document.section("lessons") is None


def test_a_renamed_heading_stays() -> None:
    first = drafted_from(outage()).document
    renamed = tuple(
        msgspec.structs.replace(each, title="What it did to users")
        if each.key == "impact"
        else each
        for each in first.sections
    )
    again = _again(msgspec.structs.replace(first, sections=renamed), _LATER).document
    assert [each.title for each in again.sections if each.key == "impact"] == [
        "What it did to users"
    ]


def test_a_persons_event_stays_with_its_id() -> None:
    first = drafted_from(outage()).document
    own = Event(id="e50", at=START + timedelta(minutes=30), text="The pool was resized by hand",
                kind=Kind.HUMAN, by_person=True)  # fmt: skip
    changed = msgspec.structs.replace(first, events=(*first.events, own))
    again = _again(changed, _LATER).document
    found = next(each for each in again.events if each.by_person)
    assert (found.id, found.text, found.at) == (own.id, own.text, own.at)
    assert [each.at for each in again.events] == sorted(each.at for each in again.events)


def test_an_event_that_a_person_reworded_stays_reworded() -> None:
    first = drafted_from(outage()).document
    reworded = tuple(
        msgspec.structs.replace(each, text="Two pools were halved", by_person=True)
        if "Root cause" in each.text
        else each
        for each in first.events
    )
    again = _again(msgspec.structs.replace(first, events=reworded), _LATER)
    texts = [each.text for each in again.timeline.events]
    assert "Two pools were halved" in texts
    assert not any("Root cause identified" in each for each in texts)


def test_a_dropped_event_stays_dropped() -> None:
    first = drafted_from(outage()).document
    name = next(each.id for each in first.events if each.source == "statuspage")
    changed = msgspec.structs.replace(
        first,
        events=tuple(each for each in first.events if each.id != name),
        dropped=(f"event:{name}",),
    )
    again = _again(changed).document
    assert all(each.source != "statuspage" or each.id != name for each in again.events)


def test_a_stated_milestone_stays() -> None:
    first = drafted_from(outage()).document
    at = START - timedelta(minutes=3)
    stated = Mark(at=at, earliest=at, latest=at, how=How.STATED, reason="the on-call saw it")
    marks = {**first.milestones, Milestone.IMPACT_START: stated}
    again = _again(msgspec.structs.replace(first, milestones=marks), _LATER).document
    assert again.milestones[Milestone.IMPACT_START] == stated
    assert "The impact began at 2026-03-03 13:57:00" in (_block(again, "summary.window") or "")


def test_ids_stay_when_records_arrive_before_and_after() -> None:
    first = drafted_from(outage()).document
    before = {each.records: each.id for each in first.events}
    again = _again(first, _EARLIER, _LATER)
    after = {each.records: each.id for each in again.document.events}
    assert {each: after[each] for each in before} == before
    ids = [each.id for each in again.timeline.events]
    assert len(set(ids)) == len(ids)


def test_what_a_person_cites_stays_on_the_timeline() -> None:
    """Even when later records crowd it out of the events that are key."""
    change = record("deploylog", "d9", 45, "Cache of the shop was emptied", signal=Signal.CHANGE)
    before = [*outage(), change]
    first = drafted_from(before).document
    shown = next(each for each in first.events if each.signal is Signal.CHANGE)
    edited = _with_block(first, "summary.impact", f"Pages were old until then [{shown.id}].")
    crowd = [
        record("pagerduty", f"c{n}", 53 + n / 60, f"Escalated to team {n}", kind=Kind.HUMAN,
               signal=Signal.ESCALATED, refs=("incident:P7",))
        for n in range(80)
    ]  # fmt: skip
    again = drafted_from([*before, *crowd], previous=edited)
    assert not next(each for each in again.timeline.events if each.id == shown.id).key
    assert shown.records in {each.records for each in again.document.events}
    assert drafted_from([*before, *crowd], previous=again.document).document == again.document


def test_a_citation_that_a_person_wrote_never_comes_to_mean_another_event() -> None:
    """Also of an event that the post-mortem itself does not show."""
    made = drafted_from(outage())
    shown = {each.id for each in made.document.events}
    hidden = next(each for each in made.timeline.events if each.id not in shown)
    text = f"Somebody joined [{hidden.id}]."
    edited = _with_block(made.document, "summary.impact", text)
    again = _again(edited, _EARLIER, _LATER)
    meant = {each.id: each.records for each in again.timeline.events}.get(hidden.id)
    assert meant in (None, hidden.records)


def test_what_a_person_set_in_the_front_matter_wins() -> None:
    first = drafted_from(outage()).document
    changed = msgspec.structs.replace(
        first, severity="SEV-1", title="Checkout outage", services=("shop",), owner="incident lead",
        extra={**first.extra, "review": {"start": "2026-03-05T09:00:00+00:00"}, "ticket": "OPS-1"},
    )  # fmt: skip
    again = _again(changed, _LATER).document
    assert (again.severity, again.title, again.services, again.owner) == (
        "SEV-1", "Checkout outage", ("shop",), "incident lead",
    )  # fmt: skip
    assert again.extra["review"] == {"start": "2026-03-05T09:00:00+00:00"}
    assert again.extra["ticket"] == "OPS-1"


def test_a_module_can_be_added_later() -> None:
    first = drafted_from(outage()).document
    again = drafted_from(outage(), previous=first, extras=("cost",)).document
    assert again.section("cost") is not None
    assert again.modules == ("cost",)


def test_a_zone_asked_for_later_is_that_of_text_and_document() -> None:
    first = drafted_from(outage()).document
    kolkata = zone_named("Asia/Kolkata")
    again = drafted_from(outage(), previous=first, zone=kolkata, zone_name="Asia/Kolkata").document
    assert again.zone == "Asia/Kolkata"
    assert "19:30:00 Asia/Kolkata" in (_block(again, "summary.window") or "")


def test_a_variant_asked_for_later_adds_its_sections() -> None:
    first = drafted_from(outage(), name="one-pager").document
    again = drafted_from(outage(), name="regulated", previous=first).document
    assert again.variant == "regulated"
    assert set(variant("regulated").keys) <= {each.key for each in again.sections}
    kinds = [block.kind for section in again.sections for block in section.blocks]
    assert kinds.count(BlockKind.MILESTONES) == 1


def test_a_title_asked_for_later_is_taken() -> None:
    first = drafted_from(outage()).document
    renamed = drafted_from(outage(), previous=first, title="Checkout outage").document
    assert renamed.title == "Checkout outage"
    assert drafted_from(outage(), previous=renamed).document.title == "Checkout outage"
