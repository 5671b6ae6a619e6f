"""What people do to lines of a timeline, and that drafting again respects it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import count

import msgspec
import pytest

from hansei.domain.amendment import Kept, Line
from hansei.domain.document import Document, Milestone
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import InputError, NotFound
from hansei.domain.event import Event, Kind, Record, Signal
from hansei.domain.merge import event_of
from hansei.domain.timeline_edits import (
    Add,
    Hide,
    Merge,
    PutBack,
    Remove,
    Revert,
    Rewrite,
    Split,
    Star,
    TimelineEdit,
    concerned,
    edited,
)
from tests.domain.incidents import drafted_from, outage
from tests.strategies.records import START, TRUST, record

_LATER = record("pagerduty", "p9", 70, "Checkout reopened", signal=Signal.REOPENED,
                refs=("incident:P7",))  # fmt: skip


class Desk:
    """A drafted timeline on which people work, as the store would keep it."""

    def __init__(self, records: Sequence[Record] | None = None) -> None:
        self.records = list(records if records is not None else outage())
        self.take(drafted_from(self.records))

    def take(self, draft: Draft) -> None:
        self.draft = draft
        self.lines = {each.id: Line(event=each) for each in draft.timeline.events}
        self.lines |= {each.event.id: each for each in draft.lines}

    def do(self, edit: TimelineEdit) -> dict[str, Line]:
        by_id = {f"{each.source}:{each.key}": each for each in self.records}

        def build(names: Sequence[str]) -> Event | None:
            found = [by_id[each] for each in names if each in by_id]
            return event_of(found, {}, TRUST) if len(found) == len(names) else None

        changed = edited(edit, self.lines, build=build, free=self.free())
        self.lines |= changed
        return changed

    def free(self) -> Iterator[str]:
        return (f"e{n}" for n in count(100) if f"e{n}" not in self.lines)

    def again(self, *more: Record, document: Document | None = None) -> Draft:
        kept = Kept(
            lines=tuple(each for each in self.lines.values() if each.amendment),
            names={r: each.event.id for each in self.lines.values() for r in each.event.records
                   if not (each.amendment and each.amendment.into)},
            used=frozenset(self.lines),
        )  # fmt: skip
        self.records += more
        again = drafted_from(self.records, previous=document or self.draft.document, kept=kept)
        self.take(again)
        return again

    def named(self, words: str) -> str:
        return next(name for name, line in self.lines.items() if words in line.event.text)

    def event(self, name: str) -> Event:
        return self.lines[name].event

    def shown(self) -> set[str]:
        return {each.id for each in self.draft.timeline.events}


def _texts(events: Iterable[Event]) -> list[str]:
    return [each.text for each in events]


def test_a_star_stays_whatever_drafting_thinks() -> None:
    desk = Desk()
    support, alert = desk.named("cannot pay"), desk.named("High error rate")
    joined = desk.named("joined the channel")
    desk.do(Star((support,), key=False))
    desk.do(Star((joined,)))
    desk.do(Hide((alert,)))
    again = desk.again(_LATER)
    assert not desk.event(support).key
    assert desk.event(joined).key
    assert joined in {each.id for each in again.document.events}
    assert desk.event(alert).noise
    assert again.document.milestones[Milestone.DETECTED].events != (alert,)
    untouched = [each for each in desk.lines.values() if each.amendment is None]
    assert len(untouched) == len(desk.lines) - 3


def test_a_corrected_line_keeps_its_original_and_follows_the_rest() -> None:
    desk = Desk()
    name = desk.named("High error rate")
    at = START + timedelta(minutes=3)
    desk.do(Rewrite(name, text="  One payment\nin three fails ", at=at, actor="monitoring"))
    line = desk.lines[name]
    assert (line.event.text, line.event.at) == ("One payment in three fails", at)
    assert line.event.by_person
    assert line.drafted is not None
    assert (line.drafted.text, line.drafted.actor) == ("High error rate on checkout-api", None)
    relay = record("slack", "b1", 2.3, "High error rate on checkout-api", refs=("dedup:x",),
                   signal=Signal.ALERT_FIRED)  # fmt: skip
    desk.again(relay)
    line = desk.lines[name]
    assert (line.event.text, line.event.at) == ("One payment in three fails", at)
    assert set(line.event.records) == {"datadog:a1", "pagerduty:p1", "slack:b1"}
    assert line.drafted is not None
    assert line.drafted.text == "High error rate on checkout-api"
    assert desk.draft.document.milestones[Milestone.DETECTED].at < at


def test_taking_a_correction_back_leaves_no_trace() -> None:
    desk = Desk()
    name = desk.named("Acknowledged")
    before = desk.lines[name]
    desk.do(Rewrite(name, text="Seen", kind=Kind.SYSTEM))
    desk.do(Rewrite(name, text="Acknowledged", kind=Kind.HUMAN))
    assert desk.lines[name] == before
    desk.do(Rewrite(name, text="Seen"))
    desk.do(Star((name,), key=not before.event.key))
    desk.do(Revert(name))
    assert desk.event(name).text == "Acknowledged"
    assert desk.event(name).key is not before.event.key


def test_what_changes_nothing_is_no_change() -> None:
    desk = Desk()
    name = desk.named("Acknowledged")
    event = desk.event(name)
    for edit in (
        Star((name,), key=event.key),
        Hide((name,), noise=False),
        Rewrite(name, text=event.text, at=event.at, precision_s=event.precision_s),
        Revert(name),
        PutBack((name,)),
    ):
        assert desk.do(edit) == {}


def test_a_line_written_by_hand_is_there_once_after_drafting_again() -> None:
    desk = Desk()
    at = START + timedelta(minutes=25)
    (name,) = desk.do(Add("Support told the shops by phone", at, actor="support lead"))
    document = msgspec.structs.replace(
        desk.draft.document, events=(*desk.draft.document.events, desk.event(name))
    )
    again = desk.again(_LATER, document=document)
    assert _texts(again.timeline.events).count("Support told the shops by phone") == 1
    assert name in {each.id for each in again.document.events}
    assert desk.event(name).kind is Kind.HUMAN
    assert desk.event(name).by_person


def test_a_removed_line_stays_away_until_it_is_put_back() -> None:
    desk = Desk()
    name = desk.named("Escalated")
    desk.do(Remove((name,)))
    desk.again(_LATER)
    assert name not in desk.shown()
    assert "Escalated" not in " ".join(_texts(desk.draft.timeline.events))
    assert desk.lines[name].removed
    desk.do(PutBack((name,)))
    desk.again()
    assert name in desk.shown()


def test_merged_lines_stay_one_and_the_first_speaks() -> None:
    desk = Desk()
    support, cause = desk.named("cannot pay"), desk.named("Root cause identified")
    desk.do(Merge((cause, support)))
    assert set(desk.event(cause).records) == {"slack:m1", "slack:m2"}
    assert desk.event(cause).text.startswith("Root cause")
    again = desk.again(_LATER)
    assert support not in desk.shown()
    merged = desk.event(cause)
    assert set(merged.records) == {"slack:m1", "slack:m2"}
    assert merged.text.startswith("Root cause")
    assert sum("slack:m1" in each.records for each in again.timeline.events) == 1
    desk.do(Split(cause))
    assert set(desk.event(cause).records) == {"slack:m2"}
    assert desk.event(support).records == ("slack:m1",)
    desk.again()
    assert {support, cause} <= desk.shown()


def test_a_line_of_several_records_is_split_for_good() -> None:
    desk = Desk()
    name = desk.named("High error rate")
    assert set(desk.event(name).records) == {"datadog:a1", "pagerduty:p1"}
    changed = desk.do(Split(name))
    assert len(changed) == 2
    assert name in changed
    again = desk.again(_LATER)
    parts = [each for each in again.timeline.events if "High error rate" in each.text]
    assert {each.records for each in parts} == {("datadog:a1",), ("pagerduty:p1",)}
    assert {each.id for each in parts} == set(changed)
    desk.do(Merge(tuple(changed)))
    assert len({each.id for each in desk.again().timeline.events} & set(changed)) == 1


def test_ids_are_never_given_twice() -> None:
    desk = Desk()
    before = {line.event.records: name for name, line in desk.lines.items()}
    early = [record("generic", f"g{n}", -3 + n / 10, f"row {n}") for n in range(5)]
    desk.again(*early)
    after = {line.event.records: name for name, line in desk.lines.items()}
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


def test_a_line_whose_records_are_out_of_sight_stays() -> None:
    desk = Desk()
    name = desk.named("Escalated")
    desk.do(Star((name,), key=False))
    desk.records = [each for each in desk.records if each.key != "p3"]
    desk.again()
    assert name in desk.shown()


def test_what_was_written_in_the_text_since_wins() -> None:
    desk = Desk()
    name = desk.named("Acknowledged")
    desk.do(Rewrite(name, text="Seen"))
    rewritten = msgspec.structs.replace(desk.event(name), text="Seen by two", by_person=True)
    events = tuple(rewritten if each.id == name else each for each in desk.draft.document.events)
    document = msgspec.structs.replace(desk.draft.document, events=events)
    desk.again(document=document)
    assert desk.event(name).text == "Seen by two"
    assert desk.lines[name].drafted is not None
    desk.do(Revert(name))
    assert desk.event(name).text == "Acknowledged"


@pytest.mark.parametrize(
    "edit",
    [
        Rewrite("e1", text="   "),
        Rewrite("e1", text="x" * 4001),
        Rewrite("e1", actor="x" * 201),
        Rewrite("e1", at=START.replace(year=1970)),
        Rewrite("e1", at=START.replace(tzinfo=None)),
        Add("", START),
        Merge(("e1",)),
        Merge(("e1", "e1")),
        Split("e1"),
        Remove(tuple(f"e{n}" for n in range(501))),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(edit: TimelineEdit) -> None:
    desk = Desk()
    before = dict(desk.lines)
    with pytest.raises(InputError, match=r"\w+ \w+"):
        desk.do(edit)
    assert desk.lines == before


def test_unknown_and_removed_lines_are_not_found() -> None:
    desk = Desk()
    first = desk.named("Acknowledged")
    desk.do(Remove((first,)))
    for edit in (Star(("e9999",)), Star((first,)), Split("e9999"), Merge((first, "e1"))):
        with pytest.raises(NotFound):
            desk.do(edit)


def test_a_merged_line_is_not_put_back_by_itself() -> None:
    desk = Desk()
    first, second = desk.named("cannot pay"), desk.named("Root cause")
    desk.do(Merge((first, second)))
    with pytest.raises(InputError, match=f"merged into {first}"):
        desk.do(PutBack((second,)))
    assert concerned(Merge((first, second, first))) == (first, second)
