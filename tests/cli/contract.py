"""The machine output of the command line as types, to hold answers against.

A shape is a type, a tuple of alternatives, a compiled pattern, a set of values, a list of one shape
or a dict of required keys. Additions to an object are free, as the contract has it.
"""

from __future__ import annotations

import re
from typing import Any

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}(?:\d{3})?)?Z")
NULL = type(None)
NUMBER = (int, float)
PLACE = {"place": dict}
MILESTONES = (
    "impact_start", "detected", "acknowledged", "escalated", "cause_identified", "mitigated",
    "recovered", "resolved",
)  # fmt: skip
FIGURES = {
    "time_to_detect": ("impact_start", "detected"),
    "time_to_acknowledge": ("detected", "acknowledged"),
    "time_to_mitigate": ("detected", "mitigated"),
    "time_to_recover": ("impact_start", "recovered"),
    "time_to_resolve": ("detected", "resolved"),
}
EVENT = {
    "id": str, "at": TIME, "until": (TIME, NULL), "precision_s": int,
    "kind": {"system", "human"}, "text": str, "actor": (str, NULL), "source": str, "place": dict,
}  # fmt: skip
MARK = {
    "at": TIME, "events": [str], "earliest": TIME, "latest": TIME, "how": {"stated", "inferred"},
}  # fmt: skip
ACTION = {
    "text": str, "owner": (str, NULL), "due": (str, NULL),
    "status": {"planned", "in progress", "completed", "cancelled"}, "answers": [str],
}  # fmt: skip
DRAFT = {
    "title": str, "source": str, "zone": str, "variant": str, "events": [EVENT],
    "milestones": dict.fromkeys(MILESTONES, (MARK, NULL)),
    "figures": {
        name: {"seconds": (*NUMBER, NULL), "status": {"recorded", "missing", "invalid"},
               "from": {start}, "to": {end}}
        for name, (start, end) in FIGURES.items()
    },
    "stated": [{"figure": str, "seconds": NUMBER, "text": str, **PLACE}],
    "summary": (str, NULL), "root_cause": (str, NULL), "contributing_factors": [str],
    "impact": {"text": (str, NULL)}, "actions": [ACTION], "lessons": [str],
    "unmapped": [{"heading": str, **PLACE}],
}  # fmt: skip
IMPORT = {
    "new": int, "known": int, "refused": int,
    "files": [{
        "name": str, "source": (str, NULL), "records": int, "refused": int, "note": (str, NULL),
        "refusals": [{"place": str, "code": str, "reason": str}],
    }],
}  # fmt: skip
METRICS = {
    "figures": [{
        "by": str, "group": (str, NULL), "figure": set(FIGURES), "from": set(MILESTONES),
        "to": set(MILESTONES), "n": int, "missing": int, "invalid": int,
        "mean": (*NUMBER, NULL), "median": (*NUMBER, NULL), "p90": (*NUMBER, NULL),
        "interval": ([NUMBER], NULL), "unit": {"seconds"}, "geometric": (*NUMBER, NULL),
        "title": str, "definition": str, "window": ([NUMBER], NULL),
    }],
}  # fmt: skip
DOCTOR = {"checks": [{"what": str, "state": str, "ok": (bool, NULL)}]}


def faults(value: Any, shape: Any, path: str = "$") -> list[str]:
    """Where a value departs from a shape; empty where it does not."""
    if isinstance(shape, tuple):
        tries = [faults(value, each, path) for each in shape]
        return [] if any(not each for each in tries) else min(tries, key=len)
    if isinstance(shape, type):
        wrong = not isinstance(value, shape) or (isinstance(value, bool) and shape is not bool)
        return [f"{path}: {value!r} is no {shape.__name__}"] if wrong else []
    if isinstance(shape, re.Pattern):
        good = isinstance(value, str) and shape.fullmatch(value)
        return [] if good else [f"{path}: {value!r}"]
    if isinstance(shape, set):
        return [] if value in shape else [f"{path}: {value!r} is none of {sorted(shape)}"]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [fault for i, each in enumerate(value)
                for fault in faults(each, shape[0], f"{path}[{i}]")]  # fmt: skip
    if not isinstance(value, dict):
        return [f"{path}: no object"]
    missing = [f"{path}.{name} is missing" for name in shape if name not in value]
    return missing + [
        fault
        for name, each in shape.items()
        if name in value
        for fault in faults(value[name], each, f"{path}.{name}")
    ]
