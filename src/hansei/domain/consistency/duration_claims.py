"""What a duration in a sentence measures: from which milestone, to which."""

from __future__ import annotations

import re
from typing import NamedTuple

from hansei.domain.consistency.anchors import first_moment, last_deed, told_outside
from hansei.domain.consistency.case import LengthSaid, Passage
from hansei.domain.consistency.wording import TOLD, length
from hansei.domain.document import Milestone

_M = Milestone
_HYPOTHETICAL = re.compile(
    r"\b(?:should|would|could|will|must|may|might|target|goal|sla|slo|allow\w*|aim|if|expected|"
    r"timeout|ago|every|each|max\w*|default|than usual|typically|usually|average|mean|per|"
    r"previous\w*|normally|policy|requires?|within which|estimated? to|planned|until)\b"
)
_AFTER = re.compile(r"\s*(?:later )?(after|before|following|prior to|from|since|of|into)\s+")
_GIVEN = re.compile(
    r"(?:\b(?:within|after|in|at|by|took|for|lagged by|lag of)\s+|[:(~]\s*)(?:\w+\s)?$"
)
_TO_DO = re.compile(
    r"\s+(?:for \w+ )?to\s+(detect|notice|discover|acknowledge|respond|escalate|"
    r"mitigate|fix|repair|contain|recover|restore|resolve|close|identify)"
)
_LATER = re.compile(r"\s+(?:later\b|in(?=[.,;]|$))")
_NEAR = 45
_TO_STONES = {
    "detect": _M.DETECTED, "notice": _M.DETECTED, "discover": _M.DETECTED,
    "acknowledge": _M.ACKNOWLEDGED, "respond": _M.ACKNOWLEDGED, "escalate": _M.ESCALATED,
    "mitigate": _M.MITIGATED, "fix": _M.MITIGATED, "repair": _M.MITIGATED,
    "contain": _M.MITIGATED, "recover": _M.RECOVERED, "restore": _M.RECOVERED,
    "resolve": _M.RESOLVED, "close": _M.RESOLVED, "identify": _M.CAUSE_IDENTIFIED,
}  # fmt: skip
_LASTED = re.compile(
    r"\b(?:impact|outage|downtime|disruption|degradation|unavailability|interruption|incident)\b"
    r"[^.;]{0,40}?\b(?:lasted|lasting|took|went on for|continued for|of|was|for)\s+(?:\w+\s){0,2}$|"
    r"\b(?:down|unavailable|unreachable|inaccessible|offline|degraded|"
    r"out(?: of service)?)\s+for\s+(?:\w+\s){0,2}$|"
    r"\b(?:duration|downtime)\b[^.;]{0,30}[:=]\s*(?:\w+\s)?$"
)
_LASTED_NEXT = re.compile(
    r"[\s-]+(?:\w+\s){0,2}?(?:outage|downtime|disruption|degradation|interruption)\b|"
    r"\s+of (?:total )?(?:downtime|disruption|degradation|outage|unavailability)"
)
_PART_OF = re.compile(r"\b(?:additional|further|another|extra|more|first|last|next)\s+(?:\w+\s)?$")
_GOES_ON = re.compile(r"\s+(?:before|until|after|into|later)\b")
_CLOSED_TOO = re.compile(r"\bincident\b")
_STARTS: dict[Milestone, tuple[Milestone, ...]] = {
    _M.DETECTED: (_M.IMPACT_START,),
    _M.ACKNOWLEDGED: (_M.DETECTED,),
    _M.ESCALATED: (_M.DETECTED, _M.ACKNOWLEDGED, _M.IMPACT_START),
    _M.CAUSE_IDENTIFIED: (_M.DETECTED, _M.IMPACT_START, _M.ACKNOWLEDGED),
    _M.MITIGATED: (_M.DETECTED, _M.IMPACT_START, _M.ACKNOWLEDGED, _M.CAUSE_IDENTIFIED),
    _M.RECOVERED: (_M.IMPACT_START, _M.DETECTED, _M.MITIGATED, _M.CAUSE_IDENTIFIED),
    _M.RESOLVED: (_M.IMPACT_START, _M.DETECTED),
}  # fmt: skip
_ENDS: dict[Milestone, tuple[Milestone, ...]] = {
    _M.MITIGATED: (_M.MITIGATED, _M.RECOVERED),
    _M.RESOLVED: (_M.RESOLVED, _M.RECOVERED),
    _M.RECOVERED: (_M.RECOVERED, _M.MITIGATED),
}  # fmt: skip


