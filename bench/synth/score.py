"""Run a tool over every case and add up how well it did."""

from __future__ import annotations

import json
import shlex
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.synth import contradictions, measures
from bench.synth.match import Gold

_TIMEOUT_S = 600


def score(*, cases: Path, command: str | None, check_command: str | None = None) -> dict[str, Any]:
    """Scores of a tool over all cases under `cases`.

    `command` drafts ({exports} and {zone} are filled in), `check_command` checks ({report}).
    A run that fails counts as a draft that says nothing, and is listed under `failed`.
    Raises FileNotFoundError where `cases` holds no case.
    """
    folders = sorted(path.parent for path in cases.glob("*/truth.json"))
    if not folders:
        raise FileNotFoundError(f"no case under {cases}")
    drafted, checked = [], []
    for folder in folders:
        truth = json.loads((folder / "truth.json").read_text())
        if command:
            drafted.append(_drafted(folder, truth, command))
        if check_command:
            checked.append(_checked(folder, truth, check_command))
    result: dict[str, Any] = {"cases": len(folders)}
    if command:
        result |= {"command": command, "draft": _sum_drafts(drafted)}
    if check_command:
        result |= {"check_command": check_command, "check": _sum_checks(checked)}
    return result | {"drafts": drafted, "checks": checked}


def run(command: str, **fields: str) -> tuple[Any, float, str]:
    """The JSON that a command printed, its wall time in seconds, and why it failed if it did.

    Each word of `command` has its {fields} filled in, so paths may hold spaces. Exit codes 0
    and 1 are fine, as in Hansei's contract.
    """
    words = shlex.split(command)
    for name, value in fields.items():
        words = [word.replace("{" + name + "}", value) for word in words]
    start = time.perf_counter()
    try:
        done = subprocess.run(words, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, time.perf_counter() - start, str(error)
    took = time.perf_counter() - start
    if done.returncode not in (0, 1):
        return None, took, f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}"
    text = done.stdout.decode(errors="replace").strip()
    for candidate in (text, text.partition("\n")[0]):
        try:
            return json.loads(candidate), took, ""
        except ValueError:
            continue
    return None, took, "standard output is no JSON"


def _drafted(folder: Path, truth: dict[str, Any], command: str) -> dict[str, Any]:
    draft, took, failure = run(command, exports=str(folder / "exports"), zone=truth["zone"])
    if not isinstance(draft, dict):
        draft, failure = {}, failure or "standard output is no JSON object"
    gold = Gold(truth)
    events = measures.matched(gold, draft)
    claims = draft.get("claims")
    return {
        "case": truth["case"],
        "shape": truth["shape"],
        "seconds": round(took, 3),
        "failed": failure,
        "milestones": measures.milestones(truth, draft),
        "merging": measures.merging(gold, events),
        "ordering": measures.ordering(truth, events),
        "clocks": measures.clocks(gold, truth, draft, events),
        "claims": claims if isinstance(claims, dict) else None,
    }


def _checked(folder: Path, truth: dict[str, Any], command: str) -> dict[str, Any]:
    found, _, failure = run(command, report=str(folder / "report-injected.md"))
    clean, _, clean_failure = run(command, report=str(folder / "report-clean.md"))
    return {
        "case": truth["case"],
        "failed": failure or clean_failure,
        "injected": contradictions.compare(truth, _findings(found)),
        "clean": contradictions.alarms(_findings(clean)),
    }


def _findings(answer: Any) -> list[dict[str, Any]]:
    rows = answer.get("findings") if isinstance(answer, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def share(part: float, whole: float) -> float | None:
    """part / whole to four digits; None where there is nothing to divide by."""
    return round(part / whole, 4) if whole else None


def quantiles(values: Iterable[float]) -> dict[str, float | int | None]:
    """Count, median and 90th percentile (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0, "median": None, "p90": None}
    rank = max(0, -(-len(ordered) * 9 // 10) - 1)
    return {"n": len(ordered), "median": statistics.median(ordered), "p90": ordered[rank]}


def _sum_drafts(drafts: list[dict[str, Any]]) -> dict[str, Any]:
    merging: Counter[str] = Counter()
    ordering: Counter[str] = Counter()
    cited = total = 0
    for draft in drafts:
        merging.update(draft["merging"])
        ordering.update(draft["ordering"])
        claims = draft["claims"] or {}
        cited, total = cited + int(claims.get("cited", 0)), total + int(claims.get("total", 0))
    right, wrong, apart = merging["right"], merging["wrong"], merging["apart"]
    names = [row["milestone"] for row in drafts[0]["milestones"]]
    rows = [row for draft in drafts for row in draft["milestones"]]
    return {
        "failed": [draft["case"] for draft in drafts if draft["failed"]],
        "seconds": quantiles(draft["seconds"] for draft in drafts),
        "milestones": _sum_milestones(rows),
        "by_milestone": {
            name: _sum_milestones([row for row in rows if row["milestone"] == name])
            for name in names
        },
        "merge": {
            "precision": share(right, right + wrong),
            "recall": share(right, right + apart),
            "f1": share(2 * right, 2 * right + wrong + apart),
            **merging,
        },
        "order": {
            "tau": share(ordering["agree"] - ordering["against"], ordering["pairs"]),
            "happenings_shown": share(ordering["shown"], ordering["sighted"]),
        },
        "clocks": _sum_clocks([row for draft in drafts for row in draft["clocks"]]),
        "citations": {"coverage": share(cited, total), "cited": cited, "total": total},
    }


def _sum_milestones(rows: list[dict[str, Any]]) -> dict[str, Any]:
    outcomes = Counter(row["outcome"] for row in rows)
    known = outcomes["found"] + outcomes["missed"]
    unknown = outcomes["invented"] + outcomes["absent"]
    inside = sum(1 for row in rows if row["inside"])
    return {
        "error_s": quantiles(row["error_s"] for row in rows if row["error_s"] is not None),
        "found": share(outcomes["found"], known),
        "invented": share(outcomes["invented"], unknown),
        "inside_window": share(inside, outcomes["found"]),
        "known": known,
        "unknown": unknown,
    }


def _sum_clocks(rows: list[dict[str, Any]]) -> dict[str, Any]:
    groups = {
        "all": rows,
        "wrong_by_seconds": [row for row in rows if row["kind"] == "offset"],
        "wrong_by_zone": [row for row in rows if row["kind"] == "zone"],
        "right": [row for row in rows if row["kind"] == "none"],
    }
    return {
        name: {
            "error_s": quantiles(row["error_s"] for row in group),
            "within_10_s": share(sum(row["right"] for row in group), len(group)),
        }
        for name, group in groups.items()
    }


def _sum_checks(checks: list[dict[str, Any]]) -> dict[str, Any]:
    total: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    kinds_met: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for check in checks:
        counts = check["injected"]
        kinds.update(counts["kinds"])
        kinds_met.update(counts["kinds_met"])
        total.update({key: value for key, value in counts.items() if isinstance(value, int)})
        other.update(check["clean"])
    false_alarms = other.pop("consistency", 0)
    return {
        "failed": [check["case"] for check in checks if check["failed"]],
        "recall": share(total["met"], total["injected"]),
        "recall_with_kind": share(total["met_with_kind"], total["injected"]),
        "precision": share(total["true_findings"], total["findings"]),
        "by_kind": {kind: share(kinds_met[kind], kinds[kind]) for kind in sorted(kinds)},
        "injected": total["injected"],
        "false_alarms_per_clean_report": share(false_alarms, len(checks)),
        "other_findings_on_clean": dict(other),
    }
