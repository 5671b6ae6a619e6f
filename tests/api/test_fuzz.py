"""The API against its own description: what that generates, it must answer as described."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks

from hansei.accounts.actor import signed_in
from hansei.api import callers
from hansei.api.limits import Buckets
from hansei.api.resources import uploads
from hansei.domain.errors import HanseiError
from hansei.jobs.selectors import Pulse
from tests.api.callers import Caller, caller
from tests.api.description import description
from tests.api.world import ASKING, traits, world
from tests.connections import connection_kept

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
"""How many requests an operation gets; `make soak` sends more."""
_CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
_described = schemathesis.openapi.from_dict(description())
_described.app = WSGIHandler()
_operations = [
    each.ok()
    for each in _described.get_all_operations()
    if "application/x-ndjson" not in each.ok().get_request_payload_content_types()  # test_drafts
]
# Files that are gone do not come back with the rest of the world.
_operations.sort(key=lambda each: each.definition.raw["operationId"] == "take_upload_back")
_TAGS = sorted({each.definition.raw["tags"][0] for each in _operations})
_traits = traits()
_POSITIVE = schemathesis.GenerationMode.POSITIVE


def _of(tag: str) -> list[Any]:
    return [each for each in _operations if each.definition.raw["tags"] == [tag]]


@pytest.fixture
def administrator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    monkeypatch.setattr(callers, "_allowed", Buckets(per_minute=10**9, burst=10**9))
    with connection_kept():
        yield caller("administrator")


@pytest.fixture
def known(
    administrator: Caller, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    settings.UPLOADS = str(tmp_path)
    # A runner would take up what is asked for; without one, files would go with the first draft.
    monkeypatch.setattr(uploads, "pulse", lambda: Pulse.ALIVE)
    return world(administrator)


def _state(caller: Caller, operation: str, path: dict[str, Any]) -> str:
    """What `If-Match` has to name now."""
    over = _traits[operation].over
    assert over is not None
    assert caller.user is not None
    try:
        return f'"{over(SimpleNamespace(actor=signed_in(caller.user)), **path)}"'
    except HanseiError:
        return '"1"'


@contextmanager
def _fresh() -> Iterator[None]:
    """Takes back what is done inside, so that operations find the world as it was made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("tag", _TAGS)
def test_operations_answer_as_they_are_described(
    tag: str, administrator: Caller, known: dict[str, Any]
) -> None:
    for operation in _of(tag):
        with _fresh():
            _fuzz(operation, administrator, known)


def _fuzz(operation: Any, administrator: Caller, known: dict[str, Any]) -> None:
    name = operation.definition.raw["operationId"]
    cases = st.one_of(
        operation.as_strategy(),
        operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
    )

    @given(case=cases, real=st.booleans())
    @bounds(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def fuzz(case: schemathesis.Case, real: bool) -> None:
        if real and case.meta is not None and case.meta.generation.mode is _POSITIVE:
            case.path_parameters = {each: known[each] for each in case.path_parameters or {}}
            if _traits[name].over:
                case.headers["If-Match"] = _state(administrator, name, case.path_parameters)
        response = case.call(headers={**administrator.headers, "Accept-Encoding": "identity"})
        case.validate_response(response, checks=_CHECKS)
        if response.status_code >= 400:
            assert response.headers["content-type"] == ["application/problem+json"]

    fuzz()


def test_documented_examples_are_taken(administrator: Caller, known: dict[str, Any]) -> None:
    """What the documentation shows fits; only the state of things may stand in its way."""
    refused = []
    for operation in _operations:
        with _fresh():
            refused += _exemplify(operation, administrator, known)
    assert not refused, refused


def _exemplify(
    operation: Any, administrator: Caller, known: dict[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """What an operation answers to its example, where that is not what it should."""
    described = operation.definition.raw
    name = described["operationId"]
    content = described.get("requestBody", {}).get("content", {})
    if content and "application/json" not in content:
        return
    path = {each: known[each] for each in _arguments(operation.path)}
    headers = {"If_Match": _state(administrator, name, path)} if _traits[name].over else {}
    address = operation.path.removeprefix("/api/v1").format(**path) + ASKING.get(name, "")
    example = _with_what_is_there(content.get("application/json", {}).get("example"), known)
    if name in _QUOTING:
        example |= {"event": "e2", "quote": "payments failed"}
    response = administrator(operation.method.upper(), address, example, **headers)
    code = response.json()["code"] if response.status_code >= 400 else ""
    if code != _BY_STATE.get(name, ""):
        yield operation.label, response.content


def _with_what_is_there(example: Any, known: dict[str, Any]) -> Any:
    """An example with keys of this world in it."""
    if not isinstance(example, dict):
        return example
    here = {
        "team": known["team"],
        "incidents": [known["incident"]],
        "evidence": known["evidence"],
        "events": ["e2", "e3"],
        "people": [known["person"]],
    }
    return {name: here.get(name, value) for name, value in example.items()}


def _arguments(path: str) -> list[str]:
    return [each.partition("}")[0] for each in path.split("{")[1:]]


_QUOTING = frozenset({"comment"})
"""Operations about words of the document."""
_BY_STATE: dict[str, str] = {
    "accept_invitation": "not-found",
    "answer_closing_questions": "not-found",
    "approve": "usage",
    "close_check_in": "input",
    "compare_accounts": "not-found",
    "count_as_one_cause": "not-found",
    "count_causes_apart": "not-found",
    "end_review": "usage",
    "erase_evidence": "conflict",
    "go_to_agenda_item": "usage",
    "judge_action": "input",
    "judge_pair": "input",
    "lead_review": "usage",
    "plan_action": "input",
    "publish": "usage",
    "publish_to_customers": "usage",
    "read_publication": "not-found",
    "release_monitor": "not-found",
    "reopen_action": "input",
    "reopen_check_in": "not-found",
    "restore_publication": "not-found",
    "return_to_draft": "usage",
    "see_the_timeline_first": "not-found",
    "set_note_taker": "usage",
    "settle_statement": "conflict",
    "split_event": "input",
    "submit": "usage",
    "tie_monitor": "not-found",
    "undo_general_settings": "conflict",
    "undo_policy": "conflict",
    "undo_service": "conflict",
    "undo_severity_scale": "conflict",
    "verify_action": "input",
    "verify_audit_trail": "not-found",
    "withdraw_approval": "usage",
    "withdraw_judgement": "input",
    "withdraw_judgement_of_pair": "not-found",
    "withdraw_publication": "usage",
    "withdraw_to_customers": "not-found",
    "withdraw_verification": "input",
    "write_my_account": "not-found",
}
"""Operations whose example meets a state of the world that does not allow it, with the refusal."""
