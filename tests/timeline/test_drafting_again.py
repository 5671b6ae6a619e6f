"""Drafting again with one more file: what people did to the timeline wins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hansei.domain.document import Milestone
from hansei.domain.event import Signal
from hansei.domain.timeline_edits import Add, Hide, Merge, Remove, Rewrite, Star
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.edit_timeline import edit_timeline
from hansei.postmortem.services.move_milestone import move_milestone
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Incident
from hansei.timeline.selectors import kept_timeline
from tests.domain.incidents import drafted_from, outage
from tests.strategies.records import START, record
from tests.timeline.case import ACTOR, Case, entries
from tests.timeline.conftest import drafted

pytestmark = pytest.mark.django_db
_LATER = record("pagerduty", "p9", 70, "Checkout reopened", signal=Signal.REOPENED,
                refs=("incident:P7",))  # fmt: skip


def test_everything_stays_after_drafting_again_with_one_more_file(case: Case) -> None:
    edited, hidden = case.named("Acknowledged"), case.named("High error rate")
    away, (kept, gone) = case.named("Escalated"), (case.named("Root cause"), case.named("cannot"))
    case.do(Rewrite(edited, text="The on-call engineer answered"))
    case.do(Hide((hidden,)))
    case.do(Remove((away,)))
    case.do(Merge((kept, gone)))
    (added,) = case.do(Add("Support told the shops", START + timedelta(minutes=30))).lines
    case.do(Star((case.named("joined the channel"),)))
    case.move(Milestone.IMPACT_START, at=START - timedelta(minutes=3))
    case.move(Milestone.CAUSE_IDENTIFIED)
    texts = {name: each.text for name, each in case.events().items()}
    again = drafted([*outage(), _LATER])
    assert again.number == case.number
    events = case.events()
    assert {name: events[name].text for name in texts} == texts
    assert len(events) == len(texts) + 1
    assert events[hidden].noise
    assert set(events[kept].records) == {"slack:m1", "slack:m2"}
    assert {away, gone}.isdisjoint(events)
    shown = {each.id for each in case.document.events}
    assert {edited, added, kept} <= shown
    marks = case.document.milestones
    assert marks[Milestone.IMPACT_START].at == START - timedelta(minutes=3)
    assert Milestone.CAUSE_IDENTIFIED not in marks
    before = (again.version, entries())
    assert drafted([*outage(), _LATER]).version == before[0]
    assert entries() == before[1]


def test_a_draft_that_knows_nothing_of_the_edits_cannot_undo_them(case: Case) -> None:
    edited, away = case.named("Acknowledged"), case.named("Escalated")
    (added,) = case.do(Add("A shop called", START)).lines
    kept = kept_timeline(case.incident)
    made = drafted_from([*outage(), _LATER], previous=case.document, kept=kept)
    reopened = next(each.id for each in made.timeline.events if "reopened" in each.text)
    (late,) = case.do(Add("Support told the shops", START)).lines
    assert late == reopened
    case.do(Rewrite(edited, text="Seen"))
    case.do(Remove((away,)))
    version = PostMortem.objects.get(number=case.number).version
    save_draft(actor=ACTOR, draft=made, source="/incidents/1", version=version)
    assert case.events()[edited].text == "Seen"
    assert away not in case.events()
    shown = {each.id: each for each in case.document.events}
    assert shown[edited].text == "Seen"
    assert away not in shown
    texts = [each.text for each in case.events().values()]
    assert len(texts) == len(set(texts)) == len(made.timeline.events)
    assert (shown[added].text, shown[late].text) == ("A shop called", "Support told the shops")
    assert "reopened" in case.events()[case.named("reopened")].text


def test_a_first_draft_of_an_incident_keeps_what_people_wrote_on_it() -> None:
    bare = Incident.objects.create(title="Checkout is down", zone="Europe/London")
    (name,) = edit_timeline(
        actor=ACTOR, incident=bare.pk, version=1, edit=Add("A shop called", START)
    ).lines
    move_milestone(
        actor=ACTOR, incident=bare.pk, version=2, milestone=Milestone.DETECTED, event=name
    )
    bare.refresh_from_db()
    made = save_draft(
        actor=ACTOR, draft=drafted_from(outage()), source="/incidents/9", incident=bare
    )
    case = Case(made)
    assert case.pk == bare.pk
    assert case.events()[name].text == "A shop called"
    assert len(case.events()) == len(drafted_from(outage()).timeline.events) + 1
    mark = case.document.milestones[Milestone.DETECTED]
    assert (mark.at, mark.events) == (START, (name,))
