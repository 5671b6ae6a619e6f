"""Shapes of corrective actions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from hansei.api.shapes.base import Day, Given, Id, Line, Paging, Prose, Shown, Word
from hansei.domain.actions import Effect, Move, Stage
from hansei.domain.document import ActionClass

Factors = Annotated[tuple[Word, ...], Field(max_length=50, description='Factors that it answers, as'
                                            ' in "F1".', examples=[["F1"]])]  # fmt: skip


class Action(Shown):
    """A corrective action. Completed is not verified is not effective."""

    id: Annotated[int, Field(examples=[31])]
    text: Annotated[str, Field(examples=["Raise the pool's limit and alert at 80 %"])]
    owner: Annotated[str, Field(examples=["Platform team"])]
    owner_id: Annotated[int | None, Field(examples=[4])]
    due: date | None
    stage: Annotated[Stage, Field(examples=["in progress"])]
    action_class: Annotated[ActionClass | None, Field(examples=["prevent"])]
    answers: Annotated[list[str], Field(examples=[["F1"]])]
    link: Annotated[str, Field(description="Its ticket.",
                               examples=["https://tickets.example.org/OPS-9"])]  # fmt: skip
    overdue_days: Annotated[int, Field(description="0 where it is not overdue.", examples=[0])]
    post_mortem: Annotated[int | None, Field(description="null where it is gone.", examples=[7])]
    source: Annotated[str, Field(description="How the post-mortem was named.",
                                 examples=["PM-7"])]  # fmt: skip
    in_document: Annotated[bool, Field(description="Whether its document still has it.")]
    completed: AwareDatetime | None
    completed_by: Annotated[str, Field(examples=["user:platform"])]
    verified: AwareDatetime | None
    verified_by: Annotated[str, Field(examples=["user:on-call"])]
    version: Annotated[int, Field(examples=[2])]


class ActionInFull(Action):
    """A corrective action with what was found of it, and what the caller may do now."""

    verified_how: Annotated[str, Field(examples=["Loaded it to 90 %: the alert came."])]
    verified_with: Annotated[int | None, Field(description="The number of the evidence.",
                                               examples=[3])]  # fmt: skip
    judged: AwareDatetime | None
    judged_by: Annotated[str, Field(examples=["user:lead"])]
    judged_note: Annotated[str, Field(examples=["No such alert in 60 days."])]
    moves: Annotated[list[Move], Field(description="What the caller may do now.",
                                       examples=[["complete", "plan", "cancel"]])]  # fmt: skip


class ActionsWanted(Paging):
    """Which actions. All that is given has to hold."""

    q: Annotated[Word, Field(description="Words in it.")] = ""
    mine: Annotated[bool, Field(description="The caller's own.")] = False
    owner: Annotated[Word, Field(description="Whose owner's name holds this.")] = ""
    team: Annotated[Id | None, Field(description="Of this team's post-mortems.")] = None
    service: Annotated[Word, Field(description="About this service.")] = ""
    stage: Annotated[list[Stage], Field(default_factory=list, max_length=7,
                                        description="May be repeated.")]  # fmt: skip
    action_class: Annotated[ActionClass | None, Field(description="Of this class.")] = None
    overdue: Annotated[bool, Field(description="Open and past their day.")] = False
    unverified: Annotated[bool, Field(description="Completed, and nobody looked.")] = False
    no_owner: Annotated[bool, Field(description="Without an owner.")] = False
    no_due: Annotated[bool, Field(description="Without a due day.")] = False
    post_mortem: Annotated[Word, Field(description='Of this one, as in "7".')] = ""
    factor: Annotated[Word, Field(description='That answer this factor, as in "F1".')] = ""
    newest: Annotated[bool, Field(description="Newest first, instead of by due day.")] = False


class ActionGiven(Given):
    """A new action."""

    text: Annotated[Line, Field(examples=["Raise the pool's limit and alert at 80 %"])]
    owner: Annotated[Line, Field(examples=["Platform team"])] = ""
    due: Annotated[Day | None, Field(examples=["2026-04-02"])] = None
    action_class: Annotated[ActionClass | None, Field(examples=["prevent"])] = None
    answers: Factors = ()
    link: Annotated[Line, Field(max_length=2000, examples=[""])] = ""


class ActionChanged(Given):
    """What to say otherwise of an action."""

    text: Annotated[Line, Field(default=None, examples=["Raise the pool's limit"])]
    owner: Annotated[Line, Field(default=None, examples=["Platform team"])]
    due: Annotated[Day | None, Field(default=None, examples=["2026-04-02"])]
    action_class: Annotated[ActionClass | None, Field(default=None, examples=["prevent"])]
    answers: Annotated[Factors, Field(default=None)]
    link: Annotated[Line, Field(default=None, max_length=2000, examples=[""])]


class Why(Given):
    """A reason, where there is one to tell."""

    reason: Annotated[Prose, Field(examples=["It came again."])] = ""


class Verified(Given):
    """How somebody saw that the work was done."""

    how: Annotated[Prose, Field(examples=["Loaded it to 90 %: the alert came."])]
    evidence: Annotated[Id | None, Field(description="The number of what shows it.",
                                         examples=[3])] = None  # fmt: skip


class Judged(Given):
    """Whether it changed what it was meant to change, and what shows that."""

    effect: Effect
    note: Annotated[Prose, Field(examples=["No such alert in 60 days."])]


class ActionHappening(Shown):
    """One thing that happened to an action."""

    at: AwareDatetime
    by: Annotated[str, Field(examples=["user:platform"])]
    verb: Annotated[str, Field(examples=["complete action"])]
    before: Annotated[dict[str, Any], Field(examples=[{"status": "in progress"}])]
    after: Annotated[dict[str, Any], Field(examples=[{"status": "completed"}])]
    reason: Annotated[str, Field(examples=[""])]
