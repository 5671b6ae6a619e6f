"""What the completeness rules look at beside the passages: actions and factors with their lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hansei.domain.consistency.case import Case
from hansei.domain.coverage import Acceptance, Factor
from hansei.domain.document import Action
from hansei.domain.event import Place
from hansei.domain.findings import Finding, Level


class Report:
    """A document as a reviewer sees it."""

    def __init__(
        self, *, case: Case, actions: Sequence[Action], factors: Sequence[Factor],
        acceptances: Sequence[Acceptance] = (), today: date | None = None,
    ) -> None:  # fmt: skip
        self.case = case
        self.actions = actions
        self.factors = factors
        self.acceptances = acceptances
        self.today = today

    def heading(self, key: str) -> int:
        """The line of the first section of that meaning; 0 without one."""
        return self.case.headings.get(key, 0)

    def gap(
        self, rule: str, level: Level, line: int, message: str, *, says: str = "",
        suggestion: str | None = None, ask: str | None = None,
    ) -> Finding:  # fmt: skip
        """A finding at a line of the file."""
        written = self.case.line_text(line)
        indent = len(written) - len(written.lstrip())
        place = Place(self.case.file, max(line, 1), "", indent + 1, max(line, 1), len(written) + 1)
        return Finding(
            rule=rule, level=level, place=place, message=message,
            says=says or " ".join(written.split())[:200], suggestion=suggestion, ask=ask,
        )  # fmt: skip
