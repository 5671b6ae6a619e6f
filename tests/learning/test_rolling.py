"""What a change leaves as it was is taken over, and nothing else is."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest

from hansei.accounts.actor import system
from hansei.domain.document import Milestone
from hansei.learning import held
from hansei.learning.models import Changed, Chunk
from hansei.learning.rolling import roll_backlog
from hansei.learning.selectors import figures
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.figures import FigureRow, figures_table
from hansei.project.transactions import writing
from hansei.timeline.models import Incident, Service
from tests.store.samples import START, mark

ACTOR = system("test")
CHOICES = (Chosen(), Chosen(services=("a", "b")), Chosen(since=START + timedelta(days=40)))
pytestmark = pytest.mark.django_db


def _milestones(chance: random.Random) -> str:
    marks = {
        Milestone.IMPACT_START: mark(chance.randrange(60 * 24 * 90)),
        Milestone.DETECTED: mark(chance.randrange(60 * 24 * 90)),
    }
    return msgspec.json.encode(marks).decode()


def _tables() -> list[list[FigureRow]]:
    return [figures_table(actor=ACTOR, by=list(By), chosen=each) for each in CHOICES]


def _forget() -> None:
    for each in (held._blobs, held._whole, held._numbers):
        each.clear()  # type: ignore[attr-defined]


def test_figures_after_any_change_are_those_of_a_fresh_process() -> None:
    chance = random.Random(8)
    services = [Service.objects.create(name=name) for name in "abcd"]
    made = []
    for number in range(60):
        incident = Incident.objects.create(
            title=str(number), severity=chance.choice(("Sev-1", "P2", "")),
            milestones=_milestones(chance),
        )  # fmt: skip
        incident.services.set(chance.sample(services, chance.randrange(3)))
        made.append(incident)
    _tables()
    for step in range(25):
        one = chance.choice(made)
        match step % 5:
            case 0:
                Incident.objects.filter(pk=one.pk).update(milestones=_milestones(chance))
            case 1:
                one.services.set(chance.sample(services, chance.randrange(3)))
            case 2:
                Incident.objects.filter(pk=one.pk).update(severity=chance.choice(("Sev-1", "Low")))
            case 3:
                Incident.objects.filter(pk=one.pk).update(near_miss=chance.random() < 0.5)
            case _:
                Incident.objects.filter(pk=one.pk).delete()
                made.remove(one)
        taken_over = _tables()
        _forget()
        assert taken_over == _tables()


def test_groups_that_did_not_change_are_not_computed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(9)
    for name in "abcd":
        incident = Incident.objects.create(title=name, milestones=_milestones(chance))
        incident.services.add(Service.objects.create(name=name))
    figures_table(actor=ACTOR, by=(By.SERVICE,))
    Incident.objects.filter(title="c").update(milestones=_milestones(chance))
    computed = []
    summed = figures.summed_of
    monkeypatch.setattr(
        figures, "summed_of", lambda *given: computed.append(given) or summed(*given)
    )
    rows = figures_table(actor=ACTOR, by=(By.SERVICE,))
    assert {row.group for row in rows} == set("abcd")
    assert len(computed) == 5  # the five figures of one service


def test_a_change_rewrites_its_own_chunk_and_an_idle_one_none() -> None:
    with writing():
        rows = [Incident(pk=key, title=str(key), started=START) for key in (1, 2, 5000)]
        Incident.objects.bulk_create(rows)
    before = dict(Chunk.objects.values_list("number", "digest"))
    assert sorted(before) == [0, 4]
    with writing():
        Incident.objects.filter(pk=5000).update(ended=START)
        Incident.objects.filter(pk=1).update(started=START)
    after = dict(Chunk.objects.values_list("number", "digest"))
    assert (after[0], after[4] == before[4]) == (before[0], False)
    assert not Changed.objects.exists()
    Incident.objects.filter(pk=5000).delete()
    assert roll_backlog() == 1
    assert [*Chunk.objects.values_list("number", flat=True)] == [0]
