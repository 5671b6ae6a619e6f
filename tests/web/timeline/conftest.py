"""A timeline that was drafted from records in the store, and people before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.http import HttpResponse

from hansei.domain.event import Record
from hansei.postmortem.models import Grant, PostMortem
from tests.domain.incidents import outage
from tests.strategies.records import record
from tests.timeline.case import Case
from tests.timeline.conftest import drafted
from tests.web.people import Person

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE: list[Record] = [
    record("slack", "x1", 18, f"It fails {SCRIPT}", actor=f"support {SCRIPT}",
           channel=f"#{SCRIPT}", url="javascript:alert(3)", service=SCRIPT),
]  # fmt: skip


@pytest.fixture
def case(db: None) -> Case:
    """An incident with its post-mortem; one of its records is hostile."""
    return Case(drafted([*outage(), *HOSTILE]))


@pytest.fixture
def restricted(case: Case, people: Mapping[str, Person]) -> Case:
    """The same for the viewer alone."""
    made = PostMortem.objects.get(number=case.number)
    Grant.objects.create(post_mortem=made, user=people["viewer"].user, role="viewer")
    PostMortem.objects.filter(pk=made.pk).update(restricted=True)
    return case


@pytest.fixture
def post(case: Case, people: Mapping[str, Person]) -> Callable[..., HttpResponse]:
    """Sends a form to an address below the timeline as the contributor."""

    def send(path: str, fields: Mapping[str, Any], *, script: bool = False) -> HttpResponse:
        headers = {"Accept": "application/json", "HX-Request": "true"} if script else {}
        address = f"/incidents/{case.pk}/timeline/{path}"
        answer: HttpResponse = people["contributor"].client.post(address, fields, headers=headers)
        return answer

    return send
