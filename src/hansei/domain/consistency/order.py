"""Which came first: as sentences say it, and as the lines of the timeline stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from hansei.domain.consistency.anchors import first_moment, last_deed
from hansei.domain.consistency.case import Case
from hansei.domain.consistency.wording import TOLD, length
from hansei.domain.findings import Finding, Level
from hansei.domain.hints import any_in

RULE = "consistency/order"

_DAY_S = 86400
_ASIDE = frozenset(("actions", "references", "lessons", "metadata", "people"))
_RELATION = re.compile(
    r"\b(?:(before|prior to|ahead of|preceded)|(after|following|once|followed))\s+"
)
_RELATIONS = ("before", "prior to", "ahead of", "preced", "after", "follow", "once")
_UNREAL = re.compile(
    r"\b(?:should|would|could|might|may|if|never|not|shortly|immediately|until|will|must|even|"
    r"only|minutes?|mins?|hours?|hrs?|seconds?|days?|weeks?)\b|n't\b|\d\s?[hms]\b"
)

_ROW = re.compile(r"\s*(?:[|#*+•–-]|\*\*|\[?\d)")
_FEW = 4
_MOST_ROWS = 5000
_RISING = 0.75
_MOST_TOLD = 5


def row_order(case: Case) -> Iterator[Finding]:
    """A finding for each line of a timeline that lies before the line above it.

    Only where the lines otherwise rise: a list that runs backwards, or by topic, is no mistake.
    """
    rows = [
        (case.event_lines[each.id], each)
        for each in case.document.events[:_MOST_ROWS]
        if each.id in case.event_lines
        and each.precision_s < _DAY_S
        and _ROW.match(case.line_text(case.event_lines[each.id]))
    ]
    steps = list(pairwise(rows))
    rising = sum(two.at >= one.at for (_, one), (_, two) in steps)
    if len(rows) < _FEW or rising < _RISING * len(steps):
        return
    falls = [
        (line, above, each)
        for (before, above), (line, each) in steps
        if each.at + timedelta(seconds=each.precision_s) <= above.at and 0 < line - before <= 3
    ]
    for line, above, each in falls if len(falls) <= _MOST_TOLD else ():
        written = each.written or case.shown(each.at)
        back = length((above.at - each.at).total_seconds())
        yield case.finding_at_line(
            RULE, Level.WARNING, line,
            f"this line lies {back} before the one above it",
            says=written if written in case.line_text(line) else "",
            against=f"{case.shown(above.at)} {above.text[:80]}",
            line=case.event_lines[above.id],
            suggestion="Correct the time or the date, or move the line.",
        )  # fmt: skip


def order(case: Case) -> Iterator[Finding]:
    """A finding for each stated order of two milestones that the timeline reverses."""
    if len(case.marks) < 2:
        return
    for passage in case.passages:
        if passage.key in _ASIDE:
            continue
        text = passage.lower
        for match in _RELATION.finditer(text) if any_in(_RELATIONS, text) else ():
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
