"""Judgements on one topic that two sections give the other way round.

"Alerts worked well" in one section and "alerts delayed recognition" in another cannot both stand.
Only unqualified praise is held so: what went well and what went wrong may well tell of different
alerts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hansei.domain.consistency.case import Case, Passage
from hansei.domain.findings import Finding, Level
from hansei.domain.hints import any_in

RULE = "consistency/claim"

_TOPICS: tuple[tuple[str, str], ...] = (
    ("alerts", r"(?:alerts?|alerting|alarms?|paging|notifications?)"),
    ("monitoring", r"(?:monitoring|dashboards?|observability)"),
    ("escalation", r"(?:escalations?|escalation path|on-call rotation)"),
    ("communication", r"(?:communications?|internal updates|customer updates|status updates)"),
    ("runbook", r"(?:runbooks?|playbooks?|documentation)"),
    ("rollback", r"(?:rollbacks?|reverts?)"),
    ("failover", r"fail-?overs?"),
    ("backups", r"backups?"),
)
_PRAISE = (
    r"(?:worked (?:very )?(?:well|perfectly|as (?:intended|expected|designed))|(?:was|were) "
    r"(?:very |highly )?(?:effective|excellent|flawless|clear and actionable)|performed well|"
    r"functioned (?:well|as (?:intended|expected|designed)))"
)
_PRAISE_HINTS = (
    "worked ", "performed well", "functioned ", "effective", "excellent", "flawless",
    "clear and actionable",
)  # fmt: skip
_BLEMISH = (
    r"(?:delay(?:ed|ing|s)?|slow(?:ed|ing)?|late|missed|missing|did not "
    r"(?:fire|work|trigger|exist)|didn't (?:fire|work|trigger|exist)|failed|noisy|noise|too many|"
    r"unclear|confus\w+|ignored|misleading|hid|obscur\w+|overwhelm\w+|insufficient|absent|"
    r"out of date|outdated|never fired)"
)
_BLAMED = frozenset(("factors", "root_cause", "went_wrong"))
_TOPIC_PATTERNS = tuple(
    (name, re.compile(rf"\b{words}\b[^.;,]{{0,20}}\b{_PRAISE}\b"), re.compile(rf"\b{words}\b"))
    for name, words in _TOPICS
)
_BLEMISH_PATTERN = re.compile(rf"\b{_BLEMISH}\b")
_NOT = re.compile(r"\b(?:not|never|no|nor|without)\b|n't\b")
_REACH = 60


def topics(case: Case) -> Iterator[Finding]:
    """A finding where unqualified praise of a topic meets a factor that blames the same topic."""
    praising = [each for each in case.passages if any_in(_PRAISE_HINTS, each.lower)]
    for name, praise, topic in _TOPIC_PATTERNS if praising else ():
        praised = _praised(praising, praise)
        if praised is None:
            continue
        passage, start, end = praised
        blamed = _blamed(case, topic, passage)
        if blamed is None:
            continue
        text = " ".join(blamed.text.split())
        yield case.finding(
            RULE, Level.WARNING, passage,
            f"{name}: said to have done well here, and to have made it worse elsewhere",
            span=(start, end), against=text[:160], line=blamed.line,
            suggestion="Say what worked and what did not, each with its evidence.",
        )  # fmt: skip


def _praised(
    passages: Sequence[Passage], pattern: re.Pattern[str]
) -> tuple[Passage, int, int] | None:
    for passage in passages:
        match = pattern.search(passage.lower)
        if match and not _NOT.search(match[0]):
            return passage, match.start(), match.end()
    return None


def _blamed(case: Case, topic: re.Pattern[str], praise: Passage) -> Passage | None:
    for passage in case.passages:
        if passage is praise or passage.section == praise.section:
            continue
        if passage.key not in _BLAMED:
            continue
        for match in topic.finditer(passage.lower):
            near = passage.lower[max(0, match.start() - _REACH) : match.end() + _REACH]
            if _BLEMISH_PATTERN.search(near):
                return passage
    return None
