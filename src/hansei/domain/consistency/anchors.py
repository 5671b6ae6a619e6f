"""Which milestone a few words of prose name: as a deed ("acknowledged") or as a noun ("recovery").

These are words for moments that a sentence measures from or to. What a line of the timeline tells
is decided elsewhere (`domain.words`), with weights; here the sentence has named a duration or an
order, and the question is only of what.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hansei.domain.document import Milestone

_TROUBLE = (
    r"(?:impact|outage|incident|failures?|errors?|problems?|issues?|degradation|disruption|fault|"
    r"downtime|trouble|symptoms?|regression)"
)
_WORDS: tuple[tuple[Milestone, str], ...] = (
    (Milestone.IMPACT_START,
     rf"(?:{_TROUBLE} (?:had )?(?:began|begun|begins|start(?:ed|s)?|occurred|onset|hit)|"
     rf"(?:start|beginning|onset) of (?:the |customer |user )?{_TROUBLE}|"
     rf"(?:the )?(?:first|initial) (?:\w+ )?(?:errors?|failures?|symptoms?)|"
     rf"(?:impact|incident|outage) start)"),
    (Milestone.CAUSE_IDENTIFIED,
     r"(?:(?:root )?causes? (?:was |were |had been |is )?(?:\w+ )?"
     r"(?:identified|found|known|established|determined|understood|confirmed)|"
     r"(?:identified|found|finding|identifying|identification of) the (?:root |underlying )?cause|"
     r"(?:root )?cause identification|diagnos(?:ed|is))"),
    (Milestone.MITIGATED,
     r"(?:(?:the |a )?(?:hot)?fix (?:was |had been )?(?:in place|applied|deployed|live|out|"
     r"released|rolled out)|mitigat(?:ed|ion)|rolled back|(?:the )?rollback (?:was )?"
     r"(?:complete\w*|done|finished)|rollback|revert(?:ed)?|"
     r"workaround (?:was )?(?:applied|in place)|the fix|fixed|repair(?:ed)?)"),
    (Milestone.RECOVERED,
     r"(?:recover(?:ed|y)|restor(?:ed|ation)|back to normal|returned to normal|(?:was|were) back|"
     r"service was healthy|healthy again)"),
    (Milestone.RESOLVED,
     r"(?:(?:incident )?(?:was |is )?closed|closure|resolved|(?:final )?resolution|all[- ]clear|"
     r"declared over)"),
    (Milestone.ESCALATED, r"escalat(?:ed|ion)"),
    (Milestone.ACKNOWLEDGED, r"(?:acknowledge?ment|acknowledged|acked|picked up)"),
    (Milestone.DETECTED,
     r"(?:detect(?:ed|ion)|alerted|(?:first )?noticed|discover(?:ed|y)|paged|spotted|"
     r"alert(?:s)? (?:was |were |had )?(?:fired|triggered|raised|sent|going off)|"
     r"monitoring (?:alerted|fired|caught|warned)|became aware|made aware)"),
)  # fmt: skip
_NOUNS: tuple[tuple[Milestone, str], ...] = (
    (Milestone.DETECTED, r"(?:the |an? |first |initial |our )*(?:alert|alarm|page)s?\b"),
    (Milestone.IMPACT_START, rf"(?:the |an? |first |initial |customer |user )*{_TROUBLE}\b"),
)
_PATTERNS = tuple((stone, re.compile(rf"\b{words}\b")) for stone, words in _WORDS)
_NOUN_PATTERNS = tuple((stone, re.compile(words)) for stone, words in _NOUNS)
_NOT = re.compile(r"\b(?:not|never|no|without|un|nobody|none)\b|n't\b")
_TOLD = re.compile(
    r"\bstatus ?page\b|\b(?:customers?|users?|stakeholders?) (?:were |was )?(?:first |last )?"
    r"(?:informed|notified|told|updated)\b|\bannounce\w*"
)
_REACH = 70
_CUT = re.compile(r"[,;:(]|\b(?:and|but|while|when|which|because|so)\b")


class Named(NamedTuple):
    """A milestone with the words that name it."""

    stone: Milestone
    start: int
    end: int


def told_outside(text: str, end: int) -> bool:
    """Whether the clause before `end` is about telling somebody, and not about the deed told."""
    return bool(_TOLD.search(text, max(0, end - _REACH), end))


def last_deed(text: str, end: int) -> Named | None:
    """The milestone whose words stand last before `end`, in lower-case text."""
    begin = max(0, end - 2 * _REACH)
    found: Named | None = None
    for stone, pattern in _PATTERNS:
        for match in pattern.finditer(text, begin, end):
            if found is None or (match.end(), match.end() - match.start()) > (
                found.end, found.end - found.start,
            ):  # fmt: skip
                found = Named(stone, match.start(), match.end())
    if found and _NOT.search(text, max(begin, found.start - 20), found.start):
        return None
    return found


def first_moment(text: str, start: int) -> Named | None:
    """The milestone that the words from `start` name, before the clause ends."""
    cut = _CUT.search(text, start + 1)
    stop = min(cut.start() if cut else len(text), start + _REACH)
    found: Named | None = None
    for stone, pattern in _PATTERNS:
        match = pattern.search(text, start, stop)
        if match and (found is None or (match.start(), -match.end()) < (found.start, -found.end)):
            found = Named(stone, match.start(), match.end())
    if found:
        return found
    for stone, pattern in _NOUN_PATTERNS:
        match = pattern.match(text, start, stop)
        if match:
            return Named(stone, match.start(), match.end())
    return None
