"""Shapes of what the checks see in a post-mortem, and of what backs it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from hansei.api.shapes.base import Day, Given, Line, Prose, Shown, Word
from hansei.domain.claims import Standing
from hansei.domain.coverage import Answer, FactorType
from hansei.domain.findings import Level


class Mend(Shown):
    """What one click does: the text between two places of a section becomes `insert`."""

    line: Annotated[int, Field(examples=[2])]
    column: Annotated[int, Field(examples=[1])]
    end_line: Annotated[int, Field(examples=[2])]
    end_column: Annotated[int, Field(description="Exclusive.", examples=[12])]
    insert: Annotated[str, Field(examples=["the deployment did not"])]
    wording: Annotated[bool, Field(description="Says the sentence in another way: read it through.",
                                   examples=[True])]  # fmt: skip


class Finding(Shown):
    """One thing to mend, at its place."""

    rule: Annotated[str, Field(examples=["blame/counterfactual"])]
    level: Annotated[Level, Field(examples=["warning"])]
    section: Annotated[str, Field(description='A handle; "" for the document.',
                                  examples=["root_cause"])]  # fmt: skip
    line: Annotated[int, Field(description="In the section; 0 is its heading.", examples=[2])]
    column: Annotated[int, Field(examples=[1])]
    end_line: Annotated[int, Field(examples=[2])]
    end_column: Annotated[int, Field(examples=[12])]
    message: Annotated[str, Field(examples=["a counterfactual tells what did not happen"])]
    says: Annotated[str, Field(examples=["should have"])]
    suggestion: Annotated[str, Field(examples=["say what happened, and why it made sense"])]
    ask: Annotated[str, Field(description="A question that leads further.", examples=[""])]
    event: Annotated[str, Field(description="The row of the timeline it stands in.",
                                examples=[""])]  # fmt: skip
    against: Annotated[str, Field(description="The other side of a contradiction.", examples=[""])]
    against_section: Annotated[str, Field(examples=[""])]
    against_line: Annotated[int, Field(examples=[0])]
    against_event: Annotated[str, Field(examples=[""])]
    change: Annotated[Mend | None, Field(description="What mends it, where that is known.")]


class Claims(Shown):
    """How many statements cite something."""

    cited: Annotated[int, Field(examples=[41])]
    total: Annotated[int, Field(examples=[44])]
    marked: Annotated[int, Field(description="As unknown, assumed, disputed or asked.",
                                 examples=[3])]  # fmt: skip


class Statement(Shown):
    """A statement that its author marked."""

    section: Annotated[str, Field(examples=["impact"])]
    line: Annotated[int, Field(examples=[3])]
    standing: Annotated[Standing, Field(examples=["assumption"])]
    text: Annotated[str, Field(examples=["About 45 % of payments failed."])]


class Factor(Shown):
    """A contributing factor with what answers it."""

    key: Annotated[str, Field(examples=["F1"])]
    text: Annotated[str, Field(examples=["The pool had no limit that anybody saw"])]
    type: Annotated[FactorType | None, Field(examples=["condition"])]
    answer: Annotated[Answer, Field(examples=["action"])]
    covered: Annotated[bool, Field(examples=[True])]
    actions: Annotated[list[int], Field(description="Positions of actions in the document, from 0.",
                                        examples=[[0]])]  # fmt: skip
    accepted_by: Annotated[str, Field(examples=[""])]
    accepted_until: date | None


class Checks(Shown):
    """All that the checks see: findings, claims, factors, marked statements."""

    findings: list[Finding]
    claims: Claims
    factors: list[Factor]
    idle_actions: Annotated[list[int], Field(description="Actions that answer no factor.",
                                             examples=[[2]])]  # fmt: skip
    statements: list[Statement]


class StatementGiven(Given):
    """A statement of a section, and as what to mark it."""

    section: Annotated[Word, Field(min_length=1, examples=["impact"])]
    statement: Annotated[Prose, Field(min_length=1, examples=["About 45 % of payments failed."])]
    standing: Annotated[Standing, Field(description="disputed, unknown or assumption.",
                                        examples=["disputed"])]  # fmt: skip
    who: Annotated[Line, Field(description="Who disputes it.", examples=["Support lead"])] = ""
    why: Annotated[Line, Field(examples=["We counted fewer calls."])] = ""


class Settled(Given):
    """A marked statement, and how it was settled."""

    section: Annotated[Word, Field(min_length=1, examples=["impact"])]
    statement: Annotated[Prose, Field(min_length=1, examples=["About 45 % of payments failed."])]
    note: Annotated[Line, Field(max_length=500, examples=["The log says so."])] = ""


class Acceptance(Shown):
    """A signed decision to live with a factor."""

    id: Annotated[int, Field(examples=[2])]
    key: Annotated[str, Field(examples=["F2"])]
    factor: Annotated[str, Field(description="Its wording when it was signed.",
                                 examples=["One supplier for all regions"])]  # fmt: skip
    reason: Annotated[str, Field(examples=["A second one costs more than it saves."])]
    by: Annotated[str, Field(examples=["Platform lead"])]
    at: AwareDatetime | None
    until: date | None


class AcceptanceGiven(Given):
    """A decision to live with a factor."""

    key: Annotated[Word, Field(min_length=1, examples=["F1"])]
    reason: Annotated[Prose, Field(examples=["A second one costs more than it saves."])]
    until: Annotated[Day | None, Field(examples=["2026-12-31"])] = None


class Citable(Shown):
    """An event or a piece of evidence that the text can cite."""

    id: Annotated[str, Field(description="As it is cited: [e12].", examples=["e12"])]
    text: Annotated[str, Field(examples=["Error rate of checkout is high"])]
    source: Annotated[str, Field(examples=["alertmanager"])]
    at: AwareDatetime | None
    who: Annotated[str, Field(examples=[""])]
    key: Annotated[bool, Field(examples=[True])]
