"""Text for customers that makes the impact smaller than it was measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hansei.domain.consistency.amounts import shares
from hansei.domain.consistency.case import Case, Passage
from hansei.domain.consistency.impact_window import started
from hansei.domain.consistency.wording import length, number
from hansei.domain.document import Milestone
from hansei.domain.findings import Finding, Level

RULE = "consistency/understated"

_WHO = (
    r"(?:of )?(?:our |the |your )?(?:\w+ )?(?:users?|customers?|requests?|clients?|people|"
    r"accounts?|sessions?|merchants?|visitors?|members?|orders?|logins?|services?|tenants?)"
)
_FEW = re.compile(
    rf"\b(?:a (?:very )?(?:small|limited|minor|tiny) (?:number|share|fraction|percentage|"
    rf"proportion|subset|group|portion) {_WHO}|(?:very )?few {_WHO}|a few {_WHO}|a handful {_WHO}|"
    rf"(?:only )?a (?:fraction|minority) {_WHO}|isolated (?:cases|{_WHO}))\b"
)
_SOME = re.compile(
    rf"\b(?:some {_WHO}|a subset {_WHO}|a limited set {_WHO}|certain {_WHO}|a (?:number|portion) "
    rf"{_WHO}|intermittent(?:ly)?|sporadic(?:ally)?|occasional(?:ly)?|slight(?:ly)?)\b"
)
_NONE = re.compile(
    r"\b(?:no (?:\w+ )?(?:noticeable |visible |real |customer |user |significant |material )"
    r"(?:\w+ )?(?:effect|impact|disruption)|(?:had |with |was )(?:little|no|minimal|negligible) "
    r"(?:\w+ )?(?:effect|impact)|minimal (?:impact|disruption)|negligible|"
    r"(?:nearly|almost) (?:all|every) \w+ (?:were |was )?(?:un\w+|not)|hardly any|barely)\b"
)
_SHORT = re.compile(
    r"\b(?:brief(?:ly)?|momentar(?:y|ily)|for a moment|for a short (?:time|while|period)|"
    r"a short (?:time|while|period|interruption)|short-lived|temporar(?:y|ily)|very short\w*)\b"
)
_NONE_FROM, _FEW_FROM, _SOME_FROM, _SHORT_FROM_S = 5.0, 15.0, 25.0, 30 * 60
_ALL = re.compile(
    r"\b(?:all|every|100 ?%(?: of)?|no) (?:of )?(?:our |the )?(?:users?|customers?|requests?|"
    r"traffic|logins?|clients?|sessions?)\b[^.;]{0,40}\b(?:unable|fail\w*|affected|impacted|down|could|"
    r"lost|unavailable)\b|\b(?:complete|total|full) (?:outage|loss of service|unavailability)\b"
)

_IMPACT = re.compile(
    r"\b(?:errors?|fail\w*|unavailab\w*|unable|disrupt\w*|interrupt\w*|outage|affected|impact\w*|"
    r"notice\w*|slow\w*|degrad\w*|could not|couldn't|problems?|issues?)\b"
)


class Measured(NamedTuple):
    """The largest share that the report measures, with its wording and place."""

    percent: float
    text: str
    line: int


def understated(case: Case) -> Iterator[Finding]:
    """A finding for each sentence to customers that plays the measured impact down."""
    public = [each for each in case.passages if each.public]
    if not public:
        return
    measured = _measured(case)
    lasted, end_line = _lasted(case)
    for passage in public:
        found = _small(passage, measured)
        if found and measured:
            yield _finding(case, passage, found, measured, lasted)
            continue
        short = _SHORT.search(passage.lower)
        if short and lasted and lasted >= _SHORT_FROM_S and _about_impact(passage):
            yield case.finding(
                RULE, Level.ERROR, passage,
                f"the text for customers says {short[0]!r}, but the impact lasted {length(lasted)}",
                span=short.span(), against=f"{length(lasted)} of impact", line=end_line,
                suggestion=f"Say how long it lasted: {length(lasted)}.",
            )  # fmt: skip


def _about_impact(passage: Passage) -> bool:
    return bool(_IMPACT.search(passage.lower))


def _small(passage: Passage, measured: Measured | None) -> re.Match[str] | None:
    if measured is None:
        return None
    text = passage.lower
    for pattern, least in ((_NONE, _NONE_FROM), (_FEW, _FEW_FROM), (_SOME, _SOME_FROM)):
        match = pattern.search(text)
        if match and measured.percent >= least and not re.search(r"\d\s?(?:%|per ?cent)", text):
            return match
    return None


def _measured(case: Case) -> Measured | None:
    own = [
        each for each in shares(case)
        if not each.passage.public and not each.partial and (each.state or each.passage.key in (
            "impact", "summary"))
    ]  # fmt: skip
    whole = next(
        ((each, match) for each in case.passages
         if not each.public and each.key in ("impact", "summary")
         and (match := _ALL.search(each.lower))), None,
    )  # fmt: skip
    if whole:
        passage, match = whole
        return Measured(100.0, passage.text[match.start() : match.end()], passage.line)
    if not own:
        return None
    # The impact section is the measurement; the largest share elsewhere may be a slip.
    chosen = [each for each in own if each.passage.key == "impact"] or own
    top = max(chosen, key=lambda each: each.value)
    return Measured(top.value, top.passage.text[top.start : top.end], top.passage.line)


def _lasted(case: Case) -> tuple[float, int]:
    start = case.marks.get(Milestone.IMPACT_START) or started(case)
    end = case.marks.get(Milestone.RECOVERED)
    start = start or case.marks.get(Milestone.DETECTED)
    if start is None or end is None or end.at <= start.at:
        return 0.0, 0
    return (end.at - start.at).total_seconds(), case.mark_line(Milestone.RECOVERED)


def _finding(
    case: Case, passage: Passage, found: re.Match[str], measured: Measured, lasted: float
) -> Finding:
    span = f" for {length(lasted)}" if lasted else ""
    share = f"{number(measured.percent)} %"
    return case.finding(
        RULE, Level.ERROR, passage,
        f"the text for customers says {found[0]!r}, but {share} was measured{span}",
        span=found.span(),
        against=f"{' '.join(measured.text.split())}{span}",
        line=measured.line,
        suggestion=f"Give the measured share ({share}), or say plainly that it was large.",
    )  # fmt: skip
