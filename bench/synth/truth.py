"""The truth of a case as JSON: what a tool is scored against."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from bench.synth.model import FIGURES, MILESTONES, Happening, Incident, Milestone, Sighting
from bench.synth.report import Injection

# Two happenings can agree by chance; three pairs of records of at least two cannot easily.
_HAPPENINGS_NEEDED, _PAIRS_NEEDED = 2, 3


def truth_of(
    incident: Incident, sightings: list[Sighting], injections: list[Injection]
) -> dict[str, Any]:
    """The content of `truth.json` (README.md describes every field)."""
    by_happening: dict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        by_happening[one.happening].append(one)
    noise = by_happening.pop("", [])
    seen = {key for key, group in by_happening.items() if any(one.required for one in group)}
    milestones = {
        name: _milestone(incident, incident.milestones.get(name), seen) for name in MILESTONES
    }
    return {
        "case": incident.name,
        "shape": incident.shape,
        "seed": incident.seed,
        "zone": incident.zone,
        "title": incident.title,
        "services": [name for name in (incident.service, incident.second_service) if name],
        "severity": incident.severity,
        "cause": incident.cause,
        "timeline": [
            _happening(one, by_happening[one.key])
            for one in incident.happenings
            if one.key in by_happening
        ],
        "milestones": milestones,
        "unscored_milestones": sorted(incident.unscored),
        "figures": {name: _figure(milestones, *ends) for name, ends in FIGURES.items()},
        "clocks": _clocks(incident, sightings),
        "noise": [_place(one) for one in noise],
        "contradictions": [one.as_json() for one in injections],
    }


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC, whole seconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _happening(one: Happening, group: list[Sighting]) -> dict[str, Any]:
    return {
        "key": one.key,
        "at": stamp(one.at),
        "signal": one.signal,
        "actor": one.actor,
        "service": one.service,
        "text": one.text,
        "records": [_place(sighting) for sighting in group if sighting.required],
        "may_join": [_place(sighting) for sighting in group if not sighting.required],
    }


def _place(one: Sighting) -> dict[str, Any]:
    place: dict[str, Any] = {"system": one.system, "file": one.file}
    if one.line:
        place["line"] = one.line
    if one.path:
        place["path"] = one.path
    return place | {"written": stamp(one.written)}


def _milestone(
    incident: Incident, milestone: Milestone | None, seen: set[str]
) -> dict[str, Any] | None:
    """Null where it never happened or no record shows it: it cannot be known then."""
    if milestone is None:
        return None
    defensible = [milestone.happening, *milestone.accepted]
    shown = [key for key in defensible if key in seen] or [
        key for key in milestone.fallback if key in seen
    ]
    found = [one for key in shown if (one := incident.find(key))]
    if not found:
        return None
    return {
        "at": stamp(found[0].at),
        "happening": found[0].key,
        "accepted": [stamp(one.at) for one in found[1:]],
    }


def _figure(milestones: dict[str, Any], start: str, end: str) -> dict[str, Any]:
    ends = milestones[start], milestones[end]
    if not (ends[0] and ends[1]):
        return {"seconds": None, "status": "missing"}
    length = datetime.fromisoformat(ends[1]["at"]) - datetime.fromisoformat(ends[0]["at"])
    return {"seconds": round(length.total_seconds()), "status": "recorded"}


def _clocks(incident: Incident, sightings: list[Sighting]) -> list[dict[str, Any]]:
    """Each system's clock error; knowable where right clocks saw the same things."""
    seen_by: dict[str, set[str]] = defaultdict(set)
    files: dict[str, set[str]] = defaultdict(set)
    for one in sightings:
        files[one.system].add(one.file)
        if one.happening and one.required:
            seen_by[one.system].add(one.happening)
    right = [system for system in incident.systems if system not in incident.clocks]
    rows = []
    for system in incident.systems:
        error = incident.clocks.get(system)
        shared = [seen_by[system] & seen_by[other] for other in right if other != system]
        pairs = sum(len(keys) for keys in shared)
        knowable = pairs >= _PAIRS_NEEDED and len(set().union(*shared)) >= _HAPPENINGS_NEEDED
        row: dict[str, Any] = {"system": system, "offset_s": error.seconds if error else 0}
        row |= {"kind": error.kind if error else "none", "pairs": pairs, "knowable": knowable}
        rows.append(row | {"files": sorted(files[system])})
    return rows
