"""The API against its own description: what it generates, it must answer as described."""

from __future__ import annotations

import os

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks

from hansei.accounts.actor import system
from hansei.accounts.models import Team
from hansei.api import callers
from hansei.api.application import schema
from hansei.api.limits import Buckets
from hansei.postmortem.services.actions_edit import ActionFields, add_action
from hansei.postmortem.services.evidence_add import add_link
from hansei.postmortem.services.save_draft import save_draft
from tests.api.callers import Caller, caller
from tests.store.samples import sample_draft

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))
"""How many requests an operation gets."""
_CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
_described = schemathesis.openapi.from_dict(schema())
_described.app = WSGIHandler()


_operations = {
    each.ok().label: each.ok()
    for each in _described.get_all_operations()
    if "application/x-ndjson" not in each.ok().get_request_payload_content_types()  # test_drafts
}


@pytest.fixture
def administrator(monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setattr(callers, "_allowed", Buckets(per_minute=10**9, burst=10**9))
    return caller("administrator")


@pytest.fixture
def known(administrator: Caller) -> dict[str, object]:
    """Something that is there for each argument of an address."""
    draft = save_draft(actor=system("test"), draft=sample_draft(), source="/sample")
    team = Team.objects.create(name="Payments")
    return {
        "incident": draft.incidents.get().pk,
        "reference": draft.number,
        "handle": "impact",
        "event": "e2",
        "milestone": "detected",
        "format": "json",
        "number": 1,
        "role": "lead",
        "form": "causes",
        "section": "impact",
        "revision": 1,
        "evidence": add_link(
            actor=system("test"), number_or_id=draft.number, url="https://example.org/"
        ).number,
        "action": add_action(
            actor=system("test"), number_or_id=draft.number, fields=ActionFields(text="Do it")
        ).pk,
        "service": draft.incidents.get().services.get().pk,
        "review": draft.reviews.get().pk,
        "team": team.pk,
        "person": administrator.user.pk,  # type: ignore[union-attr]
        "token": administrator.token_id,
    }


@pytest.mark.parametrize("label", sorted(_operations))
def test_every_operation_answers_as_it_is_described(
    label: str, administrator: Caller, known: dict[str, object]
) -> None:
    operation = _operations[label]
    cases = st.one_of(
        operation.as_strategy(),
        operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
    )

    @given(case=cases, real=st.booleans(), version=st.integers(0, 3))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def fuzz(case: schemathesis.Case, real: bool, version: int) -> None:
        if real and case.meta.generation.mode is schemathesis.GenerationMode.POSITIVE:
            for name in case.path_parameters or {}:
                if name in known:
                    case.path_parameters[name] = known[name]
            if "If-Match" in (case.headers or {}):
                case.headers["If-Match"] = f'"{version}"'
        response = case.call(headers={**administrator.headers, "Accept-Encoding": "identity"})
        case.validate_response(response, checks=_CHECKS)
        if response.status_code >= 400:
            assert response.headers["content-type"] == ["application/problem+json"]

    fuzz()
