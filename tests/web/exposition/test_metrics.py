"""Key figures for systems that watch numbers."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from hansei.accounts.actor import signed_in, system
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role, Scope
from hansei.accounts.services.create_token import create_token
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.timeline.models import Incident, Service
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db
_LINE = re.compile(r'[a-z_]+\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*\} -?[0-9.e+-]+')


def _header(name: str, role: Role | None = Role.VIEWER) -> dict[str, str]:
    user = User.objects.create(username=name)
    if role:
        Membership.objects.create(user=user, role=role)
    made = create_token(actor=signed_in(user), name="watch", scopes=(Scope.READ,))
    return {"Authorization": f"Bearer {made.secret}"}


def _values(client: Client, headers: dict[str, str]) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.content.decode().splitlines()
    values = [each for each in lines if not each.startswith("# ")]
    assert all(_LINE.fullmatch(each) for each in values), values
    return {name: float(value) for name, _, value in (each.rpartition(" ") for each in values)}


def test_key_figures_of_what_the_tokens_person_may_see(client: Client) -> None:
    save_draft(actor=system("test"), draft=sample_draft(services=('che"ckout',)), source="/1")
    start = timezone.now() - timedelta(days=2)
    Incident.objects.update(started=start, ended=start + timedelta(minutes=30))
    PostMortem.objects.update(milestones="{}")
    Service.objects.update(slo_target=Decimal("99.9"))
    headers = _header("viewer")
    found = _values(client, headers)
    service = 'service="che\\"ckout",days="30"'
    assert found[f"hansei_downtime_seconds{{{service}}}"] == 1800
    assert found[f"hansei_error_budget_left_seconds{{{service}}}"] == pytest.approx(792)
    assert found['hansei_figure_incidents{figure="time_to_detect",state="missing"}'] == 1
    assert found['hansei_incidents{kind="incident"}'] == 1
    PostMortem.objects.update(restricted=True)
    assert _values(client, headers)['hansei_incidents{kind="incident"}'] == 0


def test_nobody_is_told_nothing(client: Client) -> None:
    _header("viewer")
    for headers in ({}, {"Authorization": "Bearer hns_wrong"}, {"Authorization": "Basic eA=="}):
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == 401
        assert b"hansei_" not in answer.content
    guest = client.get("/metrics", headers=_header("guest", None))
    assert (guest.status_code, guest.content) == (200, b"")
