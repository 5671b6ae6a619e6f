"""Counts and shares in sentences: how much of what was hit, and in which state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hansei.domain.consistency.case import Case, Passage
from hansei.domain.hints import any_in

_PEOPLE = (
    r"users?|customers?|clients?|accounts?|subscribers?|members?|tenants?|merchants?|visitors?|"
    r"students?|people|patients?|passengers?|drivers?|shoppers?|workspaces?|organi[sz]ations?"
)
_TRAFFIC = (
    r"sessions?|requests?|calls|queries|logins?|log-ins?|transactions?|orders?|payments?|checkouts?|"
    r"messages?|e-?mails?|jobs?|uploads?|downloads?|attempts?|connections?|traffic|deliveries|"
    r"webhooks?|bookings?|builds?|deployments?|searches|page views?|events|errors?"
)
_TICKETS = r"tickets?|complaints?|support (?:cases|requests)"
_HEAD = rf"(?P<head>{_TICKETS}|{_PEOPLE}|{_TRAFFIC})"
_PERCENT = re.compile(
    r"(?<![\d.,])(?P<value>\d{1,3}(?:\.\d{1,3})?)\s?(?:%|percent\b|per cent\b)\s?(?:of\s+)?"
    rf"(?P<words>(?:[a-z0-9/'-]+\s+){{0,4}}?){_HEAD}\b"
)
_FRACTION = re.compile(
    r"\b(?P<value>two thirds|three quarters|half|a third|one third|a quarter|one quarter|all)\s+"
    rf"(?:of\s+)?(?P<words>(?:[a-z0-9/'-]+\s+){{0,3}}?){_HEAD}\b"
)
_PARTS = ("half", "third", "quarter", "all ")
_FRACTIONS = {
    "half": 50.0, "a third": 33.3, "one third": 33.3, "two thirds": 66.7, "a quarter": 25.0,
    "one quarter": 25.0, "three quarters": 75.0, "all": 100.0,
}  # fmt: skip
_COUNT = re.compile(
    r"(?<![\w.,:%$€£#/-])(?P<value>\d{1,3}(?:,\d{3})+|\d{1,12}(?:\.\d{1,2})?)(?P<unit>\s?(?:k|m|"
    rf"million|thousand)\b)?\+?\s+(?P<words>(?:[a-z/'-]+\s+){{0,3}}?){_HEAD}\b"
)
_STATES = (
    ("failed", re.compile(r"\b(?:fail\w*|error\w*|rejected|5xx|timed out|unsuccessful|dropped)\b")),
    ("incomplete", re.compile(r"\b(?:incomplete|abandoned|uncompleted)\b")),
    ("lost", re.compile(r"\b(?:lost|missing|deleted)\b")),
    ("affected", re.compile(r"\b(?:affected|impacted|hit|unable|could not|couldn't|saw|"
                            r"experienced|disrupted)\b")),
)  # fmt: skip
_PARTIAL = re.compile(
    r"\b(?:at (?:its |the )?peak|peak\w*|initially|at first|by then|up to|another|further|"
    r"additional|more than usual|other|remaining|rest|per|each|every|"
    r"previous\w*|normal\w*|usual\w*|limit\w*|quota|capacity|rollout|rolled out|canary|"
    r"target|slo|sla|of them|of these|of those|of which|"
    r"including|only|ramp\w*|increas\w*|fell|rose|grew|(?:from|to) \d[\d.,]*)\b"
)
_APPROX = re.compile(
    r"(?:around|about|approximately|approx\.?|roughly|some|nearly|almost|over|more than|at least|"
    r"estimated|an estimated|circa|~|≈)\s{0,2}(?:\w+\s)?$"
)
_SINGULAR = re.compile(r"(?<=[a-z])s$")
_WINDOW = 30


class Amount(NamedTuple):
    """A count or a percentage with what it counts.

    `head` is the thing ("session"), `kind` what narrows it ("active"), `state` what happened to
    it ("failed"), "" where nothing says.
    """

    passage: Passage
    start: int
    end: int
    value: float
    head: str
    kind: str
    state: str
    approx: bool
    partial: bool


def shares(case: Case) -> Iterator[Amount]:
    """Percentages of people or traffic, outside actions and references."""
    for passage in _looked_at(case):
        if "%" in passage.text or "per" in passage.lower:
            for match in _PERCENT.finditer(passage.lower):
                yield _amount(passage, match, float(match["value"]))
        for match in _FRACTION.finditer(passage.lower) if any_in(_PARTS, passage.lower) else ():
            found = _amount(passage, match, _FRACTIONS[match["value"]])
            if found.state:
                yield found._replace(approx=found.value < 100)


def counts(case: Case) -> Iterator[Amount]:
    """Counts of people, traffic or tickets, outside actions and references."""
    for passage in _looked_at(case):
        if not any_in("0123456789", passage.text):
            continue
        for match in _COUNT.finditer(passage.lower):
            unit = (match["unit"] or "").strip()
            times = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get(unit, 1)
            yield _amount(passage, match, float(match["value"].replace(",", "")) * times)


def _looked_at(case: Case) -> Iterator[Passage]:
    for passage in case.passages:
        if passage.key not in ("actions", "references", "people", "timeline"):
            yield passage


def _amount(passage: Passage, match: re.Match[str], value: float) -> Amount:
    text = passage.lower
    near = text[max(0, match.start() - _WINDOW) : match.end() + _WINDOW]
    around = match["words"] + match["head"] + " " + text[match.end() : match.end() + _WINDOW]
    state = next((name for name, pattern in _STATES if pattern.search(around)), "")
    kind = " ".join(
        word for word in match["words"].split()
        if word not in ("the", "all", "our", "its", "their", "of", "total", "support", "failed",
                        "affected", "impacted", "incomplete", "lost")
    )  # fmt: skip
    return Amount(
        passage=passage,
        start=match.start("value"),
        end=match.end("head"),
        value=value,
        head=_SINGULAR.sub("", match["head"].replace("-", "")),
        kind=kind,
        state=state,
        approx=bool(_APPROX.search(text[max(0, match.start() - 18) : match.start()])),
        partial=bool(_PARTIAL.search(near)),
    )
