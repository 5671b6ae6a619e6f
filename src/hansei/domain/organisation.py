"""What an organisation sets for itself, beside its severity scale and its policy.

    problems_of_scale, problems_of_policy, problems_of_general

say what is wrong with values that somebody typed, each with the field that it is about.
"""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import available_timezones

import msgspec

from hansei.domain.policy import Policy
from hansei.domain.severity import MILDEST, Scale

LONGEST_NAME = 100
MOST_HOURS = 24 * 60
MOST_DAYS = 3 * 365
MOST_CHECK_INS = 6


class General(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation's name ("" until it is given), zone and usual variant.

    `zone` is the IANA name that new incidents get and that "today" is told in.
    """

    name: str = ""
    zone: str = "UTC"
    variant: str = "incident"


class Problem(NamedTuple):
    """What is wrong with a field; a level's field is called "levels.2.name", counting from 0."""

    field: str
    reason: str


def problems_of_general(general: General) -> tuple[Problem, ...]:
    """What is wrong with the general settings."""
    found = []
    if len(general.name) > LONGEST_NAME:
        found.append(Problem("name", f"at most {LONGEST_NAME} characters"))
    if general.zone not in available_timezones():
        found.append(Problem("zone", f"no zone of the IANA database: {general.zone[:40]}"))
    return tuple(found)


def problems_of_scale(scale: Scale) -> tuple[Problem, ...]:
    """What is wrong with a scale: too few or many levels, names and words that clash."""
    found = []
    if not 2 <= len(scale.levels) <= MILDEST:
        found.append(Problem("levels", f"a scale has 2 to {MILDEST} levels"))
    owner: dict[str, int] = {}
    for place, level in enumerate(scale.levels):
        if not level.name.strip():
            found.append(Problem(f"levels.{place}.name", "a level needs a name"))
        elif len(level.name) > LONGEST_NAME:
            found.append(Problem(f"levels.{place}.name", f"at most {LONGEST_NAME} characters"))
        for field, words in (("name", (level.name,)), ("words", level.words)):
            for word in words:
                other = owner.setdefault(word.strip().lower(), place)
                if word.strip() and other != place:
                    reason = f"“{word}” already stands for {scale.levels[other].name}"
                    found.append(Problem(f"levels.{place}.{field}", reason))
    return tuple(found)


def problems_of_policy(policy: Policy, scale: Scale) -> tuple[Problem, ...]:
    """What is wrong with a policy under this scale."""
    levels = len(scale.levels)
    found = [
        Problem(field, f"the scale has {levels} levels")
        for field in ("due_rank", "approval_rank")
        if not 0 <= getattr(policy, field) <= levels
    ]
    for field, most in (
        ("review_from_h", MOST_HOURS), ("review_until_h", MOST_HOURS), ("quick_h", MOST_HOURS),
        ("publish_days", MOST_DAYS),
    ):  # fmt: skip
        if not 0 <= getattr(policy, field) <= most:
            found.append(Problem(field, f"a whole number from 0 to {most}"))
    if policy.review_until_h <= policy.review_from_h:
        found.append(Problem("review_until_h", "later than the beginning of the window"))
    days = policy.check_in_days
    if len(days) > MOST_CHECK_INS or any(not 1 <= day <= MOST_DAYS for day in days):
        reason = f"at most {MOST_CHECK_INS} numbers from 1 to {MOST_DAYS}"
        found.append(Problem("check_in_days", reason))
    elif list(days) != sorted(set(days)):
        found.append(Problem("check_in_days", "each later than the one before"))
    return tuple(found)
