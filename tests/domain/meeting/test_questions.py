"""Questions come from the data, each with what it rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hansei.domain.coverage import Answer, Answered, Factor, FactorCoverage
from hansei.domain.document import Action, Block, Document, Mark, Milestone, Section
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.meeting.agenda import Item
from hansei.domain.meeting.asking import MOST_OF_ITEM, questions
from hansei.domain.meeting.questions import About, Conflict, Ground, Question

START = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def event(
    minute: int, text: str = "said", *, kind: Kind = Kind.HUMAN, signal: Signal = Signal.MESSAGE,
    actor: str | None = "On-call engineer",
) -> Event:  # fmt: skip
    at = START + timedelta(minutes=minute)
    return Event(id=f"e{minute}", at=at, text=text, kind=kind, signal=signal, actor=actor)


def mark(minute: int) -> Mark:
    at = START + timedelta(minutes=minute)
    return Mark(at=at, earliest=at, latest=at, events=(f"e{minute}",))


def asked(
    *events: Event, milestones: dict[Milestone, Mark] | None = None, **ground: object
) -> list[Question]:
    document = Document(
        title="Checkout", zone="Europe/Berlin", events=events, milestones=milestones or {},
        sections=ground.pop("sections", ()),  # type: ignore[arg-type]
    )  # fmt: skip
    found = questions(Ground(document=document, **ground))  # type: ignore[arg-type]
    return [each for mine in found.values() for each in mine]


def of(found: list[Question], about: About) -> list[Question]:
    return [each for each in found if each.about is about]


def test_a_stretch_of_which_nothing_is_recorded_is_asked_about_on_the_incidents_clocks() -> None:
    (gap,) = of(asked(event(0), event(2), event(31), event(33)), About.GAP)
    assert gap.item is Item.TIMELINE
    assert gap.events == ("e2", "e31")
    assert "between 11:02 and 11:31" in gap.text  # Berlin is an hour ahead in March
    assert "29 min" in gap.text


def test_noise_fills_no_gap_and_even_talk_leaves_none() -> None:
    whisper = Event(
        id="e15", at=START + timedelta(minutes=15), text="joined", noise=True, kind=Kind.SYSTEM
    )
    assert of(asked(event(0), whisper, event(31)), About.GAP)
    assert not of(asked(*(event(minute) for minute in range(0, 30, 2))), About.GAP)


def test_systems_that_speak_while_nobody_writes_are_a_silence() -> None:
    alarms = [event(minute, "still failing", kind=Kind.SYSTEM, actor=None)
              for minute in range(3, 20, 3)]  # fmt: skip
    (silence,) = of(asked(event(0), *alarms, event(20)), About.SILENCE)
    assert "11:00 to 11:20" in silence.text
    assert "6 system events" in silence.why


def test_a_hand_off_tells_how_long_the_next_one_took_to_speak() -> None:
    handed = event(4, "Escalated", signal=Signal.ESCALATED)
    (found,) = of(
        asked(event(0), handed, event(5), event(9, actor="Platform engineer")), About.HAND_OFF
    )
    assert found.events == ("e4", "e9")
    assert "Platform engineer speaks first 5 min later" in found.why


def test_a_change_before_the_impact_asks_what_made_it_look_safe() -> None:
    deployed = event(1, "Deployed 2.1", kind=Kind.SYSTEM, signal=Signal.DEPLOY, actor=None)
    milestones = {Milestone.IMPACT_START: mark(4), Milestone.RESOLVED: mark(20)}
    found = of(asked(deployed, event(4), event(20), milestones=milestones), About.SURPRISE)
    (change,) = [each for each in found if each.item is Item.CAUSES]
    assert change.events == ("e1",)
    assert "safe" in change.text


def test_slow_detection_and_recovery_before_the_fix_surprise() -> None:
    milestones = {
        Milestone.IMPACT_START: mark(0), Milestone.DETECTED: mark(9),
        Milestone.RECOVERED: mark(15), Milestone.MITIGATED: mark(18), Milestone.RESOLVED: mark(20),
    }  # fmt: skip
    texts = [each.text for each in asked(event(0), event(20), milestones=milestones)]
    assert any("It took 9 min to notice" in each for each in texts)
    assert any("recovered before the fix" in each for each in texts)


def test_what_the_checks_and_the_text_leave_open_is_asked_where_it_is_talked_about() -> None:
    sections = (
        Section("impact", "Impact", (Block("**Unknown:** how many orders were lost."),)),
        Section("root_cause", "Causes", (
            Block("**Disputed** (Support lead: tickets came before): It began at 10:10. [e3]"),
        )),
    )  # fmt: skip
    conflict = Conflict(message="30 min here, 25 min there", says="30 min", against="25 min",
                        section=0)  # fmt: skip
    factor = Answered(Factor("Nobody watches the pool", key="F1"), Answer.OPEN)
    found = asked(
        sections=sections, conflicts=(conflict,), factors=FactorCoverage((factor,)),
        actions=(Action(text="Watch the pool"),),
    )  # fmt: skip
    (contradiction,) = of(found, About.CONTRADICTION)
    assert contradiction.item is Item.RECAP
    assert "“30 min” against “25 min”" in contradiction.why
    (dispute,) = of(found, About.DISPUTE)
    assert "Support lead says: tickets came before" in dispute.text
    (unknown,) = of(found, About.UNKNOWN)
    assert unknown.text == "Who can find out how many orders were lost?"
    assert of(found, About.FACTOR)[-1].why == "F1: Nobody watches the pool"
    assert len(of(found, About.ACTION)) == 2  # no owner, and no day


def test_a_question_keeps_its_key_while_it_rests_on_the_same() -> None:
    first, second = (
        of(asked(event(0), event(30), sections=sections), About.GAP)[0].key
        for sections in ((), (Section("lessons", "Lessons", (Block("One more."),)),))
    )
    assert first == second
    assert of(asked(event(0), event(31)), About.GAP)[0].key != first


def test_an_item_holds_no_more_than_its_minutes_allow() -> None:
    block = "\n".join(f"- **Question:** What about part {number}?" for number in range(30))
    found = asked(sections=(Section("root_cause", "Causes", (Block(block),)),))
    assert len([each for each in found if each.item is Item.CAUSES]) == MOST_OF_ITEM


def test_nothing_known_asks_little_and_fails_nowhere() -> None:
    assert [each.about for each in asked()] == [About.ACTION]
