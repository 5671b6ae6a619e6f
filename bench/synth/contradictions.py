"""How well the findings of a check agree with the contradictions that were put in."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

_BLANK = re.compile(r"\s+")


def compare(truth: dict[str, Any], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """Recall by contradiction, precision by finding; other rule families are left aside.

    A finding meets a contradiction if what it quotes holds the false value, or if it is of its
    kind and one of its places is within a line of the false sentence or on the line against it.
    """
    injected = truth["contradictions"]
    mine = [one for one in findings if family(one) == "consistency"]
    met: set[int] = set()
    by_kind: set[int] = set()
    true = 0
    for finding in mine:
        hits = [number for number, one in enumerate(injected) if _meets(finding, one)]
        met.update(hits)
        by_kind.update(number for number in hits if _kind(finding) == injected[number]["kind"])
        true += bool(hits)
    return {
        "injected": len(injected),
        "met": len(met),
        "met_with_kind": len(by_kind),
        "findings": len(mine),
        "true_findings": true,
        "kinds": dict(Counter(one["kind"] for one in injected)),
        "kinds_met": dict(Counter(injected[number]["kind"] for number in met)),
        "missed": [one for number, one in enumerate(injected) if number not in met],
    }


def alarms(findings: list[dict[str, Any]]) -> dict[str, int]:
    """Findings on a clean report, by family: each `consistency` one is a false alarm."""
    return dict(Counter(family(one) for one in findings))


def family(finding: dict[str, Any]) -> str:
    """The rule family: `consistency` of `consistency/duration`."""
    return str(finding.get("rule") or "").partition("/")[0]


def _kind(finding: dict[str, Any]) -> str:
    return str(finding.get("rule") or "").partition("/")[2]


def _holds(text: str, value: str) -> bool:
    """Whether a text holds a value, whatever its blanks; "8 %" is not in "58 %"."""
    bare, wanted = _BLANK.sub("", text).lower(), _BLANK.sub("", value).lower()
    return re.search(rf"(?<![\d.,:]){re.escape(wanted)}(?!\d)", bare) is not None


def _meets(finding: dict[str, Any], injected: dict[str, Any]) -> bool:
    if _holds(str(finding.get("says") or ""), injected["value"]):
        return True
    if _kind(finding) != injected["kind"]:
        return False
    against = finding.get("against")
    places = [finding.get("place"), against.get("place") if isinstance(against, dict) else None]
    lines = [place.get("line") or 0 for place in places if isinstance(place, dict)]
    near = any(abs(line - injected["line"]) <= 1 for line in lines if line)
    return near or injected["against_line"] in lines
