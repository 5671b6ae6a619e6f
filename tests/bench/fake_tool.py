"""A stand-in for a tool under test: it reads the truth beside its input and answers from it.

`oracle` says all that is true, `naive` joins nothing and takes detection for the impact start,
`broken` fails.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    mode, task, target = sys.argv[1:4]
    if mode == "broken":
        print("no such option", file=sys.stderr)
        return 2
    if task == "check":
        truth = json.loads((Path(target).parent / "truth.json").read_text())
        clean = Path(target).name == "report-clean.md"
        print(json.dumps(check(truth, mode=mode, clean=clean)))
        return 1
    truth_file = Path(target).parent / "truth.json"
    if not truth_file.exists():
        print(json.dumps({"events": []}))
        return 0
    print(json.dumps(draft(json.loads(truth_file.read_text()), mode=mode)))
    return 0


def draft(truth: dict[str, Any], *, mode: str) -> dict[str, Any]:
    events = []
    for happening in truth["timeline"]:
        groups = [happening["records"]]
        if mode == "naive":
            groups = [[place] for place in happening["records"]]
        for group in groups:
            at = happening["at"] if mode == "oracle" else group[0]["written"] if group else None
            events.append(
                {
                    "id": f"e{len(events)}",
                    "at": at,
                    "text": happening["text"],
                    "records": [f"my-{one['system']}:{number}" for number, one in enumerate(group)],
                    "places": [
                        {"file": f"/x/exports/{one['file']}", "line": one.get("line", 0),
                         "path": "$." + one.get("path", "")}
                        for one in group
                    ],
                }
            )  # fmt: skip
    milestones: dict[str, Any] = {
        name: one and {"at": one["at"], "earliest": one["at"], "latest": one["at"]}
        for name, one in truth["milestones"].items()
    }
    clocks = [
        {"source": f"my-{one['system']}", "offset_s": one["offset_s"], "kind": one["kind"]}
        for one in truth["clocks"]
    ]
    if mode == "naive":
        milestones["impact_start"] = milestones["detected"]
        clocks = []
    claims = {"cited": 9, "total": 10}
    return {"events": events, "milestones": milestones, "clocks": clocks, "claims": claims}


def check(truth: dict[str, Any], *, mode: str, clean: bool) -> dict[str, Any]:
    if mode == "naive":
        finding = {"rule": "consistency/duration", "place": {"line": 1}, "says": "nothing"}
        return {"findings": [finding]}
    injected = [] if clean else truth["contradictions"]
    return {
        "findings": [
            {"rule": f"consistency/{one['kind']}", "place": {"line": one["line"]}, "says": ""}
            for one in injected
        ]
    }


if __name__ == "__main__":
    sys.exit(main())
