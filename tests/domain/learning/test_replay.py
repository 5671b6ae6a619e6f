"""What an action would have touched, and the time at stake, under assumptions that are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hansei.domain.document import ActionClass
from hansei.domain.learning.effect import Happened
from hansei.domain.learning.replay import Assumptions, Part, replay

START = datetime(2026, 1, 1, tzinfo=UTC)


def _incident(number: int, **fields: float) -> Happened:
    return Happened(id=number, at=START + timedelta(days=number), **fields)


PAST = (
    _incident(1, impact=3600, detect=600, resolve=3000),
    _incident(2, impact=7200, detect=60),
    _incident(3, detect=100, resolve=200),
    _incident(4),
)


@pytest.mark.parametrize(
    ("action_class", "part", "at_stake", "unknown"),
    [
        (ActionClass.PREVENT, Part.ALL, 3600 + 7200 + 300, 1),
        (None, Part.ALL, 3600 + 7200 + 300, 1),
        (ActionClass.DETECT, Part.DETECT, 760, 1),
        (ActionClass.MITIGATE, Part.RESOLVE, 3200, 2),
        (ActionClass.PROCESS, Part.RESOLVE, 3200, 2),
    ],
)
def test_a_class_addresses_its_part(
    action_class: ActionClass | None, part: Part, at_stake: float, unknown: int
) -> None:
    found = replay(PAST, action_class=action_class, assumptions=Assumptions(share=0.25))
    assert (found.part, found.at_stake, found.unknown) == (part, at_stake, unknown)
    assert found.spared == at_stake / 4
    assert len(found.touched) == 4


def test_the_longest_comes_first_and_the_unknown_last() -> None:
    found = replay(PAST, action_class=None, assumptions=Assumptions())
    assert [each.incident.id for each in found.touched] == [2, 1, 3, 4]
    assert replay((), action_class=None, assumptions=Assumptions()).spared == 0


@pytest.mark.parametrize("fields", [{"days": 0}, {"days": 4000}, {"share": 1.5}, {"share": -0.1}])
def test_assumptions_that_make_no_sense_are_refused(fields: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Assumptions(**fields)  # type: ignore[arg-type]
