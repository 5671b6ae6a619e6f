"""Figures of the organisation's own, from a form into every table."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hansei.audit.models import Entry
from hansei.domain.document import Milestone
from hansei.learning.models import OwnFigure
from hansei.learning.selectors.figures import definition, figures_table
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import mark, sample_draft
from tests.web.people import Person

pytestmark = pytest.mark.django_db
PAGE = "/settings/figures/"
TYPED = {"title": "Time to escalate", "start": "detected", "end": "escalated"}


def test_an_own_figure_counts_what_stands_already(people: Mapping[str, Person]) -> None:
    who = people["administrator"]
    marks = {Milestone.DETECTED: mark(4), Milestone.ESCALATED: mark(16)}
    save_draft(actor=who.actor, draft=sample_draft(milestones=marks), source="/1")
    assert who.client.post(PAGE, TYPED).status_code == 303
    own = definition("time_to_escalate")
    assert figures_table(actor=who.actor, wanted=(own,))[0].summary.mean == 12 * 60
    shown = who.client.get(PAGE).content.decode()
    assert "escalated - detected" in shown
    who.client.post(f"{PAGE}time_to_escalate/withdrawal/")
    assert OwnFigure.objects.get().withdrawn is not None
    who.client.post(f"{PAGE}time_to_escalate/restoration/")
    assert OwnFigure.objects.get().withdrawn is None
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["define figure", "withdraw figure", "restore figure"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "!"}, "title"),
        ({"title": "Time to detect"}, "title"),
        ({"start": "never"}, "start"),
        ({"end": "detected"}, "end"),
        ({"first": "10", "last": "17:00"}, "first"),
        ({"first": "17:00", "last": "10:00"}, "last"),
    ],
)
def test_what_is_no_figure_is_refused_beside_its_field(
    people: Mapping[str, Person], wrong: dict[str, str], field: str
) -> None:
    answer = people["administrator"].client.post(PAGE, TYPED | wrong)
    assert answer.status_code == 400
    assert f"field-{field}-wrong" in answer.content.decode()
    assert not OwnFigure.objects.exists()


def test_members_read_and_administrators_define(people: Mapping[str, Person]) -> None:
    viewer = people["viewer"].client
    assert "Time to detect" in viewer.get(PAGE).content.decode()
    assert viewer.post(PAGE, TYPED).status_code == 404
    assert people["stranger"].client.get(PAGE).status_code == 404
    assert people["administrator"].client.post(PAGE, TYPED).status_code == 303
    assert people["administrator"].client.post(PAGE, TYPED).status_code == 400
    assert viewer.post(f"{PAGE}time_to_escalate/withdrawal/").status_code == 404