class Claim(NamedTuple):
    """A duration with what it may be measured from and to. `bound`: "within"."""

    seconds: float
    unit_s: int
    about: bool
    starts: tuple[Milestone, ...]
    ends: tuple[Milestone, ...]
    what: str
    bound: bool = False


def claim_of(passage: Passage, said: LengthSaid) -> Claim | None:
    """What a duration in a sentence measures; None where the sentence does not tell."""
    text = passage.lower
    if _HYPOTHETICAL.search(text, max(0, said.start - 60), said.start):
        return None
    return _measured(text, said) or _done_within(text, said) or _lasting(text, said)


def _measured(text: str, said: LengthSaid) -> Claim | None:
    """ "fixed 40 minutes after detection", "within 1 minute of failures"."""
    link = _AFTER.match(text, said.end)
    if link is None:
        return None
    anchor = first_moment(text, link.end())
    deed = None if told_outside(text, said.start) else last_deed(text, said.start)
    if anchor is None or deed is None or anchor.stone is deed.stone:
        return None
    bound = text[max(0, said.start - _NEAR) : said.start].rstrip().endswith("within")
    first, last = anchor.stone, deed.stone
    if link[1] in ("before", "prior to"):
        first, last = last, first
    what = f"{length(said.seconds)} from {TOLD[first]} to {TOLD[last]}"
    return Claim(said.seconds, said.unit_s, said.about, (first,), (last,), what, bound)


def _done_within(text: str, said: LengthSaid) -> Claim | None:
    """ "acknowledged within 2 minutes", "it took 20 minutes to detect"."""
    done = _TO_DO.match(text, said.end)
    if done and re.search(
        r"\b(?:took|taking|needed)\b", text[max(0, said.start - 40) : said.start]
    ):
        stone = _TO_STONES[done[1]]
    elif _LATER.match(text, said.end):
        return _later(text, said)
    else:
        if told_outside(text, said.start):
            return None
        before = max(0, said.start - _NEAR)
        given = _GIVEN.search(text[before : said.start])
        deed = last_deed(text, said.start)
        if not given or not deed or said.start - deed.end > _NEAR or _AFTER.match(text, said.end):
            return None
        if re.search(r"[,;.]", text[deed.end : before + given.start() + 1]):
            return None
        stone = deed.stone
    starts = _STARTS.get(stone)
    if starts is None:
        return None
    bound = bool(re.search(r"within\s+(?:\w+\s)?$", text[max(0, said.start - _NEAR) : said.start]))
    what = f"{TOLD[stone]} after {length(said.seconds)}"
    return Claim(said.seconds, said.unit_s, said.about, starts, _ENDS.get(stone, (stone,)), what,
                 bound)  # fmt: skip


def _later(text: str, said: LengthSaid) -> Claim | None:
    """ "acknowledged 9 minutes later", "escalated 6 minutes in": from whichever milestone."""
    deed = last_deed(text, said.start)
    if (
        deed is None
        or said.start - deed.end > _NEAR
        or re.search("[;.]", text[deed.end : said.start])
    ):
        return None
    starts = tuple(each for each in _M if each is not deed.stone)
    what = f"{TOLD[deed.stone]} after {length(said.seconds)}"
    return Claim(said.seconds, said.unit_s, said.about, starts, (deed.stone,), what)


def _lasting(text: str, said: LengthSaid) -> Claim | None:
    """ "the outage lasted 30 minutes", "a 30-minute outage", "Duration: 30 minutes"."""
    if _PART_OF.search(text[max(0, said.start - 30) : said.start]) or _GOES_ON.match(
        text, said.end
    ):
        return None
    before = _LASTED.search(text[max(0, said.start - 90) : said.start])
    if not before and not _LASTED_NEXT.match(text, said.end):
        return None
    ends: tuple[Milestone, ...] = (_M.RECOVERED,)
    if before and _CLOSED_TOO.search(before[0]):
        ends = (_M.RECOVERED, _M.RESOLVED)
    return Claim(said.seconds, said.unit_s, said.about, (_M.IMPACT_START,), ends,
                 f"an impact of {length(said.seconds)}")  # fmt: skip
