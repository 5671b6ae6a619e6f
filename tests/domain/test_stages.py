"""Which steps a post-mortem can take, and what stands in the way of the others."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hansei.domain.document import Block, Document, Section
from hansei.domain.stages import Stage, Standing, Step, applies, obstacles, same_text, stage_of


def _codes(step: Step, stage: Stage, **facts: Any) -> list[str]:
    standing = Standing(stage=stage, **{"owner": "Incident lead", **facts})
    return [each.code for each in obstacles(step, standing)]


@pytest.mark.parametrize("step", Step)
def test_a_step_that_does_not_apply_says_where_it_stands(step: Step) -> None:
    for stage in Stage:
        assert (_codes(step, stage) == ["stage"]) is not applies(step, stage)


def test_a_small_incident_is_published_at_once() -> None:
    assert _codes(Step.PUBLISH, Stage.DRAFT) == []


def test_everything_in_the_way_is_told_at_once() -> None:
    standing = Standing(
        stage=Stage.IN_REVIEW, contradictions=2, secrets=1, wants_approval=True
    )  # fmt: skip
    assert [each.text for each in obstacles(Step.PUBLISH, standing)] == [
        "nobody owns it: name an owner first",
        "2 contradictions at error level",
        "1 key or password in the text",
        "it needs approval by a second person",
    ]


def test_nobody_submits_what_nobody_owns() -> None:
    assert _codes(Step.SUBMIT, Stage.DRAFT, owner="") == ["owner"]


def test_an_approval_counts_only_for_the_text_that_was_approved() -> None:
    asked = {"wants_approval": True}
    assert _codes(Step.PUBLISH, Stage.APPROVED, approvals=("Support lead",), **asked) == []
    assert _codes(Step.PUBLISH, Stage.APPROVED, lapsed=("Support lead",), **asked) == ["lapsed"]
    assert _codes(Step.PUBLISH, Stage.APPROVED, lapsed=("Support lead",)) == []


def test_nobody_approves_alone_or_twice() -> None:
    assert _codes(Step.APPROVE, Stage.IN_REVIEW, is_author=True) == ["author"]
    assert _codes(Step.APPROVE, Stage.APPROVED, has_approved=True) == ["approved"]
    assert _codes(Step.APPROVE, Stage.APPROVED) == []


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("In  Review", Stage.IN_REVIEW),
        ("published", Stage.PUBLISHED),
        ("", Stage.DRAFT),
        ("nearly done", Stage.DRAFT),
    ],
)
def test_the_status_of_a_file_names_a_stage_or_is_a_draft(status: str, stage: Stage) -> None:
    assert stage_of(status) is stage


def test_which_changes_make_another_text() -> None:
    one = Document(title="Slow", sections=(Section("impact", "Impact", (Block("Slow."),)),))
    held = msgspec.structs.replace(
        one, status="approved", owner="Support lead", extra={"review": {"minutes": 60}}
    )
    assert same_text(one, held)
    for other in (
        msgspec.structs.replace(one, title="Very slow"),
        msgspec.structs.replace(one, severity="SEV1"),
        msgspec.structs.replace(one, sections=()),
        msgspec.structs.replace(one, extra={"users_percent": 3}),
    ):
        assert not same_text(one, other)
