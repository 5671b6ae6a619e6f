"""The stages of a post-mortem, what leads from one to the next, and what stands in the way.

working draft -> in review -> approved, where the organisation asks for it -> published, and back.
A small incident goes from draft to published at once: nothing here is demanded that the
organisation did not ask for, but for an owner and for text that does not contradict its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from hansei.domain.document import Document


class Stage(StrEnum):
    """How far a post-mortem is. The values stand in documents and files."""

    DRAFT = "working draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PUBLISHED = "published"


class Step(StrEnum):
    """What a person does to get a post-mortem to another stage."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    WITHDRAW_APPROVAL = "withdraw-approval"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What decides over the next step.

    `approvals` name who approved the text as it stands, `lapsed` who approved an earlier text.
    `contradictions` and `secrets` count findings at error level. `is_author` and `has_approved`
    are about the person who wants to act.
    """

    stage: Stage
    owner: str = ""
    wants_approval: bool = False
    approvals: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    contradictions: int = 0
    secrets: int = 0
    is_author: bool = False
    has_approved: bool = False


class Obstacle(msgspec.Struct, frozen=True):
    """Why a step cannot be taken now. `code` is stable, `text` is for people."""

    code: str
    text: str


_FROM: dict[Step, frozenset[Stage]] = {
    Step.SUBMIT: frozenset({Stage.DRAFT}),
    Step.RETURN: frozenset({Stage.IN_REVIEW, Stage.APPROVED}),
    Step.APPROVE: frozenset({Stage.IN_REVIEW, Stage.APPROVED}),
    Step.WITHDRAW_APPROVAL: frozenset({Stage.APPROVED}),
    Step.PUBLISH: frozenset({Stage.DRAFT, Stage.IN_REVIEW, Stage.APPROVED}),
    Step.WITHDRAW: frozenset({Stage.PUBLISHED}),
}
_TO: dict[Step, Stage] = {
    Step.SUBMIT: Stage.IN_REVIEW,
    Step.RETURN: Stage.DRAFT,
    Step.APPROVE: Stage.APPROVED,
    Step.WITHDRAW_APPROVAL: Stage.IN_REVIEW,
    Step.PUBLISH: Stage.PUBLISHED,
    Step.WITHDRAW: Stage.IN_REVIEW,
}


def stage_of(status: str) -> Stage:
    """The stage that a document's status names; a draft where it names none."""
    folded = " ".join(status.lower().split())
    return next((each for each in Stage if each.value == folded), Stage.DRAFT)


def leads_to(step: Step) -> Stage:
    """The stage that a step ends in."""
    return _TO[step]


def applies(step: Step, stage: Stage) -> bool:
    """Whether a step is one to think of at this stage."""
    return stage in _FROM[step]


def obstacles(step: Step, standing: Standing) -> tuple[Obstacle, ...]:
    """Everything that stands in the way of a step, in the order in which to mend it."""
    if not applies(step, standing.stage):
        text = f"it is {_now(standing.stage)} already" if _TO[step] is standing.stage else (
            f"it is {_now(standing.stage)}"
        )  # fmt: skip
        return (Obstacle("stage", text),)
    match step:
        case Step.SUBMIT:
            return tuple(_unowned(standing))
        case Step.APPROVE:
            return tuple(_not_second(standing))
        case Step.PUBLISH:
            return (
                *_unowned(standing), *_unsound(standing), *_unapproved(standing)
            )  # fmt: skip
        case _:
            return ()


def same_text(one: Document, other: Document) -> bool:
    """Whether two states of a document say the same: an approval of one holds for the other.

    Status and owner are no text, nor is what front matter holds of the meeting.
    """
    return _bare(one) == _bare(other)


def _bare(document: Document) -> Document:
    extra = {key: value for key, value in document.extra.items() if key not in _NO_TEXT}
    return msgspec.structs.replace(document, status="", owner=None, extra=extra)


_NO_TEXT = frozenset({"review", "check_ins", "store"})


def _now(stage: Stage) -> str:
    return "a working draft" if stage is Stage.DRAFT else stage.value


def _unowned(standing: Standing) -> Iterator[Obstacle]:
    if not standing.owner:
        yield Obstacle("owner", "nobody owns it: name an owner first")


def _unsound(standing: Standing) -> Iterator[Obstacle]:
    if found := standing.contradictions:
        yield Obstacle("contradictions", f"{found} contradiction{_s(found)} at error level")
    if found := standing.secrets:
        yield Obstacle("secrets", f"{found} key{_s(found)} or password{_s(found)} in the text")


def _unapproved(standing: Standing) -> Iterator[Obstacle]:
    if not standing.wants_approval or standing.approvals:
        return
    if standing.lapsed:
        names = " and ".join(standing.lapsed)
        yield Obstacle("lapsed", f"the text changed since {names} approved it: ask again")
    else:
        yield Obstacle("approval", "it needs approval by a second person")


def _not_second(standing: Standing) -> Iterator[Obstacle]:
    if standing.is_author:
        yield Obstacle("author", "approval is for a second person, and you wrote or own it")
    elif standing.has_approved:
        yield Obstacle("approved", "you approved this text already")


def _s(number: int) -> str:
    return "" if number == 1 else "s"
