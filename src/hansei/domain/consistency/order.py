"""Sentences that say which of two milestones came first, held against the timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hansei.domain.consistency.anchors import first_moment, last_deed
from hansei.domain.consistency.case import Case
from hansei.domain.consistency.wording import TOLD
from hansei.domain.findings import Finding, Level

RULE = "consistency/order"

_ASIDE = frozenset(("actions", "references", "lessons", "metadata", "people"))
_RELATION = re.compile(r"\b(?:(before|prior to|ahead of)|(after|following|once))\s+")
_UNREAL = re.compile(
    r"\b(?:should|would|could|might|may|if|never|not|shortly|immediately|until|will|must|even|"
    r"only|minutes?|mins?|hours?|hrs?|seconds?|days?|weeks?)\b|n't\b|\d\s?[hms]\b"
)


def order(case: Case) -> Iterator[Finding]:
    """A finding for each stated order of two milestones that the timeline reverses."""
    if len(case.marks) < 2:
        return
    for passage in case.passages:
        if passage.key in _ASIDE:
            continue
        text = passage.lower
        for match in _RELATION.finditer(text):
            deed = last_deed(text, match.start())
            moment = first_moment(text, match.end())
            if deed is None or moment is None or deed.stone is moment.stone:
                continue
            if match.start() - deed.end > 40 or _UNREAL.search(text[deed.start - 15 : match.start()]
                                                               if deed.start > 15 else
                                                               text[: match.start()]):  # fmt: skip
                continue
            first, last = (deed, moment) if match[1] else (moment, deed)
            one, two = case.marks.get(first.stone), case.marks.get(last.stone)
            if one is None or two is None or one.earliest <= two.latest:
                continue
            yield case.finding(
                RULE, Level.ERROR, passage,
                f"{TOLD[first.stone]} is said to come before {TOLD[last.stone]}, but the timeline"
                f" has {TOLD[last.stone]} at {case.shown(two.at)} and {TOLD[first.stone]} at"
                f" {case.shown(one.at)}",
                span=(deed.start, moment.end),
                against=f"{TOLD[last.stone]} at {case.shown(two.at)},"
                f" {TOLD[first.stone]} at {case.shown(one.at)}",
                line=case.mark_line(first.stone),
            )  # fmt: skip
