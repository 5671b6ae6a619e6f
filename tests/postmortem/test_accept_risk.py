"""Accepting a factor's risk is signed, ends on its day, and stays on record when withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hansei.accounts.actor import Actor, ActorKind, system
from hansei.accounts.roles import Role
from hansei.audit.models import Entry
from hansei.domain.coverage import Answer
from hansei.domain.document import Block, Section
from hansei.domain.errors import InputError, NotFound
from hansei.postmortem.models import PostMortem, RiskAcceptance
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.coverage import acceptances_of, factors_answered
from hansei.postmortem.services.accept_risk import accept_risk, withdraw_acceptance
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import person

pytestmark = pytest.mark.django_db
FACTORS = "| No. | Factor |\n| --- | --- |\n| F1 | No upper bound |\n| F4 | No telephone desk |"
CONTRIBUTOR = Actor(ActorKind.USER, "writer", 101, frozenset({Role.CONTRIBUTOR}))


@pytest.fixture
def saved() -> PostMortem:
    sections = (Section("root_cause", "Root cause", (Block(FACTORS),)),)
    return save_draft(actor=system("test"), draft=sample_draft(sections=sections), source="/1")


def _answers(saved: PostMortem, today: date) -> dict[str, Answer]:
    found = factors_answered(saved, document_of(saved), today)
    return {each.factor.key: each.answer for each in found.factors}


def test_a_signed_acceptance_answers_its_factor_until_its_day(saved: PostMortem) -> None:
    lead = person("lead")
    until = timezone.localdate() + timedelta(days=30)
    made = accept_risk(
        actor=lead.actor, number_or_id=1, key="f4", reason="The vendor leaves. ", until=until
    )
    assert (made.key, made.factor, made.reason) == ("F4", "No telephone desk", "The vendor leaves.")
    (shown,) = acceptances_of(saved)
    assert (shown.by, shown.acceptance.by) == ("The lead", "user:lead")
    assert _answers(saved, until) == {"F1": Answer.OPEN, "F4": Answer.ACCEPTED}
    assert _answers(saved, until + timedelta(days=1))["F4"] is Answer.EXPIRED
    entry = Entry.objects.get(seq=2)
    assert (entry.actor, entry.verb) == ("user:lead", "accept risk")


def test_a_withdrawn_one_answers_nothing_and_stays_on_record(saved: PostMortem) -> None:
    lead = person("lead").actor
    made = accept_risk(actor=lead, number_or_id=1, key="F4", reason="Small")
    again = accept_risk(actor=lead, number_or_id=1, key="F4", reason="Small")
    assert again.pk == made.pk
    for _ in range(2):
        withdraw_acceptance(actor=lead, number_or_id=1, acceptance=made.pk)
    assert _answers(saved, timezone.localdate())["F4"] is Answer.OPEN
    assert RiskAcceptance.objects.get().withdrawn
    assert Entry.objects.count() == 3
    accept_risk(actor=lead, number_or_id=1, key="F4", reason="Small")
    assert RiskAcceptance.objects.count() == 2


def test_who_does_not_decide_signs_nothing(saved: PostMortem) -> None:
    with pytest.raises(NotFound):
        accept_risk(actor=CONTRIBUTOR, number_or_id=1, key="F4", reason="Small")
    made = accept_risk(actor=system("test"), number_or_id=1, key="F4", reason="Small")
    with pytest.raises(NotFound):
        withdraw_acceptance(actor=CONTRIBUTOR, number_or_id=1, acceptance=made.pk)
    assert len(acceptances_of(saved)) == 1


def test_what_is_refused(saved: PostMortem) -> None:
    actor = system("test")
    with pytest.raises(InputError, match="with a reason"):
        accept_risk(actor=actor, number_or_id=1, key="F4", reason=" ")
    with pytest.raises(InputError, match="to come"):
        accept_risk(actor=actor, number_or_id=1, key="F4", reason="x", until=date(2020, 1, 1))
    with pytest.raises(NotFound):
        accept_risk(actor=actor, number_or_id=1, key="F2", reason="x")
    with pytest.raises(NotFound):
        withdraw_acceptance(actor=actor, number_or_id=1, acceptance=99)
    assert not acceptances_of(saved)
