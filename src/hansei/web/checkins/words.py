"""Check-ins in words for readers, ready for translation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from hansei.domain.learning.looks import ActionVerdict, Horizon
from hansei.domain.learning.rates import Verdict

QUESTIONS: Mapping[Horizon, Any] = {
    Horizon.SHORT: lazy("Were the short-term fixes done: configuration, alerts, monitors?"),
    Horizon.MEDIUM: lazy("Was the medium-term work done: refactoring, documentation, process?"),
    Horizon.LONG: lazy("Have detection, resolution and recurrence moved?"),
}
HINTS: Mapping[Horizon, Any] = {
    Horizon.SHORT: lazy(
        "Thirty days rarely tell whether something worked. They do tell whether it was done."
    ),
    Horizon.MEDIUM: lazy("Look at what is still open, and why: is it too big, or nobody’s?"),
    Horizon.LONG: lazy(
        "The figures below say what the incidents since can tell, and where they cannot."
    ),
}
VERDICTS: Mapping[ActionVerdict, Any] = {
    ActionVerdict.WORKED: lazy("It worked"),
    ActionVerdict.FAILED: lazy("It did not work"),
    ActionVerdict.EARLY: lazy("Too early to tell"),
    ActionVerdict.NOT_DONE: lazy("Not done yet"),
}
VERDICT_BADGES: Mapping[ActionVerdict, str] = {
    ActionVerdict.WORKED: "good", ActionVerdict.FAILED: "bad",
    ActionVerdict.EARLY: "", ActionVerdict.NOT_DONE: "warn",
}  # fmt: skip
TOLD: Mapping[Verdict, Any] = {
    Verdict.BETTER: lazy("better"),
    Verdict.WORSE: lazy("worse"),
    Verdict.TOO_FEW: lazy("cannot tell"),
}
TOLD_BADGES: Mapping[Verdict, str] = {
    Verdict.BETTER: "good", Verdict.WORSE: "bad", Verdict.TOO_FEW: "line",
}  # fmt: skip
