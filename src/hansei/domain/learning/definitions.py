"""Which figures there are: named pairs of milestones, with rule and population in words.

USUAL               the five of the reference guide (PRODUCT.md 6)
rule(definition)    "detected - impact start, on working days from 10:00 to 17:00"
POPULATION          whom they are counted over
"""

from __future__ import annotations

import re

from hansei.domain.document import Milestone
from hansei.domain.metrics import DEFINITIONS, Definition
from hansei.domain.organisation import Problem

USUAL = DEFINITIONS
IN_SUPPORT_HOURS = Definition(
    "time_to_resolve_in_support_hours", Milestone.DETECTED, Milestone.RESOLVED,
    "Time to resolve, in support hours", hours=(10 * 60, 17 * 60),
)  # fmt: skip
"""As the Ministry of Justice's Cloud Platform team counts it."""
BUILT_IN = (*USUAL, IN_SUPPORT_HOURS)
POPULATION = (
    "every incident that is neither archived nor a near miss; one that lacks a milestone counts as"
    " missing, one whose milestones stand in the wrong order as invalid"
)
LONGEST_NAME, LONGEST_TITLE, MOST_OWN = 60, 100, 20
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_DAY_MINUTES = 24 * 60


def rule(definition: Definition) -> str:
    """How it is computed, for readers."""
    said = f"{_said(definition.end)} - {_said(definition.start)}"
    if definition.hours is None:
        return said
    first, last = ("{:02d}:{:02d}".format(*divmod(each, 60)) for each in definition.hours)
    return f"{said}, on working days from {first} to {last}"


def problems_of_definition(definition: Definition) -> tuple[Problem, ...]:
    """What is wrong with a figure that somebody defined."""
    found = []
    if not _NAME.fullmatch(definition.name) or len(definition.name) > LONGEST_NAME:
        reason = f"at most {LONGEST_NAME} small letters, digits and _, a letter first"
        found.append(Problem("name", reason))
    elif definition.name in {each.name for each in BUILT_IN}:
        found.append(Problem("name", f"{definition.name} is built in"))
    if not 0 < len(definition.title.strip()) <= LONGEST_TITLE:
        found.append(Problem("title", f"1 to {LONGEST_TITLE} characters"))
    if definition.start is definition.end:
        found.append(Problem("end", "another milestone than the one it begins at"))
    if definition.hours is not None:
        first, last = definition.hours
        if not 0 <= first < last <= _DAY_MINUTES:
            found.append(Problem("hours", "two times of one day, the earlier first"))
    return tuple(found)


def _said(milestone: Milestone) -> str:
    return milestone.value.replace("_", " ")
