"""Corrective actions that nobody owns, that are never due, or whose day has no year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from hansei.domain.completeness.report import Report
from hansei.domain.document import Action, ActionStatus
from hansei.domain.findings import Finding, Level

OWNER, DUE_DATE, DUE_YEAR = "complete/owner", "complete/due-date", "complete/due-year"

_DONE = (ActionStatus.COMPLETED, ActionStatus.CANCELLED)
# A note, what could have been, and what is done already: nobody needs to own these.
_NO_WORK = re.compile(
    r"(?:note|nb|n\.b\.|fyi)\b[^.!?]{1,400}[.!?]?\s*$|"
    r"if\s[^.!?]{1,200}\bhad\b[^.!?]{1,200}\b(?:could|would|might)\b[^!?]{0,400}$|"
    r"[^.!?]{1,200}\b(?:raised|filed|opened)\s*[.!]?$|"
    r"(?:we |they |i )?(?:have |has |had )?(?:already )?(?!need|embed|feed|speed|seed)"
    r"(?:\w{2,}ed|sent|made|built|wrote|ran|took|did|gave|found)\b", re.IGNORECASE,
)  # fmt: skip
_ROLE = re.compile(
    r"\b(?:team|teams|squad|group|department|rotation|on-?call|lead|leads|manager|owner|owners|"
    r"engineer|engineers|engineering|devops|sre|platform|operations|ops|support|everyone|all|"
    r"administrator|admin|developers?)\b", re.IGNORECASE,
)  # fmt: skip
_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"^\d{1,2}[./-]\d{1,2}\.?$", re.IGNORECASE,
)  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d|\b\d{1,2}[./-]\d{1,2}[./-]\d\d\b")


def actions(report: Report) -> Iterator[Finding]:
    """Findings about owners and due dates. One alone where it holds of every action."""
    open_ones = [
        each
        for each in report.actions
        if each.status not in _DONE and not _NO_WORK.match(each.text)
    ]
    yield from _each(report, open_ones, OWNER, Level.WARNING, lambda each: not each.owner,
                     "no owner is named", "Name who will see to it.")  # fmt: skip
    yield from _each(report, open_ones, DUE_DATE, Level.WARNING,
                     lambda each: not each.due and not each.due_written,
                     "no due date is given", "Give a day, with its year.")  # fmt: skip
    yield from _each(report, list(report.actions), DUE_YEAR, Level.WARNING, _without_year,
                     "the due date has no year", "Write the year.")  # fmt: skip
    yield from _roles(report)


def _without_year(action: Action) -> bool:
    written = action.due_written or ""
    return action.due is None and bool(_DAY.search(written)) and not _YEAR.search(written)


def _each(
    report: Report, chosen: Sequence[Action], rule: str, level: Level,
    lacks: Callable[[Action], bool], what: str, suggestion: str,
) -> Iterator[Finding]:  # fmt: skip
    found = [each for each in chosen if lacks(each)]
    if len(found) > 1 and len(found) == len(chosen):
        message = f"{what}: this holds of all {len(found)} actions"
        yield report.gap(rule, level, found[0].line or report.heading("actions"), message,
                         suggestion=suggestion)  # fmt: skip
        return
    for each in found:
        yield report.gap(rule, level, each.line or report.heading("actions"),
                         f"{what}: {each.text[:80]}", suggestion=suggestion)  # fmt: skip


def _roles(report: Report) -> Iterator[Finding]:
    """A note where actions are owned by a team or a role that several people may hold."""
    owned = [
        each for each in report.actions
        if each.owner and not each.owner.startswith("@") and _ROLE.search(each.owner)
    ]  # fmt: skip
    if not owned:
        return
    names = ", ".join(dict.fromkeys(each.owner or "" for each in owned))
    yield report.gap(
        OWNER, Level.NOTE, owned[0].line or report.heading("actions"),
        f"owned by a role or a team rather than by somebody who can be asked: {names[:200]}",
        says=names[:200],
        ask="Who, by name or handle, will answer for this on its day?",
    )  # fmt: skip
