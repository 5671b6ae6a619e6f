"""People edit a timeline in the store: lines, milestones, documents, history and audit trail."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hansei.audit.verify import verify
from hansei.domain.claims import cited_events
from hansei.domain.document import How, Milestone
from hansei.domain.errors import Conflict
from hansei.domain.event import Kind
from hansei.domain.metrics import figures
from hansei.domain.timeline_edits import Add, Hide, Merge, PutBack, Remove, Rewrite, Split, Star
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.citing import find_citable
from hansei.postmortem.services.edit_timeline import edit_timeline
from hansei.postmortem.services.move_milestone import move_milestone
from hansei.timeline.models import Incident
from hansei.timeline.selectors import (
    history,
    key_events,
    own_milestones,
    removed_lines,
    stored_lines,
)
from tests.strategies.records import START
from tests.timeline.case import ACTOR, Case, entries

pytestmark = pytest.mark.django_db


def test_a_change_is_one_version_one_entry_and_one_line_of_history(case: Case) -> None:
    before, noted = case.incident.version, entries()
    document = PostMortem.objects.get(number=case.number).version
    name = case.named("joined the channel")
    done = case.do(Star((name,)))
    assert case.incident.version == before + 1 == done.incident.version
    assert entries() == noted + 1
    assert PostMortem.objects.get(number=case.number).version == document + 1
    (change,) = history(case.incident, name)
    assert (change.verb, change.by, [each.event for each in change.lines]) == (
        "star", "system:test", [name],
    )  # fmt: skip
    assert name in {each.id for each in case.document.events}
    assert not verify().problems


def test_a_change_that_changes_nothing_writes_nothing(case: Case) -> None:
    name = case.named("Acknowledged")
    event = case.events()[name]
    before = (case.incident.version, entries())
    for edit in (Star((name,), key=event.key), Rewrite(name, text=event.text)):
        assert case.do(edit).change is None
    stated = case.move(Milestone.DETECTED, event=name)
    assert stated.change is not None
    assert case.move(Milestone.DETECTED, event=name).change is None
    assert case.move(Milestone.IMPACT_START).change is not None
    assert case.move(Milestone.IMPACT_START).change is None
    assert (case.incident.version, entries()) == (before[0] + 2, before[1] + 2)


def test_of_two_people_the_second_is_told(case: Case) -> None:
    name = case.named("Acknowledged")
    read = case.incident.version
    case.do(Star((name,), key=False))
    with pytest.raises(Conflict, match="changed meanwhile"):
        edit_timeline(actor=ACTOR, incident=case.pk, version=read, edit=Rewrite(name, text="Seen"))
    with pytest.raises(Conflict):
        move_milestone(
            actor=ACTOR, incident=case.pk, version=read, milestone=Milestone.DETECTED, event=name
        )
    assert case.events()[name].text == "Acknowledged"


def test_a_corrected_time_moves_the_line_and_what_rests_on_it(case: Case) -> None:
    name = case.named("Acknowledged")
    before = case.document.milestones[Milestone.ACKNOWLEDGED]
    assert before.events == (name,)
    at = before.at + timedelta(minutes=20)
    case.do(Rewrite(name, text="The on-call engineer answered", at=at, precision_s=60))
    order = list(case.events())
    assert order == [each.id for each in sorted(case.events().values(), key=lambda e: e.at)]
    shown = {each.id: each for each in case.document.events}
    assert (shown[name].at, shown[name].text) == (at, "The on-call engineer answered")
    mark = case.document.milestones[Milestone.ACKNOWLEDGED]
    assert (mark.at, mark.how) == (at, How.INFERRED)
    figure = figures(case.document.milestones)["time_to_acknowledge"]
    assert figure.seconds == (at - case.document.milestones[Milestone.DETECTED].at).total_seconds()
    line = stored_lines(case.incident, (name,))[name]
    assert line.drafted is not None
    assert (line.drafted.at, line.drafted.text) == (before.at, "Acknowledged")


def test_a_moved_milestone_is_stated_and_keeps_its_old_value(case: Case) -> None:
    support = case.named("cannot pay")
    before = case.document.milestones[Milestone.DETECTED]
    done = case.move(Milestone.DETECTED, event=support, note="The shops called first.")
    mark = case.document.milestones[Milestone.DETECTED]
    assert (mark.how, mark.events, mark.at) == (
        How.STATED, (support,), case.events()[support].at,
    )  # fmt: skip
    assert mark.candidates == before.candidates
    assert done.marks == case.document.milestones
    (change,) = history(case.incident, "milestone:detected")
    assert change.note == "The shops called first."
    assert [(each.before, each.after) for each in change.marks] == [(before, mark)]
    at = START + timedelta(minutes=1)
    case.move(Milestone.DETECTED, at=at, precision_s=60)
    mark = case.document.milestones[Milestone.DETECTED]
    assert (mark.at, mark.events) == (at, ())
    assert mark.latest - mark.earliest == timedelta(minutes=1)
    assert PostMortem.objects.get(number=case.number).milestones.count("stated") >= 1


def test_when_the_incident_began_and_ended_follows_its_milestones(case: Case) -> None:
    assert case.incident.status == "closed"
    at = START - timedelta(minutes=9)
    case.move(Milestone.IMPACT_START, at=at)
    assert case.incident.started == at
    case.move(Milestone.RESOLVED)
    assert case.incident.status == "open"
    Incident.objects.filter(pk=case.pk).update(started=START)
    case.move(Milestone.IMPACT_START, at=at - timedelta(minutes=1))
    assert case.incident.started == START


def test_a_milestone_whose_evidence_is_noise_is_found_anew(case: Case) -> None:
    before = case.document.milestones[Milestone.ACKNOWLEDGED]
    (name,) = before.events
    done = case.do(Hide((name,)))
    after = case.document.milestones.get(Milestone.ACKNOWLEDGED)
    assert after is None or name not in after.events
    case.undo(done)
    assert case.document.milestones[Milestone.ACKNOWLEDGED] == before


def test_a_stated_milestone_stays_without_its_event(case: Case) -> None:
    name = case.named("Escalated")
    case.move(Milestone.ESCALATED, event=name)
    at = case.document.milestones[Milestone.ESCALATED].at
    case.do(Remove((name,)))
    mark = case.document.milestones[Milestone.ESCALATED]
    assert (mark.at, mark.events, mark.how) == (at, (), How.STATED)


def test_citations_follow_a_merged_line_and_come_back(case: Case) -> None:
    cited = sorted(cited_events(case.document.sections), key=lambda each: int(each[1:]))
    first, second = cited[0], cited[1]
    before = case.state()
    done = case.do(Merge((first, second)))
    now = cited_events(case.document.sections)
    assert second not in now
    assert first in now
    assert second not in case.events()
    assert not any(b.edited for s in case.document.sections for b in s.blocks)
    case.undo(done)
    assert case.state() == before


@pytest.mark.parametrize(
    "make",
    [
        lambda case: Star((case.named("joined the channel"),)),
        lambda case: Hide((case.named("High error rate"),)),
        lambda case: Rewrite(case.named("Acknowledged"), text="Seen", kind=Kind.SYSTEM),
        lambda case: Remove((case.named("Escalated"), case.named("cannot pay"))),
        lambda case: Merge((case.named("cannot pay"), case.named("Root cause"))),
        lambda case: Split(case.named("High error rate")),
        lambda case: Add("Support told the shops", START + timedelta(minutes=30)),
    ],
)
def test_every_change_can_be_taken_back_once(case: Case, make: object) -> None:
    before, noted = case.state(), entries()
    done = case.do(make(case))  # type: ignore[operator]
    assert case.state() != before
    case.undo(done)
    assert case.state() == before
    assert entries() == noted + 2
    with pytest.raises(Conflict, match="already"):
        case.undo(done)
    assert not verify().problems


def test_a_change_that_others_built_upon_is_not_taken_back(case: Case) -> None:
    name = case.named("Acknowledged")
    done = case.do(Rewrite(name, text="Seen"))
    case.do(Rewrite(name, text="Seen by two"))
    with pytest.raises(Conflict, match="changed again"):
        case.undo(done)
    assert case.events()[name].text == "Seen by two"
    moved = case.move(Milestone.DETECTED, event=name)
    case.move(Milestone.DETECTED, at=START)
    with pytest.raises(Conflict, match="changed again"):
        case.undo(moved)


def test_counts_follow(case: Case) -> None:
    def counts() -> dict[str, int]:
        found: dict[str, int] = json.loads(case.incident.counts)
        return found

    before = counts()
    case.do(Star((case.named("joined the channel"),)))
    case.do(Remove((case.named("Escalated"),)))
    after = counts()
    assert after["events"] == before["events"] - 1 == len(case.events())
    assert after["key_events"] == before["key_events"] == len(key_events(case.incident))
    assert after["noise"] == before["noise"]


def test_removed_lines_are_listed_until_put_back(case: Case) -> None:
    name = case.named("Escalated")
    case.do(Remove((name,)))
    assert [each.event.id for each in removed_lines(case.incident)] == [name]
    case.do(PutBack((name,)))
    assert removed_lines(case.incident) == ()
    assert name in case.events()


def test_a_removed_line_is_not_offered_for_citing(case: Case) -> None:
    name = case.named("Escalated")
    assert name in {each.id for each in find_citable(actor=ACTOR, number_or_id=case.number)}
    case.do(Remove((name,)))
    offered = find_citable(actor=ACTOR, number_or_id=case.number, text="escalated")
    assert name not in {each.id for each in offered}


def test_an_incident_without_a_post_mortem_holds_its_own(db: None) -> None:
    bare = Incident.objects.create(title="Queue is full", started=START, zone="UTC")
    add = Add("The queue filled up", START)
    done = edit_timeline(actor=ACTOR, incident=bare.pk, version=1, edit=add)
    (name,) = done.lines
    move_milestone(
        actor=ACTOR, incident=bare.pk, version=None, milestone=Milestone.DETECTED, event=name
    )
    bare.refresh_from_db()
    assert own_milestones(bare)[Milestone.DETECTED].at == START
    assert [each.text for each in key_events(bare)] == ["The queue filled up"]
