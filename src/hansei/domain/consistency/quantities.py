"""Counts and percentages that two places of a report state differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from hansei.domain.consistency.amounts import Amount, counts, shares
from hansei.domain.consistency.case import Case
from hansei.domain.consistency.wording import number
from hansei.domain.findings import Finding, Level

COUNT, PERCENTAGE = "consistency/count", "consistency/percentage"

_TICKETS = ("ticket", "complaint", "support case", "support request")
_RANK = {"impact": 0, "summary": 1, "stats": 1}
_MOST = 2000
_WHOLE = (0.0, 50.0, 100.0)
_CLOSE = 0.1


def quantities(case: Case) -> Iterator[Finding]:
    """A finding for each count or share that differs from the same one elsewhere, and for each
    share that is given of two different populations.
    """
    percent = [each for each in list(shares(case))[:_MOST] if not each.partial]
    yield from _differing(case, percent, PERCENTAGE, " %")
    yield from _populations(case, percent)
    counted = [
        each for each in list(counts(case))[:_MOST]
        if not each.partial and (each.state or each.head in _TICKETS)
    ]  # fmt: skip
    yield from _differing(case, counted, COUNT, "")


def _differing(case: Case, amounts: Sequence[Amount], rule: str, unit: str) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[Amount]] = defaultdict(list)
    for each in amounts:
        groups[each.head, "" if each.head in _TICKETS else each.state].append(each)
    for group in groups.values():
        truth = min(group, key=lambda each: (_rank(each), each.passage.offset))
        rivals = [each for each in group if _rank(each) == _rank(truth)]
        if len({each.value for each in rivals}) > 1 and rule == COUNT:
            continue  # one section counts several things by the same name
        for each in group:
            if each.passage.offset == truth.passage.offset or _same(each, truth):
                continue
            if each.kind and truth.kind and each.kind != truth.kind:
                continue
            yield _finding(case, rule, each, truth, unit)


def _rank(amount: Amount) -> int:
    return _RANK.get(amount.passage.key, 3 if amount.passage.public else 2)


def _same(one: Amount, two: Amount) -> bool:
    if one.value == two.value:
        return True
    largest = max(one.value, two.value)
    if one.approx or two.approx or (largest >= 1000 and largest % 100 == 0):
        return abs(one.value - two.value) <= _CLOSE * largest
    return abs(one.value - two.value) < 1 and one.value != int(one.value)


def _finding(case: Case, rule: str, each: Amount, truth: Amount, unit: str) -> Finding:
    name = f"{each.state} {each.head}s".strip()
    here, there = f"{number(each.value)}{unit}", f"{number(truth.value)}{unit}"
    return case.finding(
        rule, Level.ERROR, each.passage,
        f"{here}{' of' * bool(unit)} {name} here, {there} elsewhere",
        span=(each.start, each.end),
        against=" ".join(truth.passage.text[truth.start : truth.end].split()),
        line=truth.passage.line,
    )  # fmt: skip


def _populations(case: Case, amounts: Sequence[Amount]) -> Iterator[Finding]:
    by_value: dict[float, list[Amount]] = defaultdict(list)
    for each in amounts:
        if each.value not in _WHOLE:
            by_value[each.value].append(each)
    for group in by_value.values():
        truth = min(group, key=lambda each: (_rank(each), each.passage.offset))
        told: set[str] = set()
        for each in group:
            if each.head == truth.head or each.passage.section == truth.passage.section:
                continue
            if each.head in told:
                continue
            told.add(each.head)
            one = " ".join(each.passage.text[each.start : each.end].split())
            two = " ".join(truth.passage.text[truth.start : truth.end].split())
            yield case.finding(
                PERCENTAGE, Level.WARNING, each.passage,
                f"the same share is given of different populations: {one} here, {two} elsewhere",
                span=(each.start, each.end), against=two, line=truth.passage.line,
                suggestion="Say which population was measured.",
            )  # fmt: skip
